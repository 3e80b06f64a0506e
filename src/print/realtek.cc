// What Realtek's switch chips send under their EtherType: the remote control protocol (RTL8326 data sheet), loop
// detection, the echo protocol, and tags that name the port a frame came by.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Protocol : uint8_t { kRrcp = 0x01, kEcho = 0x02, kLoop = 0x03, kTag8 = 0x04, kLoop2 = 0x23 };
constexpr uint8_t kReply = 0x80;
enum Opcode : uint8_t { kHello = 0, kGet = 1, kSet = 2 };

void put_rrcp(Printer& p, Reader r) {
  p.protocol = "rrcp";
  const uint8_t control = r.u8();
  const uint8_t opcode = control & ~kReply;
  const bool reply = (control & kReply) != 0;
  p.put("RRCP ", reply ? "reply" : "query", ": ");
  if (opcode > kSet) {
    p.put("unknown opcode (0x", hex(opcode, 2), ')');
  } else {
    p.put(opcode == kHello ? "hello" : opcode == kGet ? "get" : "set");
  }
  const bool access = opcode == kGet || opcode == kSet;
  const uint16_t authentication = r.u16();
  if (access) {
    const uint16_t address = r.le16();
    p.put(" addr=0x", hex(address, 4), ", data=0x", hex(r.le32(), 8));
  }
  p.put(", auth=0x", hex(authentication, 4));
  if (access) {
    const uint64_t low = r.u32();
    p.put(", cookie=0x", hex(r.u32(), 8), hex(low, 8), ' ');
  }
  if (opcode != kHello || !reply) return;
  const uint8_t down = r.u8();
  const uint8_t up = r.u8();
  const auto mac = r.bytes(6);
  const uint16_t chip = r.u16();
  const uint32_t vendor = r.u32();
  p.put(" downlink_port=", down, ", uplink_port=", up, ", uplink_mac=", ethernet_name(p, mac));
  p.put(", vendor_id=", hex(vendor, 8), " ,chip_id=", hex(chip, 4), ' ');
}

}  // namespace

void print_realtek(Printer& p, Reader r) {
  p.protocol = "rtl";
  if (p.link != nullptr) p.put(ethernet_name(p, p.link->source), " > ", ethernet_name(p, p.link->destination), ", ");
  const uint8_t type = r.u8();
  switch (type) {
    case kRrcp:
      return put_rrcp(p, r.after(0));
    case kEcho:
      return p.put("REP");
    case kLoop:
    case kLoop2:
      return p.put("RLDP");
    case kTag8:
      return p.put("Realtek 8-byte DSA tag");
    default:
      break;
  }
  p.put("Realtek ");
  if (type >> 4 == 9) return p.put("RTL8306 4-byte DSA tag");
  if (type >> 4 == 10) return p.put("RTL8366RB 4-byte DSA tag");
  p.put("unknown type 0x", hex(type, 2));
}

}  // namespace trawl
