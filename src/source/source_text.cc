#include "source/source_text.h"

#include "base/file.h"
#include "base/lines.h"

namespace trawl {

namespace {

std::string_view without_blanks(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

const std::vector<std::string>& SourceText::lines_of(const std::string& file) {
  const auto [at, fresh] = files_.try_emplace(file);
  if (!fresh) return at->second;
  for (size_t slash = 0; slash != std::string::npos; slash = file.find('/', slash + 1)) {
    const auto text = read_file(directory_ + '/' + file.substr(slash));
    if (!text) continue;
    std::string_view rest = *text;
    while (!rest.empty()) at->second.emplace_back(without_blanks(next_line(rest)));
    break;
  }
  return at->second;
}

std::string SourceText::line(const std::string& file, int number) {
  if (directory_.empty() || file.empty() || number <= 0) return {};
  const auto& lines = lines_of(file);
  const auto index = static_cast<size_t>(number) - 1;
  return index < lines.size() ? lines[index] : std::string();
}

}  // namespace trawl
