// Optimized Link State Routing: RFC 3626; link qualities, names and smart gateways as olsrd sends them.
#include <algorithm>
#include <bit>

#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

enum MessageType : uint8_t {
  kHello = 1,
  kTopology = 2,
  kInterfaces = 3,
  kNetworks = 4,
  kPower = 128,
  kNames = 130,
  kHelloQuality = 201,
  kTopologyQuality = 202,
};
constexpr ValueName kMessages[] = {
    {kHello, "Hello"},     {kTopology, "TC"},       {kInterfaces, "MID"},        {kNetworks, "HNA"},
    {kPower, "Powerinfo"}, {kNames, "Nameservice"}, {kHelloQuality, "Hello-LQ"}, {kTopologyQuality, "TC-LQ"},
};
constexpr ValueName kLinks[] = {{0, "Unspecified"}, {1, "Asymmetric"}, {2, "Symmetric"}, {3, "Lost"}};
constexpr ValueName kNeighbors[] = {{0, "Not-Neighbor"}, {1, "Symmetric"}, {2, "Symmetric-MPR"}};

/// A time as a mantissa and an exponent (section 18.3).
struct ShortTime {
  uint8_t value;
};
void append(TextBuffer& out, ShortTime t) {
  out.put(fixed((1 + (t.value >> 4) / 16.0) * (1 << (t.value & 15)) * 0.0625, 3), 's');
}

/// The length of a mask. tcpdump sees a hole in an IPv4 mask, and prints its -1, but none in an IPv6 one.
uint32_t mask_length(std::span<const uint8_t> mask) {
  uint32_t bits = 0;
  bool ended = false;
  bool hole = false;
  for (const uint8_t byte : mask) {
    const auto ones = static_cast<uint32_t>(std::countl_one(byte));
    hole = hole || (ended && byte != 0) || static_cast<uint8_t>(byte << ones) != 0;
    if (!ended) bits += ones;
    ended = ended || ones < 8;
  }
  return hole && mask.size() == 4 ? UINT32_MAX : bits;
}

void put_prefix(Printer& p, std::span<const uint8_t> network, std::span<const uint8_t> mask) {
  p.put(host_name(p, network), '/', mask_length(mask));
}

/// What follows is printed for messages of one size of addresses.
class Messages {
 public:
  Messages(Printer& p, size_t address_length) : p_(p), address_length_(address_length) {}

  /// False when the rest of the packet is left.
  bool print_one(Reader& r, size_t packet_length);

 private:
  void print_body(uint8_t type, Reader r);
  void print_hello(Reader& r, bool quality);
  void print_topology(Reader& r, bool quality);
  void print_neighbors(Reader r);
  void print_neighbor_qualities(Reader r);
  void print_interfaces(Reader& r);
  void print_networks4(Reader& r);
  void print_networks6(Reader& r);
  void print_names(Reader& r);
  /// False when it is the last that can be read.
  bool print_name(Reader& r, int index);

  Printer& p_;
  size_t address_length_;
};

/// tcpdump takes them for IPv4 addresses, whatever they are.
void Messages::print_neighbors(Reader r) {
  p_.put("\n\t      neighbor\n\t\t");
  while (r.length() >= 4) {
    const auto address = r.bytes(4);
    p_.put(host_name(p_, address), ' ');
  }
}

void Messages::print_neighbor_qualities(Reader r) {
  constexpr double kPercent = 2.55;
  while (r.length() >= address_length_ + 4) {
    const auto address = r.bytes(address_length_);
    const double quality = r.u8() / kPercent;
    const double neighbor_quality = r.u8() / kPercent;
    r.bytes(2);
    p_.put("\n\t      neighbor ", host_name(p_, address), ", link-quality ", fixed(quality, 2),
           "%, neighbor-link-quality ", fixed(neighbor_quality, 2), '%');
  }
}

void Messages::print_hello(Reader& r, bool quality) {
  r.need(4);
  r.skip(2);
  const ShortTime interval{r.u8()};
  p_.put("\n\t  hello-time ", interval, ", MPR willingness ", r.u8());
  while (r.length() >= 4) {
    const size_t left = r.length();
    r.need(4);
    const uint8_t code = r.u8();
    r.skip(1);
    const uint16_t length = r.u16();
    p_.put("\n\t    link-type ", name_or(kLinks, code & 3), ", neighbor-type ", name_or(kNeighbors, code >> 2),
           ", len ", length);
    if (length > left || length < 4) return p_.put(" (invalid)");
    const size_t data = length - size_t{4};
    r.need(data);
    quality ? print_neighbor_qualities(r.with_length(data)) : print_neighbors(r.with_length(data));
    r.skip(data);
  }
}

void Messages::print_topology(Reader& r, bool quality) {
  r.need(4);
  p_.put("\n\t    advertised neighbor seq 0x", hex(r.u16(), 4));
  r.skip(2);
  quality ? print_neighbor_qualities(r) : print_neighbors(r);
}

void Messages::print_interfaces(Reader& r) {
  while (r.length() >= address_length_) {
    const auto address = r.bytes(address_length_);
    p_.put("\n\t  interface address ", host_name(p_, address));
  }
}

/// olsrd's speed of a gateway, in kbit/s: five bits of mantissa, three of exponent.
uint32_t gateway_speed(uint8_t value) {
  if (value == 0) return 0;
  uint32_t speed = (value >> 3) + 1U;
  for (int i = value & 7; i > 0; i--) speed *= 10;
  return speed;
}

void put_gateway(Printer& p, std::span<const uint8_t> mask) {
  constexpr ValueName kFlags[] = {
      {0x01, " LINKSPEED"}, {0x02, " IPV4"}, {0x04, " IPV4-NAT"}, {0x08, " IPV6"}, {0x10, " IPv6-PREFIX"}};
  const uint8_t flags = mask[1];
  const bool speeds = (flags & 1) != 0;
  p.put("Smart-Gateway:", flag_names(kFlags, flags, "", ""), ' ', speeds ? gateway_speed(mask[2]) : 0, '/',
        speeds ? gateway_speed(mask[3]) : 0);
}

void Messages::print_networks4(Reader& r) {
  p_.put("\n\t  Advertised networks (total ", r.length() / 8, ')');
  for (int column = 0; r.length() >= 8; column = (column + 1) % 4) {
    const auto network = r.bytes(4);
    const auto mask = r.bytes(4);
    if (p_.stopped()) return;
    p_.put(column == 0 ? "\n\t    " : ", ");
    const bool any = network[0] == 0 && network[1] == 0 && network[2] == 0 && network[3] == 0;
    if (any && mask[0] == 0 && mask[1] != 0) {
      put_gateway(p_, mask);
    } else {
      put_prefix(p_, network, mask);
    }
  }
}

void Messages::print_networks6(Reader& r) {
  p_.put("\n\t  Advertised networks (total ", r.length() / 32, ')');
  while (r.length() >= 32) {
    const auto network = r.bytes(16);
    const auto mask = r.bytes(16);
    p_.put("\n\t    #0: ");  // tcpdump does not count them
    put_prefix(p_, network, mask);
  }
}

bool Messages::print_name(Reader& r, int index) {
  if (r.length() < 4) return false;
  r.need(4);
  const uint16_t type = r.u16();
  const uint16_t length = r.u16();
  const bool valid = length > 0 && address_length_ + length <= r.length();
  p_.put("\n\t    #", index, ": type ", type == 0 ? "00" : "0x", hex(type, 4), ", length ", length,
         valid ? "" : " (invalid)");
  if (!valid) return false;
  const size_t padded = (length + size_t{3}) / 4 * 4;
  if (r.length() < address_length_ + padded) {
    p_.truncated();
    return false;
  }
  r.need(address_length_ + padded);
  const auto address = r.bytes(address_length_);
  p_.put(", address ", host_name(p_, address), ", name \"", safe_text(r.bytes(padded).first(p_.stopped() ? 0 : length)),
         '"');
  return true;
}

void Messages::print_names(Reader& r) {
  if (r.length() < 4) return p_.truncated();
  r.need(4);
  const uint16_t version = r.u16();
  const uint16_t entries = r.u16();
  const bool valid = entries > 0 && entries * (4 + address_length_) <= r.length() + 4;
  p_.put("\n\t  Version ", version, ", Entries ", entries, valid ? "" : " (invalid)");
  if (!valid) return;
  for (int i = 0; i < entries && !p_.stopped(); i++) {
    if (!print_name(r, i)) return;
  }
}

void Messages::print_body(uint8_t type, Reader r) {
  switch (type) {
    case kHello:
    case kHelloQuality:
      return print_hello(r, type == kHelloQuality);
    case kTopology:
    case kTopologyQuality:
      return print_topology(r, type == kTopologyQuality);
    case kInterfaces:
      return print_interfaces(r);
    case kNetworks:
      return address_length_ == 4 ? print_networks4(r) : print_networks6(r);
    case kNames:
      return print_names(r);
    default:
      return put_unknown(p_, "\n\t    ", r, r.length());
  }
}

bool Messages::print_one(Reader& r, size_t packet_length) {
  const size_t header = 8 + address_length_;
  r.need(header);
  const uint8_t type = r.u8();
  const ShortTime validity{r.u8()};
  const uint16_t length = r.u16();
  if (type == 0 || length == 0) return false;
  const auto originator = r.bytes(address_length_);
  const uint8_t time_to_live = r.u8();
  const uint8_t hops = r.u8();
  const bool valid = length >= header && length <= packet_length;
  p_.put("\n\t", name_or(kMessages, type), " Message (0x", hex(type, 2), "), originator ", host_name(p_, originator),
         ", ttl ", time_to_live, ", hop ", hops);
  p_.put("\n\t  vtime ", validity, ", msg-seq 0x", hex(r.u16(), 4), ", length ", length, valid ? "" : " (invalid)");
  if (!valid) return false;
  print_body(type, r.with_length(length - header));
  r.skip(length - header);
  return true;
}

}  // namespace

void print_olsr(Printer& p, Reader r) {
  p.protocol = "olsr";
  const bool ipv6 = p.ip->version == 6;
  p.put("OLSRv", ipv6 ? 6 : 4);
  if (r.length() < 4) return p.truncated();
  r.need(4);
  const size_t length = std::min<size_t>(r.length(), r.u16_at(0));
  r.skip(2);
  p.put(", seq 0x", hex(r.u16(), 4), ", length ", length);
  if (p.verbose() == 0) return;
  r = r.with_length(length > 4 ? length - 4 : 0);
  Messages messages(p, ipv6 ? 16 : 4);
  while (r.length() > 0 && messages.print_one(r, length)) {
  }
}

}  // namespace trawl
