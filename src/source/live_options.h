// What a live capture captures.
#pragma once

#include <string>
#include <vector>

#include "kernel/capture_programs.h"
#include "packet/packet.h"

namespace trawl {

struct LiveCaptureOptions {
  std::vector<std::string> interfaces;        // names, numbers of -D, or "any"; empty: the first that is up
  std::vector<std::string> namespaces;        // paths, names, or "any"; empty: the one this process is in
  std::string expression;                     // pcap-filter(7)
  bool optimize = true;                       // the expression
  Direction direction = Direction::kUnknown;  // kUnknown: both
  bool promiscuous = true;                    // never for "any"
  LinkType cooked = 0;    // kLinkLinuxSll or kLinkLinuxSll2: frames get such a header; 0: they do not
  uint64_t patience = 0;  // ns that a packet waits for its owner to be settled
  uint64_t delay = 0;     // ns that every packet waits, for what is to stand before it
  CaptureProgramOptions programs;
};

}  // namespace trawl
