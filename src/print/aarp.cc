// AppleTalk Address Resolution Protocol: Inside AppleTalk, chapter 2.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint16_t kEthernet = 1;
constexpr uint16_t kAppletalk = 0x809b;
enum Operation : uint16_t { kRequest = 1, kReply, kProbe };

/// "net.node" of a protocol address, whose first byte is not used.
struct NodeAddress {
  std::span<const uint8_t> bytes;
};
void append(TextBuffer& out, NodeAddress a) {
  if (a.bytes.size() == 4) out.put(a.bytes[1] << 8 | a.bytes[2], '.', a.bytes[3]);
}

}  // namespace

void print_aarp(Printer& p, Reader r) {
  p.protocol = "aarp";
  const size_t length = r.length();
  p.put("aarp ");
  r.need(28);
  const uint16_t hardware = r.u16();
  const uint16_t protocol = r.u16();
  const uint8_t hardware_length = r.u8();
  const uint8_t protocol_length = r.u8();
  const uint16_t operation = r.u16();
  const auto sender_hardware = r.bytes(6);
  const NodeAddress sender{r.bytes(4)};
  r.skip(6);
  const NodeAddress target{r.bytes(4)};
  if (hardware == kEthernet && protocol == kAppletalk && hardware_length == 6 && protocol_length == 4) {
    switch (operation) {
      case kRequest:
        return p.put("who-has ", target, " tell ", sender);
      case kReply:
        return p.put("reply ", sender, " is-at ", mac_text(sender_hardware));
      case kProbe:
        return p.put("probe ", target, " tell ", sender);
      default:
        break;
    }
  }
  p.put("len ", length, " op ", operation, " htype ", hardware, " ptype ", protocol == 0 ? "" : "0x", hex(protocol),
        " halen ", hardware_length, " palen ", protocol_length);
}

}  // namespace trawl
