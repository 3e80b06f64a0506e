// Frame relay: ITU-T Q.922 (addresses), RFC 2427 (what frames carry), FRF.15 (fragments, end to end).
#include "print/frame_relay.h"

#include "print/ethernet.h"
#include "print/iso_address.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kUnnumberedInformation = 0x03;
constexpr uint8_t kExtended = 0x01;  // in the last byte of an address
constexpr uint8_t kSapOsi = 0xfe;
constexpr uint8_t kSnap = 0x80;
constexpr uint8_t kFirstOsi = 0x81;
constexpr uint8_t kLastOsi = 0x83;
constexpr size_t kMinFrame = 4;
constexpr size_t kBridgePadding = 0;

struct Address {
  uint32_t dlci = 0;
  size_t length = 0;
  uint32_t flags = 0;  // bits of all its bytes, the first one's on top
};
constexpr ValueName kFlags[] = {
    {0x02000000, "C!"}, {0x00020000, "DE"}, {0x00040000, "BECN"}, {0x00080000, "FECN"}, {0x00000002, "sdlcore"},
};

enum class AddressKind : uint8_t { kGood, kInvalid, kCut };

/// Two to four bytes, the last of which has the extended address bit set.
AddressKind read_address(Reader r, Address& a) {
  const auto next = [&r] { return r.has(1) && r.length() > 0; };
  if (!next()) return AddressKind::kCut;
  const uint8_t first = r.u8();
  if ((first & kExtended) != 0) return AddressKind::kInvalid;
  if (!next()) return AddressKind::kCut;
  const uint8_t second = r.u8();
  a.length = 2;
  a.dlci = (first & 0xfcU) << 2 | second >> 4;
  a.flags = (first & 0x02U) << 24 | (second & 0x0eU) << 16;
  if ((second & kExtended) != 0) return AddressKind::kGood;
  if (!next()) return AddressKind::kCut;
  uint8_t last = r.u8();
  a.length++;
  if ((last & kExtended) == 0) {
    a.dlci = a.dlci << 7 | last >> 1;
    a.length++;
    if (!next()) return AddressKind::kCut;
    last = r.u8();
  }
  if ((last & kExtended) == 0) return AddressKind::kInvalid;
  a.flags |= last & 0x02U;
  a.dlci = a.dlci << 6 | last >> 2;
  return AddressKind::kGood;
}

void put_address(Printer& p, const Address& a, size_t header_length) {
  p.put("Q.922, hdr-len ", header_length, ", DLCI ", a.dlci, ", Flags [", flag_names(kFlags, a.flags), "], ");
}

void put_header(Printer& p, const Address& a, uint8_t nlpid, size_t header_length, size_t length) {
  if (p.options.quiet) return p.put("Q.922, DLCI ", a.dlci, ", length ", length, ": ");
  put_address(p, a, header_length);
  p.put("NLPID ", name_or(kNlpids, nlpid, "unknown"), " (0x", hex(nlpid, 2), "), length ", length, ": ");
}

void put_cisco_header(Printer& p, const Address& a, uint16_t type, size_t length) {
  if (p.options.quiet) return p.put("Q.922, DLCI ", a.dlci, ", length ", length, ": ");
  const std::string_view name = ethertype_name(type);
  put_address(p, a, a.length);
  p.put("cisco-ethertype ", name.empty() ? "unknown" : name, " (0x", hex(type, 4), "), length ", length, ": ");
}

/// Cisco's frames have an EtherType behind the address. False when this one has not.
bool put_cisco(Printer& p, Reader frame, const Address& a) {
  const size_t length = frame.length();
  Reader r = frame.after(a.length);
  if (r.has(2) && r.length() >= 2) {
    const uint16_t type = r.u16();
    if (p.options.link_header && type > UINT8_MAX) put_cisco_header(p, a, type, length);
    if (p.options.link_header && type <= UINT8_MAX) put_header(p, a, static_cast<uint8_t>(type), a.length, length);
    if (put_ethertype(p, r.after(0), type)) return true;
  }
  p.put("UI ", hex(frame.u8_at(a.length), 2), "! ");
  return false;
}

void put_payload(Printer& p, Reader frame, const Address& a, uint8_t nlpid, size_t header_length) {
  const Reader r = frame.after(header_length);
  if (nlpid >= kFirstOsi && nlpid <= kLastOsi) {
    // These count the identifier as theirs.
    if (const PrintFunction print = find_llc_sap(kSapOsi)) print(p, frame.after(header_length - 1));
    return;
  }
  if (nlpid == kSnap) {
    if (put_snap(p, r, kBridgePadding)) return;
    if (!p.options.link_header) put_header(p, a, nlpid, header_length, frame.length());
    return put_whole_default(p, frame);
  }
  if (const PrintFunction print = find_frame_relay(nlpid)) return print(p, r);
  if (!p.options.link_header) put_header(p, a, nlpid, a.length, frame.length());
  put_whole_default(p, r);
}

}  // namespace

size_t put_frame_relay(Printer& p, Reader r) {
  p.protocol = "fr";
  const Layer layer{p};
  if (!layer) return 0;
  Address a;
  const AddressKind kind = read_address(r, a);
  if (kind == AddressKind::kInvalid) p.put("Q.922, invalid address");
  if (kind == AddressKind::kCut || (kind == AddressKind::kGood && r.length() < a.length + 1)) p.truncated();
  if (kind != AddressKind::kGood || r.length() < a.length + 1) return 0;
  const uint8_t control = r.u8_at(a.length);
  if (p.stopped()) return 0;
  if (control != kUnnumberedInformation && a.dlci != 0 && put_cisco(p, r, a)) return a.length + 2;
  // A byte of padding behind the control byte makes the header's length even.
  const bool padded = r.u8_at(a.length + 1) == 0;
  if (p.stopped()) return 0;
  if (r.length() < a.length + 2) {
    p.truncated();
    return 0;
  }
  if (padded && a.length != 3) p.put("Pad! ");
  if (!padded && a.length == 3) p.put("No pad! ");
  const size_t header_length = a.length + (padded ? 3 : 2);
  const uint8_t nlpid = r.u8_at(header_length - 1);
  if (p.stopped()) return 0;
  if (r.length() < header_length) {
    p.truncated();
    return 0;
  }
  if (p.options.link_header) put_header(p, a, nlpid, a.length, r.length());
  put_payload(p, r, a, nlpid, header_length);
  return header_length;
}

void print_frf15(Printer& p, Reader r) {
  constexpr uint8_t kInterface = 0x01;
  const size_t length = r.length();
  if (length < 2) return p.truncated();
  const uint16_t header = r.u16();
  const auto flags = static_cast<uint8_t>(header >> 8);
  const unsigned sequence = (flags & 0x1eU) << 7 | (header & 0xffU);
  p.put("FRF.15, seq 0x", hex(sequence, 3), ", Flags [", flag_names(kFragmentFlags, flags & kFragmentFlagBits), "],",
        (flags & kInterface) != 0 ? "Interface" : "End-to-End", " Fragmentation, length ", length);
}

void print_frame_relay_link(Printer& p, Reader r) {
  p.protocol = "fr";
  p.link_header_length = r.captured();
  if (!r.has(kMinFrame)) return p.truncated();
  p.link_header_length = put_frame_relay(p, r);
}

}  // namespace trawl
