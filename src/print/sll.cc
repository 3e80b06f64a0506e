// Linux cooked capture, versions 1 and 2: LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2; packet types: linux/if_packet.h.
#include <net/if.h>

#include <array>

#include "print/ethernet.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"
#include "print/vlan.h"

namespace trawl {

namespace {

constexpr uint16_t kMaxLength = 1500;  // a smaller number is one of linux/if_ether.h's, not an EtherType
constexpr uint16_t kNovell = 0x0001;
constexpr uint16_t kLlc = 0x0004;
constexpr uint16_t kVlan = 0x8100;
constexpr uint16_t kHardwareRadiotap = 803;
constexpr LinkType kLinkRadiotap = 127;

constexpr ValueName kPacketTypes[] = {{0, "In"}, {1, "B"}, {2, "M"}, {3, "P"}, {4, "Out"}};

struct Header {
  int version = 1;
  uint16_t packet_type = 0;
  uint16_t hardware = 0;
  uint16_t type = 0;
  uint32_t interface = 0;
  size_t length = 0;  // of the header
  std::span<const uint8_t> address;
};

/// Names of this host's interfaces, each asked for once.
struct InterfaceNames : ProtocolState {
  struct Slot {
    uint32_t index = 0;  // which no interface has
    std::array<char, IF_NAMESIZE> name{'?'};
  };
  std::array<Slot, 64> slots;

  std::string_view find(uint32_t index) {
    Slot& slot = slots[index % slots.size()];
    if (slot.index != index) {
      slot.index = index;
      if (::if_indextoname(index, slot.name.data()) == nullptr) slot.name = {'?'};
    }
    return slot.name.data();
  }
};

void put_header(Printer& p, const Header& h, size_t length) {
  if (h.version == 2) {
    p.put("ifindex ", h.interface, ' ');
  } else {
    p.put(pad_left_text(name_or(kPacketTypes, h.packet_type, "?"), 3), ' ');
  }
  if (h.address.size() == 6) {
    p.names.put_ethernet(p.text, h.address);
    p.put(' ');
  }
  if (p.options.quiet) return;
  if (h.type == kNovell) {
    p.put("802.3");
  } else if (h.type == kLlc) {
    p.put("802.2");
  } else {
    put_ethertype_name(p, h.type);
  }
  p.put(", length ", length, ": ");
}

/// Tags of VLANs, up to the type behind them. False when one is cut short.
bool put_tags(Printer& p, Reader& r, uint16_t& type) {
  // The packet's size bounds the number of tags.
  while (type == kVlan) {
    p.protocol = "vlan";
    if (!r.has(4) || r.length() < 4) {
      p.truncated();
      return false;
    }
    print_vlan_tag(p, r, type);
    if (!p.options.quiet) {
      const std::string_view name = ethertype_name(type);
      p.put("ethertype ", name.empty() ? "Unknown" : name, ", ");
    }
    if (type <= kMaxLength) type = kLlc;
  }
  return true;
}

void put_payload(Printer& p, Reader r, const Header& h) {
  if (h.hardware == kHardwareRadiotap) {
    if (const PrintFunction print = find_link_type(kLinkRadiotap)) return print(p, r);
  }
  uint16_t type = h.type;
  if (!put_tags(p, r, type)) return;
  const Reader payload = r.after(0);
  if (type == kLlc) {
    if (!put_llc(p, payload).known) put_default(p, payload);
    return;
  }
  if (type == kNovell) return print_ipx(p, payload);
  if (type <= kMaxLength) return put_default(p, payload);
  if (put_ethertype(p, payload, type)) return;
  if (!p.options.link_header) put_header(p, h, payload.length() + h.length);
  put_default(p, payload);
}

void put_packet(Printer& p, Reader r, const Header& h) {
  p.link_header_length = h.length;
  if (p.options.link_header) put_header(p, h, r.length() + h.length);
  put_payload(p, r, h);
}

std::span<const uint8_t> read_address(Reader& r, uint16_t length) {
  return r.bytes(8).first(r.ok() && length <= 8 ? length : 0);
}

}  // namespace

void print_sll_link(Printer& p, Reader r) {
  p.protocol = "sll";
  if (!r.need(16)) return;
  Header h{.length = 16};
  h.packet_type = r.u16();
  h.hardware = r.u16();
  const uint16_t address_length = r.u16();
  h.address = read_address(r, address_length);
  h.type = r.u16();
  put_packet(p, r.after(0), h);
}

void print_sll2_link(Printer& p, Reader r) {
  p.protocol = "sll2";
  if (!r.need(20)) return;
  Header h{.version = 2, .length = 20};
  h.type = r.u16();
  r.skip(2);
  h.interface = r.u32();
  h.hardware = r.u16();
  h.packet_type = r.u8();
  const uint8_t address_length = r.u8();
  h.address = read_address(r, address_length);
  p.put(pad_right(p.state<InterfaceNames>().find(h.interface), 5), ' ',
        pad_right(name_or(kPacketTypes, h.packet_type, "?"), 3), ' ');
  put_packet(p, r.after(0), h);
}

}  // namespace trawl
