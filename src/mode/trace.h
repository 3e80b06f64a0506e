// `trawl trace`: where packets go in the kernel, step by step.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attribute/containers.h"
#include "attribute/process_filter.h"
#include "base/error.h"
#include "kernel/kernel_options.h"
#include "print/options.h"

namespace trawl {

struct TraceOptions {
  std::string program = "trawl";  // the name in messages
  PrintOptions print;
  std::string expression;
  bool optimize = true;
  uint64_t count = 0;                     // -c: packets; 0: no limit
  uint32_t buffer_kib = 0;                // -B; 0: the default
  std::vector<std::string> functions;     // patterns; empty: the default
  std::vector<std::string> lines;         // -i: places of a line trace; empty: none
  std::vector<std::string> debug_images;  // -d; those that are not among them are looked for
  std::string source;                     // --source; empty: none
  std::string read_file;                  // -r: a trace that was written; empty: live
  std::string write_file;                 // -w; empty: none
  std::string perfetto_file;              // --perfetto; empty: none
  bool json = false;
  bool flat = false;
  bool graph = false;
  bool caller = false;
  bool stack = false;
  bool line_buffered = false;
  // What packets must have besides the expression.
  std::string interface;  // empty: any; its name in `netns`
  std::string netns;      // a path or a name; empty: any
  uint32_t mark = 0;
  uint32_t mark_mask = 0;     // 0: any mark
  ProcessFilter processes;    // an owner of theirs must match, whenever it is known
  RuntimeAddresses runtimes;  // where to ask about containers and pods
  KernelOptions kernel;
};

/// Runs until a signal or -c. Returns the exit status.
Result<int> run_trace(const TraceOptions& options);

}  // namespace trawl
