// PIM version 1 inside IGMP (draft-ietf-pim-spec-02), and Cisco's Auto-RP, which has no specification.
#include "base/address.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Code : uint8_t { kQuery, kRegister, kRegisterStop, kJoinPrune, kReachable, kAssert, kGraft, kGraftAck };
constexpr ValueName kCodes[] = {
    {kQuery, "Query"},          {kRegister, "Register"},      {kRegisterStop, "Register-Stop"},
    {kJoinPrune, "Join/Prune"}, {kReachable, "RP-reachable"}, {kAssert, "Assert"},
    {kGraft, "Graft"},          {kGraftAck, "Graft-ACK"},
};
constexpr ValueName kModes[] = {{0, " Dense-mode"}, {1, " Sparse-mode"}, {2, " Sparse-Dense-mode"}};

// Of a source's two octets: flags, and flags over the mask's length.
constexpr uint16_t kSparse = 0x100;
constexpr uint16_t kWildcard = 0x80;
constexpr uint16_t kSharedTree = 0x40;
constexpr uint16_t kMaskLength = 0x3f;

void put_mask(Printer& p, Reader& r, size_t offset) {
  if (r.u32_at(offset) != 0xffffffff) p.put('/', ip4_text(r.bytes_at(offset, 4)));
}

/// The usual case on one line: one group with one source. `r` starts behind the header.
bool print_single(Printer& p, Reader r) {
  if (!r.has(26) || r.u8_at(11) != 1) return false;
  const uint32_t joined = r.u16_at(20);
  const uint32_t pruned = r.u16_at(22);
  if (joined + pruned != 1) return false;
  const uint16_t hold = r.u16_at(6);
  p.put(" RPF ", host_name(p, r.bytes_at(0, 4)), ' ');
  if (hold != 180) p.put("Hold ", time_span(hold));
  if (!r.has(30)) return p.truncated(), true;
  const uint16_t flags = r.u16_at(24);
  p.put(joined != 0 ? "Join" : "Prune", " (", host_name(p, r.bytes_at(26, 4)), '/', flags & kMaskLength, ", ",
        host_name(p, r.bytes_at(12, 4)));
  put_mask(p, r, 16);
  p.put(") ", (flags & kSparse) != 0 ? "Sparse" : "Dense", (flags & kWildcard) != 0 ? " WC" : "", ' ',
        (flags & kSharedTree) != 0 ? "RP" : "SPT");
  return true;
}

void print_sources(Printer& p, Reader& r, uint32_t count, std::string_view what) {
  for (uint32_t i = 0; i < count; i++) {
    if (!r.has(6)) return p.truncated(), r.skip(r.captured());
    const uint16_t flags = r.u16();
    p.put("\n\t", what, ' ', (flags & kSparse) != 0 ? "Sparse " : "Dense ", (flags & kWildcard) != 0 ? "WC " : "",
          (flags & kSharedTree) != 0 ? "RP " : "SPT ", host_name(p, r.bytes(4)), '/', flags & kMaskLength);
    if (!r.has(1) && i + 1 < count) return p.truncated();
  }
}

void print_join_prune(Printer& p, Reader r) {
  if (print_single(p, r)) return;
  const char* newline = p.verbose() > 1 ? "\n" : "";
  if (!r.has(4)) return p.truncated();
  p.put(newline, " Upstream Nbr: ", host_name(p, r.bytes(4)));
  r.skip(2);
  p.put(newline, " Hold time: ");
  p.put(time_span(r.u16()));
  if (p.verbose() < 2) return;
  r.skip(3);
  if (!r.has(1)) return p.truncated();
  for (int groups = r.u8(); groups > 0; groups--) {
    if (!r.has(12)) return p.truncated();
    p.put("\n\tGroup: ", host_name(p, r.bytes_at(0, 4)));
    put_mask(p, r, 4);
    const uint16_t joined = r.u16_at(8);
    const uint16_t pruned = r.u16_at(10);
    p.put(" joined: ", joined, " pruned: ", pruned);
    r.skip(12);
    print_sources(p, r, joined, "Join ");
    print_sources(p, r, pruned, "Prune");
  }
}

void print_query(Printer& p, Reader r) {
  if (r.has(9)) p.put(named(kModes, r.u8_at(8) >> 4, " mode-"));
  if (p.verbose() == 0) return;
  p.put(" (Hold-time ");
  p.put(time_span(r.u16_at(10)), ')');
}

void print_pair(Printer& p, Reader r, size_t first, size_t second) {
  if (!r.need(second + 4)) return;
  p.put(" for ", host_name(p, r.bytes_at(first, 4)), " > ", host_name(p, r.bytes_at(second, 4)));
}

void print_reachable(Printer& p, Reader r) {
  if (p.verbose() == 0) return;
  if (!r.need(24)) return;
  p.put(" group ", host_name(p, r.bytes_at(8, 4)));
  put_mask(p, r, 12);
  p.put(" RP ", host_name(p, r.bytes_at(16, 4)), " hold ", time_span(r.u16_at(22)));
}

void print_assert(Printer& p, Reader r) {
  if (!r.need(28)) return;
  p.put(" for ", host_name(p, r.bytes_at(16, 4)), " > ", host_name(p, r.bytes_at(8, 4)));
  put_mask(p, r, 12);
  const uint32_t preference = r.u32_at(20);
  p.put(preference >> 31 != 0 ? " RP-tree" : " SPT", " pref ", preference & 0x7fffffff, " metric ", r.u32_at(24));
}

void put_rendezvous_group(Printer& p, Reader& r, char separator) {
  const uint8_t flags = r.u8();
  const uint8_t mask = r.u8();
  p.put(separator, (flags & 1) != 0 ? "!" : "", host_name(p, r.bytes(4)), '/', mask);
  if ((flags & 2) != 0) p.put(" bidir");
  if ((flags & ~3) != 0) p.put("[rsvd=0x", hex(flags & ~3, 2), ']');
}

}  // namespace

/// `r` starts at the IGMP header, whose printer goes on behind this.
void print_pim1(Printer& p, Reader r) {
  p.protocol = "pimv1";
  if (!r.need(2)) return;
  const uint8_t code = r.u8_at(1);
  p.put(' ', named(kCodes, code, "[type ", "]"));
  switch (code) {
    case kQuery:
      print_query(p, r);
      break;
    case kRegister:
      if (!r.need(28)) return;
      print_pair(p, r, 20, 24);
      break;
    case kRegisterStop:
      print_pair(p, r, 8, 12);
      break;
    case kReachable:
      print_reachable(p, r);
      break;
    case kAssert:
      print_assert(p, r);
      break;
    case kJoinPrune:
    case kGraft:
    case kGraftAck:
      if (p.verbose() > 0) print_join_prune(p, r.after(8));
      break;
    default:
      break;
  }
  if (!r.need(5)) return;
  const uint8_t version = r.u8_at(4) >> 4;
  if (version != 1) p.put(" [v", version, ']');
}

void print_cisco_auto_rp(Printer& p, Reader r) {
  constexpr ValueName kTypes[] = {{1, "candidate-advert"}, {2, "mapping"}};
  constexpr std::string_view kVersions[] = {" PIMv?", " PIMv1", " PIMv2", " PIMv1+2"};
  p.protocol = "cisco_autorp";
  const uint8_t type = r.u8();
  p.put(" auto-rp ");
  const auto name = type >> 4 == 1 ? find_name(kTypes, type & 15) : std::string_view();
  name.empty() ? p.put("type-0x", hex(type, 2)) : p.put(name);
  const uint8_t points = r.u8();
  const uint16_t hold = r.u16();
  hold == 0 ? p.put(" Hold FOREVER") : p.put(" Hold ", time_span(hold));
  r.bytes(4);
  for (int i = 0; i < points && !p.stopped(); i++) {
    p.put(" RP ", host_name(p, r.bytes(4)));
    const uint8_t version = r.u8();
    p.put(kVersions[version & 3]);
    if ((version & ~3) != 0) p.put(" [rsvd=0x", hex(version & ~3, 2), ']');
    const uint8_t groups = r.u8();
    for (int g = 0; g < groups && !p.stopped(); g++) put_rendezvous_group(p, r, g == 0 ? ' ' : ',');
  }
}

}  // namespace trawl
