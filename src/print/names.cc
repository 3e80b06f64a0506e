#include "print/names.h"

#include "base/address.h"

namespace trawl {

void Names::put_host(TextBuffer& out, std::span<const uint8_t> address) {
  if (address.size() == 4) append(out, ip4_text(address));
  if (address.size() == 16) append(out, ip6_text(address));
}

void Names::put_tcp_port(TextBuffer& out, uint16_t port) {
  append(out, port);
}

void Names::put_udp_port(TextBuffer& out, uint16_t port) {
  append(out, port);
}

void Names::put_ip_protocol(TextBuffer& out, uint8_t protocol) {
  out.put(" ip-proto-", protocol);
}

}  // namespace trawl
