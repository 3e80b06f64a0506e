// The states command: what happens to TCP connections, with the owners of their sockets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attribute/containers.h"
#include "attribute/process_filter.h"
#include "base/error.h"
#include "kernel/kernel_options.h"
#include "packet/context_parts.h"

namespace trawl {

struct StatesOptions {
  std::string program = "trawl";        // the name in messages
  std::vector<uint16_t> ports;          // -p; empty: all
  uint32_t states = UINT32_MAX;         // --state: bit n for state n
  uint32_t events = 1;                  // --events: bit n for event n of wire/states.h; changes of states alone
  std::vector<std::string> namespaces;  // --netns: of connections; empty: all
  ProcessFilter processes;              // --pid and the like: by the socket's owner
  ContextParts context;                 // --context
  RuntimeAddresses runtimes;            // where to ask about containers and pods
  std::string expression;               // words joined by spaces
  uint64_t count = 0;                   // -c; 0: no limit
  uint32_t buffer_kib = 0;              // -B; 0: the default
  KernelOptions kernel;                 // --without
  bool on_cpu = false;                  // --on-cpu
  bool from = false;                    // --from
  int verbose = 0;                      // -v: how often
  bool json = false;                    // --json
  bool summary = false;                 // --summary
  bool line_buffered = false;           // -l
};

/// Runs until a signal or -c. Returns the exit status.
Result<int> run_states(const StatesOptions& options);

}  // namespace trawl
