// What trawl can be told to do: the capture, which needs no word, and the commands whose name is the first word.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/option_table.h"

namespace trawl {

/// Does the work; returns the exit status.
using Runner = std::function<Result<int>()>;

/// One row per command. Names are no first word of any valid expression, so that the capture needs none.
struct CommandRow {
  std::string_view name;      // empty: the capture
  std::string_view synopsis;  // what stands behind the name
  std::string_view summary;   // for the list of commands
  std::span<const OptionGroup> (*groups)();
  /// Checks the arguments. `program`: the name in messages.
  Result<Runner> (*prepare)(const Arguments& arguments, const std::string& program);
};

/// The first is the capture.
std::span<const CommandRow> commands();

}  // namespace trawl
