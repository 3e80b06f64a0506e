// Generic routing encapsulation: RFC 1701, RFC 2784, RFC 2890; version 1 for PPTP: RFC 2637.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint16_t kChecksum = 0x8000;
constexpr uint16_t kRouting = 0x4000;
constexpr uint16_t kKey = 0x2000;
constexpr uint16_t kSequence = 0x1000;
constexpr uint16_t kAcknowledgement = 0x0080;
constexpr uint16_t kVersion = 0x0007;
constexpr ValueName kFlags[] = {
    {kChecksum, "checksum present"},  {kRouting, "routing present"},      {kKey, "key present"},
    {kSequence, "sequence# present"}, {0x0800, "source routing present"}, {kAcknowledgement, "ack present"},
};

constexpr uint16_t kRouteIp = 0x0800;
constexpr uint16_t kRouteAs = 0xfffe;

// The list of a source route entry; `offset` is that of the hop to go to next.
bool print_ip_route(Printer& p, Reader list, uint8_t offset) {
  const size_t length = list.length();
  if ((offset & 3) != 0) return p.put(", badoffset=", offset), true;
  if ((length & 3) != 0) return p.put(", badlength=", length), true;
  if (offset >= length) return p.put(", badoff/len=", offset, '/', length), true;
  for (size_t at = 0; at < length; at += 4) {
    if (!list.has(4)) return false;
    p.put(' ', at == offset ? "*" : "", ip4_text(list.bytes(4)));
  }
  return true;
}

bool print_as_route(Printer& p, Reader list, uint8_t offset) {
  const size_t length = list.length();
  if ((offset & 1) != 0) return p.put(", badoffset=", offset), true;
  if ((length & 1) != 0) return p.put(", badlength=", length), true;
  if (offset >= length) return p.put(", badoff/len=", offset, '/', length), true;
  for (size_t at = 0; at < length; at += 2) {
    if (!list.has(2)) return false;
    p.put(' ', at == offset ? "*" : "", hex(list.u16()));
  }
  return true;
}

// Source route entries up to the one without a family and a length.
bool print_routes(Printer& p, Reader& r) {
  for (;;) {
    const uint16_t family = r.u16();
    const uint8_t offset = r.u8();
    const uint8_t length = r.u8();
    if (p.stopped()) return false;
    if (family == 0 && length == 0) return true;
    const Reader list = r.first(length);
    bool whole = true;
    if (family == kRouteIp) {
      p.put(", (rtaf=ip");
      whole = print_ip_route(p, list, offset);
      p.put(')');
    } else if (family == kRouteAs) {
      p.put(", (rtaf=asn");
      whole = print_as_route(p, list, offset);
      p.put(')');
    } else {
      p.put(", (rtaf=0x", hex(family), ')');
    }
    if (!whole || !r.has(length)) {
      r.need(SIZE_MAX / 2);
      return false;
    }
    if (r.length() < length) return false;
    r.skip(length);
  }
}

void put_type(Printer& p, uint16_t type) {
  if (!p.options.link_header) return;
  const std::string_view name = ethertype_name(type);
  p.put(", proto ", name.empty() ? "unknown" : name, " (0x", hex(type, 4), ')');
}

void print_payload(Printer& p, Reader r, int version, uint16_t type, size_t length) {
  put_type(p, type);
  p.put(", length ", length, p.verbose() > 0 ? "\n\t" : ": ");
  if (const PrintFunction print = find_gre_protocol(version, type)) {
    if (Layer layer{p}) print(p, r.after(0));
  } else if (!p.stopped()) {
    p.put("gre-proto-0x", hex(type));
  }
}

void print_version0(Printer& p, Reader r, size_t length) {
  const uint16_t flags = r.u16();
  if (p.verbose() > 0) p.put(", Flags [", flag_names(kFlags, flags), ']');
  const uint16_t type = r.u16();
  if ((flags & (kChecksum | kRouting)) != 0) {
    const uint16_t sum = r.u16();
    if (p.verbose() > 0) p.put(", sum 0x", hex(sum));
    p.put(", off 0x", hex(r.u16()));
  }
  if ((flags & kKey) != 0) p.put(", key=0x", hex(r.u32()));
  if ((flags & kSequence) != 0) p.put(", seq ", r.u32());
  if ((flags & kRouting) != 0 && !print_routes(p, r)) return;
  print_payload(p, r, 0, type, length);
}

void print_version1(Printer& p, Reader r, size_t length) {
  const uint16_t flags = r.u16();
  if (p.verbose() > 0) p.put(", Flags [", flag_names(kFlags, flags), ']');
  const uint16_t type = r.u16();
  if ((flags & kKey) != 0) p.put(", call ", r.u32() & 0xffff);
  if ((flags & kSequence) != 0) p.put(", seq ", r.u32());
  if ((flags & kAcknowledgement) != 0) p.put(", ack ", r.u32());
  if ((flags & kSequence) == 0) {
    p.put(", no-payload");
    put_type(p, type);
    p.put(", length ", length);
    return;
  }
  print_payload(p, r, 1, type, length);
}

}  // namespace

void print_gre(Printer& p, Reader r) {
  p.protocol = "gre";
  const size_t length = r.length();
  const int version = r.u16_at(0) & kVersion;
  p.put("GREv", version);
  if (version == 0) return print_version0(p, r, length);
  if (version == 1) return print_version1(p, r, length);
  p.put(" ERROR: unknown-version");
}

}  // namespace trawl
