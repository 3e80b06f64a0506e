#include "cli/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <vector>

#include "base/output.h"
#include "cli/extcap.h"

namespace trawl {

std::string program_name(std::span<char*> arguments) {
  const std::string_view path = arguments.empty() ? "trawl" : arguments.front();
  return std::string(path.substr(path.rfind('/') + 1));
}

namespace {

/// The capture that Wireshark asks for, as if its arguments had been ours.
Result<CommandLine> parse_extcap(std::span<char*> arguments) {
  const ExtcapAnswer answer = answer_extcap(arguments);
  if (answer.capture.empty()) {
    return CommandLine{.command = &commands().front(), .run = [text = answer.text]() -> Result<int> {
                         auto written = write_all(STDOUT_FILENO, text, "Unable to write output");
                         if (!written) return std::unexpected(written.error());
                         return 0;
                       }};
  }
  std::vector<std::string> words = answer.capture;
  std::vector<char*> own = {arguments.front()};
  for (std::string& word : words) own.push_back(word.data());
  return parse_command_line(own);
}

}  // namespace

Result<CommandLine> parse_command_line(std::span<char*> arguments) {
  if (is_extcap_call(arguments)) return parse_extcap(arguments);
  CommandLine line;
  const std::string program = program_name(arguments);
  const std::string_view word = arguments.size() > 1 ? arguments[1] : "";
  const auto named = std::ranges::find(commands().subspan(1), word, &CommandRow::name);
  const bool has_name = named != commands().subspan(1).end();
  line.command = has_name ? &*named : &commands().front();

  std::vector<char*> rest(arguments.begin(), arguments.end());
  if (has_name) rest.erase(rest.begin() + 1);
  auto read = read_arguments(rest, line.command->groups());
  if (!read) return std::unexpected(read.error());
  if (read->usage_error) {
    line.action = CommandLine::Action::kUsageError;
  } else if (read->has(OptionId::kHelp)) {
    line.action = CommandLine::Action::kHelp;
  } else if (read->has(OptionId::kVersion)) {
    line.action = CommandLine::Action::kVersion;
  }
  if (line.action != CommandLine::Action::kRun) return line;
  auto runner = line.command->prepare(*read, program);
  if (!runner) return std::unexpected(runner.error());
  line.run = std::move(*runner);
  return line;
}

}  // namespace trawl
