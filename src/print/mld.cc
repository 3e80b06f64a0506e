// Multicast listener discovery in ICMPv6: RFC 2710, RFC 3810.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kQuery = 130;
constexpr uint8_t kReport2 = 143;
constexpr size_t kVersion1 = 24;
constexpr size_t kVersion2 = 28;

constexpr ValueName kRecordTypes[] = {{1, "is_in"}, {2, "is_ex"}, {3, "to_in"},
                                      {4, "to_ex"}, {5, "allow"}, {6, "block"}};

void put_version1(Printer& p, Reader r) {
  if (!r.has(kVersion1)) return;
  p.put("max resp delay: ", r.u16_at(4));
  p.put(" addr: ", host_name(p, r.bytes_at(8, 16)));
}

void put_hosts(Printer& p, Reader& r, unsigned count) {
  p.put(" {");
  for (unsigned i = 0; i < count && !p.stopped(); i++) p.put(' ', host_name(p, r.bytes(16)));
  p.put(" }");
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
  const size_t length = r.length();
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
  if (const uint16_t sources = r.u16(); sources > 0) {
    if (length < kVersion2 + sources * 16U) {
      p.put(" [invalid number of sources]");
    } else if (p.verbose() > 1) {
      put_hosts(p, r, sources);
    } else {
      p.put(", ", sources, " source(s)");
    }
  }
  p.put(']');
}

void put_query(Printer& p, Reader r) {
  const size_t length = r.length();
  if (length == kVersion1) return put_version1(p, r);
  if (length < kVersion2) return p.put(" unknown-version (len ", length, ") ");
  p.put(" v2");
  put_query2(p, r);
}

/// RFC 3810 section 5.2. False when the rest can not be understood.
bool put_group_record(Printer& p, Reader& r) {
  if (r.length() < 20) {
    p.put(" [invalid number of groups]");
    return false;
  }
  p.put(" [gaddr ", host_name(p, r.bytes_at(4, 16)));
  p.put(' ', named(kRecordTypes, r.u8(), " [v2-report-#", "]"));
  r.skip(1);
  const uint16_t sources = r.u16();
  r.skip(16);
  if (r.length() < sources * 16U) {
    p.put(" [invalid number of sources ", sources, ']');
    return false;
  }
  if (p.verbose() > 1) {
    put_hosts(p, r, sources);
  } else {
    p.put(", ", sources, " source(s)");
    r.skip(sources * 16U);
  }
  p.put(']');
  return true;
}

void put_report2(Printer& p, Reader r) {
  if (r.length() < 8) return p.put(" [invalid len ", r.length(), ']');
  const uint16_t groups = r.u16_at(6);
  r.skip(8);
  p.put(", ", groups, " group record(s)");
  if (p.verbose() == 0) return;
  for (unsigned i = 0; i < groups && !p.stopped(); i++) {
    if (!put_group_record(p, r)) return;
  }
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
