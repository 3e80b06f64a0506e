#include "mode/reading.h"

#include "base/escape.h"
#include "base/text.h"
#include "filter/link_names.h"
#include "mode/messages.h"

namespace trawl {

void say_reading(const std::string& path, const FileSource& file) {
  const Interface& first = file.interfaces().front();
  TextBuffer text;
  text.put("reading from file ", path, ", ", link_type_text(first.link_type), ", snapshot length ", first.snaplen);
  if (first.description.starts_with(kSampledNote)) text.put(", ", escaped(first.description));
  text.put('\n');
  Messages::say(text.view());
}

}  // namespace trawl
