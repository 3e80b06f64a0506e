// DVMRP inside IGMP: draft-ietf-idmr-dvmrp-v3, RFC 1075.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kCodes[] = {
    {1, "Probe"},          {2, "Report"},         {3, "Ask-neighbors(old)"},
    {4, "Neighbors(old)"}, {5, "Ask-neighbors2"}, {6, "Neighbors2"},
    {7, "Prune"},          {8, "Graft"},          {9, "Graft-ACK"},
};
enum Code : uint8_t {
  kProbe = 1,
  kReport = 2,
  kNeighborsOld = 4,
  kNeighbors2 = 6,
  kPrune = 7,
  kGraft = 8,
  kGraftAck = 9
};

constexpr ValueName kNeighborFlags[] = {
    {0x01, "/tunnel"}, {0x02, "/srcrt"}, {0x40, "/querier"}, {0x20, "/disabled"}, {0x10, "/down"},
};

void put_probe(Printer& p, Reader r) {
  const size_t length = r.length();
  if (length < 4) {
    p.put(" [full length ", length, " < 4]");
    return p.invalid();
  }
  p.put(p.verbose() > 1 ? "\n\t" : " ");
  p.put("genid ", r.u32());
  if (p.verbose() <= 1) return;
  while (r.length() > 0) {
    if (r.length() < 4) {
      p.put("[remaining length ", r.length(), " < 4]");
      return p.invalid();
    }
    p.put("\n\tneighbor ", host_name(p, r.bytes(4)));
  }
}

/// Routes that share a mask. Of an origin, only the bytes that the mask touches are there.
bool put_routes(Printer& p, Reader& r) {
  if (r.length() < 3) {
    p.put(" [length ", r.length(), " < 3]");
    return false;
  }
  const uint8_t mask[4] = {255, r.u8(), r.u8(), r.u8()};
  const size_t width = mask[3] != 0 ? 4 : mask[2] != 0 ? 3 : mask[1] != 0 ? 2 : 1;
  p.put("\n\tMask ", ip4_text(mask));
  uint8_t metric = 0;
  do {
    if (r.length() < width + 1) {
      p.put("\n\t  [Truncated Report]");
      return false;
    }
    uint8_t origin[4] = {};
    for (size_t i = 0; i < width; i++) origin[i] = r.u8();
    metric = r.u8();
    p.put("\n\t  ", ip4_text(origin), " metric ", metric & 0x7f);
  } while ((metric & 0x80) == 0 && !p.stopped());
  return true;
}

void put_report(Printer& p, Reader r) {
  if (p.verbose() <= 1) return;
  while (r.length() > 0) {
    if (!put_routes(p, r)) return p.invalid();
  }
}

bool short_of(Printer& p, const Reader& r, size_t needed) {
  if (r.length() >= needed) return false;
  p.put(" [length ", r.length(), " < ", needed, ']');
  p.invalid();
  return true;
}

void put_neighbors_old(Printer& p, Reader r) {
  while (r.length() > 0) {
    if (short_of(p, r, 7)) return;
    const auto local = r.bytes(4);
    const uint8_t metric = r.u8();
    const uint8_t threshold = r.u8();
    const uint8_t count = r.u8();
    for (unsigned i = 0; i < count && !p.stopped(); i++) {
      if (short_of(p, r, 4)) return;
      p.put(" [", host_name(p, local), " -> ", host_name(p, r.bytes(4)), ", (", metric, '/', threshold, ")]");
    }
  }
}

void put_neighbors2(Printer& p, Reader r, uint8_t major, uint8_t minor) {
  p.put(" (v ", major, '.', minor, "):");
  while (r.length() > 0) {
    if (short_of(p, r, 8)) return;
    const auto local = r.bytes(4);
    const uint8_t metric = r.u8();
    const uint8_t threshold = r.u8();
    const uint8_t flags = r.u8();
    unsigned count = r.u8();
    for (; count > 0 && r.length() > 0; count--) {
      if (short_of(p, r, 4)) return;
      p.put(" [", host_name(p, local), " -> ");
      p.put(host_name(p, r.bytes(4)), " (", metric, '/', threshold, flag_names(kNeighborFlags, flags, "", ""), ")]");
    }
    if (count > 0 && !p.stopped()) {
      p.put(" [ncount ", count - 1, ']');
      return p.invalid();
    }
  }
}

}  // namespace

void print_dvmrp(Printer& p, Reader r) {
  p.protocol = "dvmrp";
  const uint8_t code = r.u8_at(1);
  p.put(' ', named(kCodes, code, "[type ", "]"));
  Reader header = r;
  r.skip(8);
  switch (code) {
    case kProbe:
      if (p.verbose() > 0) put_probe(p, r);
      return;
    case kReport:
      return put_report(p, r);
    case kNeighborsOld:
      return put_neighbors_old(p, r);
    case kNeighbors2: {
      const uint8_t minor = header.u8_at(6);
      return put_neighbors2(p, r, header.u8_at(7), minor);
    }
    case kPrune:
      p.put(" src ", host_name(p, r.bytes_at(0, 4)), " grp ", host_name(p, r.bytes_at(4, 4)));
      p.put(" timer ");
      return p.put(time_span(r.u32_at(8)));
    case kGraft:
    case kGraftAck:
      return p.put(" src ", host_name(p, r.bytes_at(0, 4)), " grp ", host_name(p, r.bytes_at(4, 4)));
    default:
      return;
  }
}

}  // namespace trawl
