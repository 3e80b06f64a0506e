// IS-IS capabilities: TLV 143 and 144 for shortest path bridging (RFC 6329, IEEE 802.1aq), TLV 242 (RFC 7981, RFC
// 8667).
#include "print/isis.h"
#include "print/unknown_data.h"

namespace trawl::isis {

namespace {

enum PortSubtlv : uint8_t { kMcid = 4, kDigest = 5, kBvid = 6 };
constexpr ValueName kPortSubtlvs[] = {{kMcid, "SPB MCID"}, {kDigest, "SPB Digest"}, {kBvid, "SPB BVID"}};

enum TopologySubtlv : uint8_t { kSpbInstance = 1, kSpbmService = 3 };
constexpr ValueName kTopologySubtlvs[] = {
    {kSpbInstance, "SPB Instance"},
    {kSpbmService, "SPBM Service Identifier and Unicast Address"},
};

constexpr std::string_view kTooLong = " (> containing TLV length)";

constexpr uint8_t kSegmentRouting = 2;
constexpr ValueName kRouterSubtlvs[] = {{kSegmentRouting, "SR-Capabilities"}};
constexpr ValueName kSegmentRoutingFlags[] = {{0x80, "ipv4"}, {0x40, "ipv6"}};

void print_mcid(Printer& p, Reader& r) {
  p.put("ID: ", r.u8(), ", Name: ");
  const auto name = r.bytes(32);
  p.put(safe_string(name), "\n\t              Lvl: ", r.u16(), ", Digest: ");
  for (int i = 0; i < 16; i++) p.put(hex(r.u8(), 2), ' ');
}

bool print_port_subtlv(Printer& p, Reader r, uint8_t type) {
  switch (type) {
    case kMcid:
      if (r.length() < 102) return p.put(" (too short)"), true;
      if (!r.has(102)) return false;
      p.put("\n\t         MCID: ");
      print_mcid(p, r);
      p.put("\n\t         AUX-MCID: ");
      print_mcid(p, r);
      return true;
    case kDigest: {
      if (r.length() < 33) return p.put(" (too short)"), true;
      if (!r.has(33)) return false;
      const uint8_t flags = r.u8();
      p.put("\n\t        RES: ", flags >> 5, " V: ", flags >> 4 & 1, " A: ", flags >> 2 & 3, " D: ", flags & 3,
            "\n\t         Digest: ");
      for (int i = 1; i <= 8; i++) {
        p.put(hex(r.u32(), 8), ' ');
        if (i % 4 == 0 && i != 8) p.put("\n\t                 ");
      }
      return true;
    }
    case kBvid:
      while (r.length() >= 6) {
        if (!r.has(6)) return false;
        p.put("\n\t           ECT: ", hex(r.u32(), 8));
        const uint16_t field = r.u16();
        p.put(" BVID: ", field >> 4, ", U:", hex(field >> 3 & 1, 1), " M:", hex(field >> 2 & 1, 1), ' ');
      }
      return true;
    default:
      return true;
  }
}

bool print_spb_instance(Printer& p, Reader r) {
  constexpr size_t kFixedLength = 19;
  constexpr size_t kTreeLength = 8;
  size_t left = r.length();
  if (left < kFixedLength) return p.put(" (too short)"), true;
  if (!r.has(kFixedLength)) return false;
  p.put("\n\t        CIST Root-ID: ", hex(r.u32(), 8));
  p.put(' ', hex(r.u32(), 8));
  p.put(", Path Cost: ", hex(r.u32(), 8));
  p.put(", Prio: ", r.u16());
  const uint32_t source = r.u32();
  p.put("\n\t        RES: ", source >> 21, ", V: ", source >> 20 & 1, ", SPSource-ID: ", source & 0xfffff);
  const uint8_t trees = r.u8();
  p.put(", No of Trees: ", hex(trees, 1));
  left -= kFixedLength;
  for (unsigned i = 0; i < trees && !p.stopped(); i++) {
    if (left < kTreeLength) return p.put(" (too short)"), true;
    if (!r.has(kTreeLength)) return false;
    const uint8_t flags = r.u8();
    p.put("\n\t         U:", flags >> 7, ", M:", flags >> 6 & 1, ", A:", flags >> 5 & 1, ", RES:", flags & 0x1f);
    p.put(", ECT: ", hex(r.u32(), 8));
    const uint32_t vids = r.u24();
    p.put(", BVID: ", vids >> 12, ", SPVID: ", vids & 0xfff);
    left -= kTreeLength;
  }
  return true;
}

bool print_spbm_service(Printer& p, Reader r) {
  if (r.length() < 8) return p.put(" (too short)"), true;
  if (!r.has(8)) return false;
  p.put("\n\t        BMAC: ", hex(r.u32(), 8));
  p.put(hex(r.u16(), 4));
  const uint16_t vid = r.u16();
  p.put(", RES: ", vid >> 12, ", VID: ", vid & 0xfff);
  while (r.length() >= 4) {
    if (!r.has(4)) return false;
    const uint32_t service = r.u32();
    p.put("\n\t        T: ", service >> 31, ", R: ", service >> 30 & 1, ", RES: ", service >> 24 & 0x3f,
          ", ISID: ", service & 0xffffff);
  }
  return true;
}

bool print_topology_subtlv(Printer& p, Reader r, uint8_t type) {
  if (type == kSpbInstance) return print_spb_instance(p, r);
  return type != kSpbmService || print_spbm_service(p, r);
}

bool print_router_subtlv(Printer& p, Reader r, uint8_t type) {
  if (type != kSegmentRouting) {
    put_unknown(p, "\n\t\t", r, r.length());
    return true;
  }
  const size_t length = r.length();
  const uint8_t flags = r.u8();
  p.put(", Flags [", flag_names(kSegmentRoutingFlags, flags, ", ", "None"), "], Range ", r.u24());
  if (length < 3) r.need(kNever);
  if (length < 9) return true;
  r.skip(1);
  const uint8_t sid_length = r.u8();
  if (r.length() < sid_length) return true;
  switch (sid_length) {
    case 3:
      p.put(", SID value ", r.u24());
      break;
    case 4:
      p.put(", SID value ", r.u32());
      break;
    default:
      p.put(", Unknown SID length", sid_length);
  }
  return true;
}

/// Walks sub-TLVs of one kind, of which `print` returns false where one is cut short: the TLV's dump still follows.
/// `too_long` is what is said of one that goes past its TLV.
void print_subtlvs(Printer& p, Reader r, std::string_view indent, NameTable names, size_t least,
                   std::string_view too_long, bool (*print)(Printer&, Reader, uint8_t)) {
  while (r.length() > least) {
    if (!r.has(2)) return p.truncated();
    const uint8_t type = r.u8();
    const uint8_t length = r.u8();
    p.put(indent, name_or(names, type, "unknown"), " subTLV #", type, ", length: ", length);
    if (r.length() < length) return p.put(too_long);
    if (!print(p, r.with_length(length), type)) return p.truncated();
    r.skip(length);
  }
}

}  // namespace

void print_port_capability_subtlvs(Printer& p, Reader r) {
  print_subtlvs(p, r, "\n\t       ", kPortSubtlvs, 2, kTooLong, print_port_subtlv);
}

void print_multi_topology_capability_subtlvs(Printer& p, Reader r) {
  print_subtlvs(p, r, "\n\t      ", kTopologySubtlvs, 2, kTooLong, print_topology_subtlv);
}

void print_router_capability_subtlvs(Printer& p, Reader r) {
  print_subtlvs(p, r, "\n\t\t", kRouterSubtlvs, 1, "", print_router_subtlv);
}

}  // namespace trawl::isis
