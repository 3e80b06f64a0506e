// argv -> what to do.
#pragma once

#include <span>
#include <string>

#include "base/error.h"
#include "mode/capture.h"

namespace trawl {

struct CommandLine {
  enum class Action : uint8_t { kCapture, kListInterfaces, kHelp, kVersion, kUsageError };
  Action action = Action::kCapture;
  CaptureOptions capture;
};

/// As tcpdump reads its command line: getopt's rules, so letters combine ("-nnr file"), options may follow the
/// expression and long ones may be shortened. What follows "--" is a command to run. getopt itself prints what is wrong
/// with an option it does not know (kUsageError); everything else is an Error with tcpdump's text.
Result<CommandLine> parse_command_line(std::span<char*> arguments);

/// The name in messages: the last part of argv[0].
std::string program_name(std::span<char*> arguments);

}  // namespace trawl
