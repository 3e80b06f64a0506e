// Lightweight resolver protocol of BIND 9: its lwres/lwpacket.h, lwres/lwres.h.
#include <algorithm>

#include "print/dns_types.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 28;
constexpr uint16_t kResponse = 0x0001;
enum Operation : uint32_t { kNoop = 0, kAddressesByName = 0x10001, kNameByAddress, kDataByName };
constexpr ValueName kOperations[] = {{kNoop, "noop"},
                                     {kAddressesByName, "getaddrsbyname"},
                                     {kNameByAddress, "getnamebyaddr"},
                                     {kDataByName, "getrdatabyname"}};

enum Family : uint32_t { kIpv4 = 1, kIpv6 = 2 };

void put_flags(Printer& p, Reader& r) {
  const uint32_t flags = r.u32();
  if (p.verbose() > 2) p.put(" flags:0x", hex(flags));
}

/// A length, the name and a NUL.
void put_name(Printer& p, Reader& r) {
  const size_t length = r.u16();
  p.put(' ');
  put_text(p, r, length);
  if (r.u8() != 0 && !p.stopped()) p.put(" (not NUL-terminated!)");
}

/// False for an address that is too short for its family.
bool put_address(Printer& p, Reader& r) {
  const uint32_t family = r.u32();
  const size_t length = r.u16();
  if (p.stopped()) return false;
  const size_t least = family == kIpv4 ? 4 : family == kIpv6 ? 16 : 0;
  if (length < least) {
    p.invalid();
    return false;
  }
  if (!r.need(length)) return false;
  if (least > 0) {
    p.put(' ', host_name(p, r.bytes(least)));
    r.skip(length - least);
    return true;
  }
  p.put(' ', family, '/', hex_bytes(r.bytes(length)));
  return true;
}

void put_type(Printer& p, Reader& r) {
  const uint16_t record_class = r.u16();
  p.put(' ', named(kDnsTypes, r.u16(), "Type"));
  if (record_class != kDnsClassInternet) p.put(' ', named(kDnsClasses, record_class, "Class"));
}

/// What is asked for. False when nothing behind it can be read.
bool put_question(Printer& p, Reader& r, uint32_t operation) {
  if (operation == kNoop) return true;
  r.need(10);
  put_flags(p, r);
  switch (operation) {
    case kAddressesByName: {
      const uint32_t families = r.u32();
      constexpr uint32_t kBoth = kIpv4 | kIpv6;
      if ((families & kBoth) == kBoth) p.put(" IPv4/6");
      if ((families & kBoth) == kIpv4) p.put(" IPv4");
      if ((families & kBoth) == kIpv6) p.put(" IPv6");
      if ((families & ~kBoth) != 0) p.put("[0x", hex(families), ']');
      put_name(p, r);
      return true;
    }
    case kNameByAddress:
      return put_address(p, r);
    default:
      put_type(p, r);
      put_name(p, r);
      return true;
  }
}

void put_names(Printer& p, Reader& r, int count) {
  for (; count > 0 && !p.stopped(); count--) put_name(p, r);
}

/// Records, each a length and bytes.
void put_records(Printer& p, Reader& r, int count) {
  for (; count > 0 && !p.stopped(); count--) {
    const size_t length = r.u16();
    p.put(hex_bytes(r.rest().first(std::min(length, r.captured()))));
    r.bytes(length);
  }
}

bool put_answer(Printer& p, Reader& r, uint32_t operation) {
  if (operation == kNoop) return true;
  r.need(operation == kAddressesByName ? 10 : operation == kNameByAddress ? 8 : 18);
  put_flags(p, r);
  switch (operation) {
    case kAddressesByName: {
      const int aliases = r.u16();
      const int addresses = r.u16();
      p.put(' ', aliases, '/', addresses);
      put_names(p, r, aliases + 1);
      for (int i = 0; i < addresses && !p.stopped(); i++) {
        if (!put_address(p, r)) return false;
      }
      return true;
    }
    case kNameByAddress: {
      const int aliases = r.u16();
      p.put(' ', aliases);
      put_names(p, r, aliases + 1);
      return true;
    }
    default: {
      put_type(p, r);
      const uint32_t seconds = r.u32();
      const int records = r.u16();
      const int signatures = r.u16();
      p.put(" TTL ", time_span(seconds), ' ', records, '/', signatures);
      put_name(p, r);
      put_records(p, r, records);
      put_records(p, r, signatures);
      return true;
    }
  }
}

}  // namespace

void print_lwres(Printer& p, Reader r) {
  p.protocol = "lwres";
  const Reader whole = r;
  if (!r.need(kHeader)) return;
  const size_t told = r.u32();
  const uint16_t version = r.u16();
  p.put(" lwres");
  if (p.verbose() > 0 || version != 0) p.put(" v", version);
  if (version != 0) {
    if (told > whole.captured()) return p.truncated();
    if (told != whole.length()) p.put(" [len: ", told, " != ", whole.length(), ']');
    return;
  }
  const uint16_t flags = r.u16();
  const uint32_t serial = r.u32();
  const uint32_t operation = r.u32();
  const bool response = (flags & kResponse) != 0;
  p.put(' ', named_hex(kOperations, operation, "#0x", ""), response ? "" : "?");
  if ((flags & ~kResponse) != 0) p.put("[0x", hex(flags), ']');
  const uint32_t result = r.u32();
  const uint32_t room = r.u32();
  const uint16_t authentication = r.u16();
  const uint16_t authentication_length = r.u16();
  if (p.verbose() > 1) {
    p.put(" (serial:0x", hex(serial), " result:0x", hex(result), " recvlen:", room);
    if (p.verbose() > 2) p.put(" authtype:0x", hex(authentication), " authlen:", authentication_length);
    p.put(')');
  }
  const bool known = !find_name(kOperations, operation).empty();
  if (known && !(response ? put_answer(p, r, operation) : put_question(p, r, operation))) return;
  if (told != whole.length()) p.put(" [len: ", told, " != ", whole.length(), ']');
  if (known && r.position() < told) p.put("[extra]");
}

}  // namespace trawl
