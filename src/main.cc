#include <unistd.h>

#include <span>
#include <string>

#include "base/capabilities.h"
#include "base/output.h"
#include "cli/command_line.h"
#include "cli/help.h"

namespace {

int report(const std::string& program, const trawl::Error& error) {
  std::string text = program + ": " + error.what + '\n';
  if (!error.hint.empty()) text += program + ": " + error.hint + '\n';
  (void)trawl::write_all(STDERR_FILENO, text, {});
  return 1;
}

int print(int fd, const std::string& text, int status) {
  return trawl::write_all(fd, text, {}) ? status : 1;
}

}  // namespace

int main(int argc, char** argv) {
  using Action = trawl::CommandLine::Action;
  const std::span<char*> arguments(argv, static_cast<size_t>(argc));
  const std::string program = trawl::program_name(arguments);
  const auto line = trawl::parse_command_line(arguments);
  if (!line) return report(program, line.error());
  switch (line->action) {
    case Action::kHelp:
      return print(STDOUT_FILENO, trawl::help_text(*line->command, program), 0);
    case Action::kVersion:
      return print(STDOUT_FILENO, trawl::version_text(program), 0);
    case Action::kUsageError:
      return print(STDERR_FILENO, trawl::usage_text(*line->command, program), 1);
    case Action::kRun:
      break;
  }
  // Those that this program was given are not for commands that it starts.
  (void)trawl::keep_capabilities(~trawl::CapabilitySet{0});
  const auto done = line->run();
  return done ? *done : report(program, done.error());
}
