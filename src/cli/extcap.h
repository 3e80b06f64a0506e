// Wireshark's interface to capture programs: Wireshark asks which interfaces and options there are, and starts the
// capture, which writes pcapng to its pipe (Wireshark's doc/extcap.4, version 1.0 of the interface).
#pragma once

#include <span>
#include <string>
#include <vector>

namespace trawl {

/// Whether it is Wireshark who calls: --extcap-interfaces and the like, or --capture.
bool is_extcap_call(std::span<char*> arguments);

struct ExtcapAnswer {
  std::string text;                  // for standard output
  std::vector<std::string> capture;  // or the arguments of the capture that it wants; empty: none
};

ExtcapAnswer answer_extcap(std::span<char*> arguments);

}  // namespace trawl
