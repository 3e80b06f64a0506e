// Multicast listener discovery in ICMPv6: RFC 2710, RFC 3810.
#include "print/multicast_groups.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kQuery = 130;
constexpr uint8_t kReport2 = 143;
constexpr size_t kVersion1 = 24;
constexpr size_t kVersion2 = 28;

constexpr GroupForm kForm = {16, " [v2-report-#"};

void put_version1(Printer& p, Reader r) {
  if (!r.has(kVersion1)) return;
  p.put("max resp delay: ", r.u16_at(4));
  p.put(" addr: ", host_name(p, r.bytes_at(8, 16)));
}

/// RFC 3810 section 5.1.3: from 32768 on a floating point number.
constexpr uint32_t response_delay(uint16_t code) {
  return code < 32768 ? code : ((code & 0xfffU) | 0x1000U) << ((code >> 12 & 7U) + 3);
}
/// Section 5.1.9: the same in eight bits.
constexpr uint32_t query_interval(uint8_t code) {
  return code < 128 ? code : ((code & 0xfU) | 0x10U) << ((code >> 4 & 7U) + 3);
}

void put_query2(Printer& p, Reader r) {
  if (p.verbose() > 0) p.put(" [max resp delay=", response_delay(r.u16_at(4)), ']');
  p.put(" [gaddr ", host_name(p, r.bytes_at(8, 16)));
  r.skip(24);
  if (p.verbose() > 0) {
    const uint8_t flags = r.u8_at(0);
    if ((flags & 8) != 0) p.put(" sflag");
    if ((flags & 7) != 0) p.put(" robustness=", flags & 7);
    p.put(" qqi=", query_interval(r.u8_at(1)));
  }
  r.skip(2);
  const uint16_t sources = r.u16();
  put_query_sources(p, r, sources, kForm);
  p.put(']');
}

void put_query(Printer& p, Reader r) {
  const size_t length = r.length();
  if (length == kVersion1) return put_version1(p, r);
  if (length < kVersion2) return p.put(" unknown-version (len ", length, ") ");
  p.put(" v2");
  put_query2(p, r);
}

void put_report2(Printer& p, Reader r) {
  if (r.length() < 8) return p.put(" [invalid len ", r.length(), ']');
  const uint16_t groups = r.u16_at(6);
  r.skip(8);
  p.put(", ", groups, " group record(s)");
  if (p.verbose() > 0) put_group_records(p, r, groups, kForm);
}

}  // namespace

void print_mld(Printer& p, Reader r) {
  switch (r.u8_at(0)) {
    case kQuery:
      return put_query(p, r);
    case kReport2:
      return put_report2(p, r);
    default:
      put_version1(p, r);
  }
}

}  // namespace trawl
