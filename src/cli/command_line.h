// argv -> what to do.
#pragma once

#include <span>
#include <string>

#include "base/error.h"
#include "cli/commands.h"

namespace trawl {

struct CommandLine {
  enum class Action : uint8_t { kRun, kHelp, kVersion, kUsageError };
  Action action = Action::kRun;
  const CommandRow* command = nullptr;  // never null
  Runner run;                           // kRun only
};

/// getopt itself prints what is wrong with an option it does not know (kUsageError); everything else is an Error.
Result<CommandLine> parse_command_line(std::span<char*> arguments);

/// The name in messages: the last part of argv[0].
std::string program_name(std::span<char*> arguments);

}  // namespace trawl
