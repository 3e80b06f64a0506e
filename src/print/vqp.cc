// Cisco VLAN Query Protocol, as seen on the wire (Cisco publishes no specification).
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kVersion = 1;
constexpr ValueName kMessages[] = {
    {1, "Request, Join Port"}, {2, "Response, VLAN"}, {3, "Request, Reconfirm"}, {4, "Response, Reconfirm"}};
constexpr ValueName kErrors[] = {{0, "No error"}, {3, "Access denied"}, {4, "Shutdown port"}, {5, "Wrong VTP domain"}};

enum : uint32_t {
  kClientAddress = 0xc01,
  kPortName,
  kVlanName,
  kDomain,
  kEthernetPacket,
  kMacNull,
  kMacAddress = 0xc08,
};
constexpr ValueName kObjects[] = {
    {kClientAddress, "Client IP Address"},
    {kPortName, "Port Name"},
    {kVlanName, "VLAN Name"},
    {kDomain, "VTP Domain"},
    {kEthernetPacket, "Ethernet Packet"},
    {kMacNull, "MAC Null"},
    {kMacAddress, "MAC Address"},
};

bool print_value(Printer& p, Reader v, uint32_t type) {
  switch (type) {
    case kClientAddress: {
      if (v.length() != 4) return false;
      const auto address = v.bytes(4);
      if (address.size() == 4) p.put(ip4_text(address), " (0x", hex_bytes(address), ')');
      return true;
    }
    case kPortName:
    case kVlanName:
    case kDomain:
    case kEthernetPacket: {
      const size_t length = v.length();
      put_padded_text(p, v, length);
      return true;
    }
    case kMacNull:
    case kMacAddress:
      if (v.length() != 6) return false;
      p.put(mac_text(v.bytes(6)));
      return true;
    default:
      if (p.verbose() <= 1) put_unknown(p, "\n\t    ", v, v.length());
      return true;
  }
}

}  // namespace

void print_vqp(Printer& p, Reader r) {
  p.protocol = "vqp";
  const size_t length = r.length();
  if (length < 8) return p.truncated();
  if (!r.need(8)) return;
  const uint8_t version = r.u8();
  const uint8_t message = r.u8();
  const uint8_t error = r.u8();
  uint8_t items = r.u8();
  if (version != kVersion) return p.put("VQP version ", version, " packet not supported");
  p.put(p.verbose() > 0 ? "\n\tVQPv" : "VQPv", version, p.verbose() > 0 ? ", " : " ",
        named(kMessages, message, "unknown (", ")"), " Message, error-code ", name_or(kErrors, error, "unknown"), " (",
        error, ')');
  if (p.verbose() == 0) return p.put(", length ", length);
  const uint32_t sequence = r.u32();
  p.put(", seq 0x", hex(sequence, 8), ", items ", items, ", length ", length);
  for (; items > 0 && r.length() > 0 && !p.stopped(); items--) {
    if (r.length() < 6) return p.truncated();
    const uint32_t type = r.u32();
    const uint16_t size = r.u16();
    p.put("\n\t  ", name_or(kObjects, type, "Unknown"), " Object (0x", hex(type, 8), "), length ", size, ", value: ");
    if (size == 0) return;
    if (!r.need(size)) return;
    if (size > r.length() || !print_value(p, r.first(size), type)) return p.invalid();
    r.skip(size);
  }
}

}  // namespace trawl
