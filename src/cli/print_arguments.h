// The options that say how packets are printed, which several commands share.
#pragma once

#include "base/error.h"
#include "cli/option_table.h"
#include "print/options.h"

namespace trawl {

class PrintArguments {
 public:
  /// `options` is borrowed and filled in.
  explicit PrintArguments(PrintOptions& options) : options_(options) {}

  /// False: the option is none of printing's. Errors: those of its argument, in tcpdump's words.
  Result<bool> apply(OptionId id, const char* argument);
  /// What depends on several options; the last call.
  Result<void> finish();

 private:
  bool count(OptionId id);
  Result<void> set_precision(std::string_view text);
  Result<void> set_type(std::string_view text);
  Result<void> set_dump();

  PrintOptions& options_;
  // How often each was given, which getopt's order cannot say at once.
  int time_ = 0;
  int ascii_ = 0;
  int hex_ = 0;
  int hex_ascii_ = 0;
};

}  // namespace trawl
