// Names for numbers: hosts, ports, protocols. Numbers where the options say so or no name is known.
#pragma once

#include <cstdint>
#include <span>

#include "base/text.h"
#include "print/options.h"

namespace trawl {

class Names {
 public:
  explicit Names(const PrintOptions& options) : options_(options) {}

  /// An IPv4 (4 bytes) or IPv6 (16 bytes) address. Prints nothing for any other size (a failed read).
  void put_host(TextBuffer& out, std::span<const uint8_t> address);
  void put_tcp_port(TextBuffer& out, uint16_t port);
  void put_udp_port(TextBuffer& out, uint16_t port);
  /// " ospf" where names are wanted and known, else " ip-proto-89".
  void put_ip_protocol(TextBuffer& out, uint8_t protocol);

 private:
  const PrintOptions& options_;
};

}  // namespace trawl
