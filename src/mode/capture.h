// The capture command: packets from interfaces or a file, through the expression, to text or a file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attribute/containers.h"
#include "attribute/process_filter.h"
#include "base/error.h"
#include "kernel/kernel_options.h"
#include "mode/messages.h"
#include "packet/context_parts.h"
#include "packet/interface.h"
#include "packet/packet.h"
#include "pcap/file_reader.h"
#include "print/options.h"
#include "sink/rotating_sink.h"

namespace trawl {

struct CaptureOptions {
  std::string program = "trawl";  // the name in messages
  PrintOptions print;
  std::vector<std::string> read_files;  // -r, or the list of -V; empty: live
  std::string write_file;               // -w; empty: none
  bool print_too = false;               // --print
  bool count_only = false;              // --count
  uint64_t count = 0;                   // -c; 0: no limit
  uint32_t snaplen = kMaxSnaplen;       // -s, bytes
  bool line_buffered = false;           // -l
  bool packet_buffered = false;         // -U
  std::string expression;               // words joined by spaces, or what -F read
  bool optimize = true;                 // -O turns it off
  std::vector<std::string> interfaces;  // -i
  std::vector<std::string> namespaces;  // --netns
  KernelOptions kernel;
  uint32_t buffer_kib = 0;                    // -B; 0: the default
  Direction direction = Direction::kUnknown;  // -Q; kUnknown: both
  bool immediate = false;                     // --immediate-mode
  bool promiscuous = true;                    // -p turns it off
  ProcessFilter processes;                    // --pid and its like
  bool statistics = false;                    // --stats
  ContextParts context;                       // --context
  RuntimeAddresses runtimes;                  // --docker-address and its like
  std::vector<std::string> command;           // behind "--"
  FileFormat write_format = FileFormat::kPcap;
  bool write_format_by_name = true;  // a name that ends in .pcapng, and standard output, make it pcapng
  Rotation rotation;                 // -C, -G, -W, -z
  int dump_program = 0;              // -d, -dd, -ddd
  std::string link_type;             // -y; empty: the device's
  std::string time_stamp_type;       // -j; empty: the host's
  bool monitor_mode = false;         // -I
  std::string user;                  // -Z; empty: stay who we are
  bool json = false;                 // --json
  bool color = false;                // --color, decided
  uint64_t duration = 0;             // --duration, ns; 0: none
  std::string stop_when;             // --stop-when: an expression; empty: none
  std::string key_log;               // --write-keylog-file; empty: none
  bool embed_key_log = false;        // --embed-keylog-to-pcapng
  bool include_own_session = false;  // --include-own-session
  LogLevel log_level = LogLevel::kWarning;
};

/// Whether -w's file is pcapng: where the name or an option asks for it, and on standard output.
bool writes_pcapng(const CaptureOptions& options);

/// Runs until the end of the file, a signal, -c, or the end of the command. Prints its own warnings; an error that
/// ended it is returned, else the exit status: the command's, or 0.
Result<int> run_capture(const CaptureOptions& options);

}  // namespace trawl
