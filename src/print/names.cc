#include "print/names.h"

#include <algorithm>
#include <string_view>

#include "base/address.h"
#include "print/host_names.h"
#include "print/organizations.h"
#include "print/protocol_names.h"
#include "print/service_names.h"
#include "print/util.h"

namespace trawl {

Names::Names(const PrintOptions& options) : options_(options) {
  if (options.numeric > 0) return;
  services_ = std::make_unique<ServiceNames>();
  hosts_ = std::make_unique<HostNames>(options.name_wait_milliseconds);
}

Names::~Names() = default;

bool Names::put_host_name(TextBuffer& out, std::span<const uint8_t> address) {
  std::string_view name = hosts_->find(address);
  if (options_.no_domain) name = name.substr(0, name.find('.'));
  append(out, name);
  return !name.empty();
}

void Names::put_host(TextBuffer& out, std::span<const uint8_t> address) {
  if (hosts_ && !options_.foreign_numeric && put_host_name(out, address)) return;
  if (address.size() == 4) append(out, ip4_text(address));
  if (address.size() == 16) append(out, ip6_text(address));
}

void Names::put_tcp_port(TextBuffer& out, uint16_t port) {
  const std::string_view name = services_ ? services_->tcp(port) : std::string_view();
  if (name.empty()) return append(out, port);
  append(out, name);
}

void Names::put_udp_port(TextBuffer& out, uint16_t port) {
  const std::string_view name = services_ ? services_->udp(port) : std::string_view();
  if (name.empty()) return append(out, port);
  append(out, name);
}

std::string_view Names::ip_protocol(uint8_t protocol) const {
  return services_ ? find_name(kProtocolNames, protocol) : std::string_view();
}

void Names::put_ip_protocol(TextBuffer& out, uint8_t protocol) {
  const std::string_view name = ip_protocol(protocol);
  if (name.empty()) {
    out.put(" ip-proto-", protocol);
  } else {
    out.put(' ', name);
  }
}

void Names::put_ethernet(TextBuffer& out, std::span<const uint8_t> address) {
  const auto is_all_ones = [](uint8_t byte) { return byte == 0xff; };
  if (services_ && address.size() == 6 && std::ranges::all_of(address, is_all_ones)) return append(out, "Broadcast");
  out.put(mac_text(address));
  if (!services_ || address.size() < 3) return;
  const auto organization = static_cast<uint32_t>(address[0] << 16 | address[1] << 8 | address[2]);
  out.put(" (oui ", name_or(kOrganizations, organization), ')');
}

}  // namespace trawl
