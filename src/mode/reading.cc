#include "mode/reading.h"

#include <fmt/format.h>

#include "filter/link_names.h"
#include "mode/messages.h"

namespace trawl {

void say_reading(const std::string& path, const FileSource& file) {
  const Interface& first = file.interfaces().front();
  Messages::say(fmt::format("reading from file {}, {}, snapshot length {}\n", path, link_type_text(first.link_type),
                            first.snaplen));
}

}  // namespace trawl
