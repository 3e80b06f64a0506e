// Names for numbers: hosts, ports, protocols. Numbers where the options say so or no name is known.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/text.h"
#include "print/options.h"

namespace trawl {

class HostNames;
class ServiceNames;

class Names {
 public:
  explicit Names(const PrintOptions& options);
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;
  ~Names();

  /// Whether hosts and ports print as numbers, whichever they are.
  bool all_numeric() const { return services_ == nullptr; }

  /// An IPv4 (4 bytes) or IPv6 (16 bytes) address. Prints nothing for any other size (a failed read).
  void put_host(TextBuffer& out, std::span<const uint8_t> address);
  void put_tcp_port(TextBuffer& out, uint16_t port);
  void put_udp_port(TextBuffer& out, uint16_t port);
  /// "ospf" where names are wanted and known, else empty.
  std::string_view ip_protocol(uint8_t protocol) const;
  /// " ospf" where names are wanted and known, else " ip-proto-89".
  void put_ip_protocol(TextBuffer& out, uint8_t protocol);
  /// "00:00:0c:01:02:03", and where names are wanted " (oui Cisco)" behind it, or "Broadcast".
  void put_ethernet(TextBuffer& out, std::span<const uint8_t> address);

 private:
  /// Whether a name was printed.
  bool put_host_name(TextBuffer& out, std::span<const uint8_t> address);

  const PrintOptions& options_;
  std::unique_ptr<HostNames> hosts_;        // null with -n
  std::unique_ptr<ServiceNames> services_;  // null with -n
};

}  // namespace trawl
