#include "mode/messages.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/output.h"

namespace trawl {

void Messages::warn(std::string_view text) const {
  if (least_ <= LogLevel::kWarning) say(fmt::format("{}: WARNING: {}\n", program_, text));
}

void Messages::info(std::string_view text) const {
  if (least_ <= LogLevel::kInfo) say(fmt::format("{}: {}\n", program_, text));
}

void Messages::tell(std::string_view text) const {
  if (least_ <= LogLevel::kWarning) say(text);
}

void Messages::say(std::string_view text) {
  (void)write_all(STDERR_FILENO, text, {});
}

}  // namespace trawl
