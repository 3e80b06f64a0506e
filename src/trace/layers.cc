#include "trace/layers.h"

#include <algorithm>
#include <optional>

#include "base/address.h"
#include "base/bytes.h"

namespace trawl {

namespace {

constexpr size_t kMostLayers = 12;
constexpr uint16_t kIp4 = 0x0800;
constexpr uint16_t kIp6 = 0x86dd;
constexpr uint16_t kBridged = 0x6558;  // Ethernet inside GRE or GENEVE

enum Protocol : uint8_t { kIcmp = 1, kIpip = 4, kTcp = 6, kUdp = 17, kIpv6 = 41, kGre = 47, kIcmp6 = 58 };

struct EtherName {
  uint16_t type;
  const char* name;
};
constexpr EtherName kEtherNames[] = {{0x0806, "arp"}, {0x8847, "mpls"}, {0x8863, "pppoe"}, {0x8864, "pppoe"}};

struct ProtocolName {
  uint8_t protocol;
  const char* name;
};
constexpr ProtocolName kProtocolNames[] = {{kIcmp, "icmp"}, {2, "igmp"},   {kTcp, "tcp"}, {kUdp, "udp"},
                                           {kGre, "gre"},   {50, "esp"},   {51, "ah"},    {kIcmp6, "icmp6"},
                                           {89, "ospf"},    {112, "vrrp"}, {132, "sctp"}};

/// Tunnels in UDP by their well-known port.
struct UdpTunnel {
  uint16_t port;
  const char* name;
};
constexpr UdpTunnel kUdpTunnels[] = {{4789, "vxlan"}, {8472, "vxlan"}, {6081, "geneve"}, {51820, "wireguard"}};

/// What follows a layer.
enum class Next : uint8_t { kNothing, kEthertype, kIpProtocol, kEthernet };

class Walker {
 public:
  Walker(std::span<const uint8_t> headers, uint16_t ethertype)
      : r_(headers, &failure_), next_(Next::kEthertype), type_(ethertype) {}

  Layers run() && {
    while (next_ != Next::kNothing && layers_.names.size() < kMostLayers && r_.captured() != 0) step();
    return std::move(layers_);
  }

 private:
  void step() {
    const Next what = next_;
    next_ = Next::kNothing;
    if (what == Next::kEthernet) return ethernet();
    if (what == Next::kIpProtocol) return transport();
    if (type_ == kIp4) return ip4();
    if (type_ == kIp6) return ip6();
    if (type_ == 0x8100 || type_ == 0x88a8) return vlan();
    const auto* named = std::ranges::find(kEtherNames, type_, &EtherName::type);
    if (named != std::end(kEtherNames)) layers_.names.push_back(named->name);
  }

  void ethernet() {
    r_.skip(12);
    type_ = r_.u16();
    if (!r_.ok()) return;
    layers_.names.push_back("eth");
    next_ = Next::kEthertype;
  }

  void vlan() {
    r_.skip(2);
    type_ = r_.u16();
    if (!r_.ok()) return;
    layers_.names.push_back("vlan");
    next_ = Next::kEthertype;
  }

  void ip4() {
    const size_t length = (r_.u8_at(0) & 0xfU) * 4;
    const bool fragment = (r_.u16_at(6) & 0x1fff) != 0;
    const uint8_t hops = r_.u8_at(8);
    const uint8_t protocol = r_.u8_at(9);
    const auto addresses = r_.bytes_at(12, 8);
    if (!r_.ok() || length < 20) return;
    layers_.names.push_back("ip");
    set_network(4, hops, protocol, addresses.first(4), addresses.last(4));
    r_.skip(length);
    if (!fragment) go_on(protocol);
  }

  void ip6() {
    uint8_t protocol = r_.u8_at(6);
    const uint8_t hops = r_.u8_at(7);
    const auto addresses = r_.bytes_at(8, 32);
    if (!r_.ok()) return;
    layers_.names.push_back("ip6");
    r_.skip(40);
    protocol = skip_extensions(protocol);
    set_network(6, hops, protocol, addresses.first(16), addresses.last(16));
    go_on(protocol);
  }

  uint8_t skip_extensions(uint8_t protocol) {
    for (int i = 0; i < 6 && (protocol == 0 || protocol == 43 || protocol == 44 || protocol == 60); i++) {
      const size_t length = protocol == 44 ? 8 : (r_.u8_at(1) + 1U) * 8;
      protocol = r_.u8_at(0);
      r_.skip(length);
    }
    return protocol;
  }

  void set_network(uint8_t version, uint8_t hops, uint8_t protocol, std::span<const uint8_t> source,
                   std::span<const uint8_t> destination) {
    if (layers_.flow.version != 0) return;  // an inner one
    layers_.flow.version = version;
    layers_.flow.hops = hops;
    layers_.flow.protocol = protocol;
    std::ranges::copy(source, layers_.flow.source.begin());
    std::ranges::copy(destination, layers_.flow.destination.begin());
  }

  void go_on(uint8_t protocol) {
    protocol_ = protocol;
    next_ = Next::kIpProtocol;
    if (protocol != kIpip && protocol != kIpv6) return;
    type_ = protocol == kIpip ? kIp4 : kIp6;
    next_ = Next::kEthertype;
  }

  void transport() {
    const auto* named = std::ranges::find(kProtocolNames, protocol_, &ProtocolName::protocol);
    if (named == std::end(kProtocolNames)) return;
    layers_.names.push_back(named->name);
    if (protocol_ == kGre) return gre();
    if (protocol_ != kTcp && protocol_ != kUdp) return;
    const uint16_t source = r_.u16_at(0);
    const uint16_t destination = r_.u16_at(2);
    if (!r_.ok()) return;
    const bool outermost = std::ranges::none_of(
        std::span(layers_.names).first(layers_.names.size() - 1),
        [](std::string_view name) { return name == "tcp" || name == "udp" || name == "gre" || name == "eth"; });
    if (outermost) {
      layers_.flow.ports = true;
      layers_.flow.source_port = source;
      layers_.flow.destination_port = destination;
      if (protocol_ == kTcp && r_.captured() >= 8) layers_.flow.sequence = r_.u32_at(4);
    }
    if (protocol_ == kUdp) udp_tunnel(destination);
  }

  void udp_tunnel(uint16_t port) {
    const auto* tunnel = std::ranges::find(kUdpTunnels, port, &UdpTunnel::port);
    if (tunnel == std::end(kUdpTunnels)) return;
    layers_.names.push_back(tunnel->name);
    const std::string_view name = tunnel->name;
    r_.skip(8);
    if (name == "vxlan") {
      r_.skip(8);
      next_ = Next::kEthernet;
    } else if (name == "geneve") {
      const size_t options = (r_.u8_at(0) & 0x3fU) * 4;
      type_ = r_.u16_at(2);
      r_.skip(8 + options);
      next_ = type_ == kBridged ? Next::kEthernet : Next::kEthertype;
    }
  }

  void gre() {
    const uint16_t flags = r_.u16_at(0);
    type_ = r_.u16_at(2);
    if (!r_.ok()) return;
    r_.skip(4U + ((flags & 0x8000) != 0 ? 4 : 0) + ((flags & 0x2000) != 0 ? 4 : 0) + ((flags & 0x1000) != 0 ? 4 : 0));
    next_ = type_ == kBridged ? Next::kEthernet : Next::kEthertype;
  }

  ReadFailure failure_;
  Reader r_;
  Next next_;
  uint16_t type_;
  uint8_t protocol_ = 0;
  Layers layers_;
};

}  // namespace

Layers read_layers(std::span<const uint8_t> headers, uint16_t ethertype) {
  return Walker(headers, ethertype).run();
}

void append(TextBuffer& out, Endpoint endpoint) {
  const Flow& flow = endpoint.flow;
  const auto& address = endpoint.source ? flow.source : flow.destination;
  if (flow.version == 4) out.put(ip4_text(std::span(address).first(4)));
  if (flow.version == 6 && flow.ports) out.put('[');
  if (flow.version == 6) out.put(ip6_text(address));
  if (flow.version == 6 && flow.ports) out.put(']');
  if (flow.ports) out.put(':', endpoint.source ? flow.source_port : flow.destination_port);
}

}  // namespace trawl
