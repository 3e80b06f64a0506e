// The capture command: packets from interfaces or a file, through the expression, to text or a file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attribute/containers.h"
#include "base/error.h"
#include "packet/context_parts.h"
#include "packet/interface.h"
#include "packet/packet.h"
#include "print/options.h"

namespace trawl {

struct CaptureOptions {
  std::string program = "trawl";  // the name in messages
  PrintOptions print;
  std::string read_file;                      // -r; empty: live
  std::string write_file;                     // -w; empty: none
  bool print_too = false;                     // --print
  bool count_only = false;                    // --count
  uint64_t count = 0;                         // -c; 0: no limit
  uint32_t snaplen = kMaxSnaplen;             // -s, bytes
  bool line_buffered = false;                 // -l
  bool packet_buffered = false;               // -U
  std::string expression;                     // words joined by spaces, or what -F read
  bool optimize = true;                       // -O turns it off
  std::vector<std::string> interfaces;        // -i
  uint32_t buffer_kib = 0;                    // -B; 0: the default
  Direction direction = Direction::kUnknown;  // -Q; kUnknown: both
  bool immediate = false;                     // --immediate-mode
  bool promiscuous = true;                    // -p turns it off
  ContextParts context;                       // --context
  RuntimeAddresses runtimes;                  // --docker-address and its like
  std::vector<std::string> command;           // behind "--"
};

/// Runs until the end of the file, a signal, -c, or the end of the command. Prints its own warnings; an error that
/// ended it is returned, else the exit status: the command's, or 0.
Result<int> run_capture(const CaptureOptions& options);

}  // namespace trawl
