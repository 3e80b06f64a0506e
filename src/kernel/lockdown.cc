#include "kernel/lockdown.h"

#include "base/file.h"

namespace trawl {

Result<std::string> read_lockdown() {
  return read_file("/sys/kernel/security/lockdown");
}

std::string_view lockdown_level(std::string_view text) {
  const size_t begin = text.find('[');
  const size_t end = text.find(']');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  return text.substr(begin + 1, end - begin - 1);
}

std::optional<Error> refused_by_lockdown(std::string_view text, std::string_view hook) {
  if (lockdown_level(text) != "confidentiality") return std::nullopt;
  return Error{"the kernel's lockdown (confidentiality) refuses " + std::string(hook),
               "boot with lockdown=integrity or none; files are read all the same (-r), and \"trawl doctor\" tells "
               "what else works here"};
}

}  // namespace trawl
