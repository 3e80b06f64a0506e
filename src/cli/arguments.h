// argv by getopt's rules, for any command: which options were given, which words are left.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli/option_table.h"

namespace trawl {

struct Arguments {
  /// In the order given, with the option's argument; null where it takes none. Borrowed from argv.
  std::vector<std::pair<const OptionRow*, const char*>> options;
  std::vector<std::string> words;    // neither options nor their arguments
  std::vector<std::string> command;  // behind "--"
  bool usage_error = false;          // getopt complained, on standard error

  bool has(OptionId id) const;
  /// The words, joined by spaces: an expression.
  std::string joined_words() const;
};

/// As tcpdump reads its command line: letters combine ("-nnr file"), options may follow words, long ones may be
/// shortened. `arguments` begins with the program's name. Errors: "--" without a command.
Result<Arguments> read_arguments(std::span<char*> arguments, std::span<const OptionGroup> groups);

}  // namespace trawl
