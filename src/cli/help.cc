#include "cli/help.h"

#include <fmt/format.h>

#include "filter/link_names.h"

namespace trawl {

namespace {

constexpr size_t kWidth = 100;
constexpr size_t kTextColumn = 34;

/// Breaks `text` at blanks so that no line goes past kWidth; lines after the first start at `column`.
std::string wrapped(std::string_view text, size_t column) {
  std::string out;
  size_t at = column;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    if (at + end > kWidth) {
      out += '\n' + std::string(column, ' ');
      at = column;
    }
    out += text.substr(0, end);
    at += end + 1;
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!text.empty()) out += ' ';
  }
  return out;
}

std::string names_of(const OptionRow& row) {
  std::string names;
  if (row.letter != 0) names = fmt::format("-{}", row.letter);
  if (!row.long_name.empty()) names += fmt::format("{}--{}", row.letter != 0 ? ", " : "    ", row.long_name);
  if (!row.argument.empty()) names += fmt::format("{}{}", row.long_name.empty() ? ' ' : '=', row.argument);
  return names;
}

std::string row_text(const OptionRow& row) {
  const std::string names = names_of(row);
  std::string text = fmt::format("  {:<{}}", names, kTextColumn - 2);
  if (names.size() + 3 > kTextColumn) text += '\n' + std::string(kTextColumn, ' ');
  return text + wrapped(row.help, kTextColumn) + '\n';
}

/// Empty while the capture is the only one.
std::string list_of_commands(const std::string& program) {
  std::string text;
  for (const CommandRow& command : commands().subspan(1)) {
    text += fmt::format("  {:<{}}{}\n", command.name, kTextColumn - 2, command.summary);
  }
  return text.empty() ? text : fmt::format("\nCommands ({} COMMAND --help says more)\n{}", program, text);
}

}  // namespace

std::string usage_text(const CommandRow& command, const std::string& program) {
  const std::string name = command.name.empty() ? program : fmt::format("{} {}", program, command.name);
  return fmt::format("Usage: {0} {1}\n\"{0} --help\" tells of the options.\n", name, command.synopsis);
}

std::string help_text(const CommandRow& command, const std::string& program) {
  const std::string name = command.name.empty() ? "" : fmt::format(" {}", command.name);
  std::string text = fmt::format("Usage: {}{} {}\n{}.\n", program, name, command.synopsis, command.summary);
  for (const OptionGroup& group : command.groups()) {
    text += fmt::format("\n{}\n", group.title);
    for (const OptionRow& row : group.rows) text += row_text(row);
  }
  if (command.name.empty()) text += list_of_commands(program);
  return text + "\nAn expression is libpcap's: see pcap-filter(7).\n";
}

std::string version_text(const std::string& program) {
  return fmt::format("{} version {}\n{}\n", program, TRAWL_VERSION, filter_library_version());
}

}  // namespace trawl
