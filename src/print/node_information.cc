// Node information queries in ICMPv6: RFC 4620.
#include <algorithm>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kQuery = 139;
constexpr size_t kHeader = 16;
constexpr size_t kWhoAreYou = 12;  // what KAME sent before there was an RFC

enum QueryType : uint16_t { kNoop = 0, kNodeName = 2, kNodeAddresses = 3, kIp4Addresses = 4 };
constexpr ValueName kQueryTypes[] = {{0, "noop"}, {2, "node name"}, {3, "node addresses"}, {4, "ipv4 addresses"}};

// Of node addresses; IPv4 addresses know the first two only.
constexpr ValueName kFlags[] = {{0x01, "T"}, {0x02, "A"}, {0x04, "C"}, {0x08, "L"}, {0x10, "S"}, {0x20, "G"}};

enum Code : uint8_t { kSuccess = 0, kRefused = 1, kUnknown = 2 };
enum Subject : uint8_t { kSubjectIp6 = 0, kSubjectName = 1, kSubjectIp4 = 2 };

/// A name without compression, up to the end of `r`. Two zero bytes end a name that is not fully qualified.
void put_name(Printer& p, Reader r) {
  p.put(", \"");
  while (r.length() > 0) {
    const uint8_t size = r.u8();
    if (size == 0) {
      if (r.length() == 0) {
        p.put('.');
      } else if (r.length() != 1 || r.u8_at(0) != 0) {
        p.put("???");
      }
      break;
    }
    if (size > r.length()) {
      p.put("???");
      break;
    }
    put_text(p, r, size);
    if (r.length() > 0 && r.u8_at(0) != 0) p.put('.');
  }
  p.put('"');
}

void put_flags(Printer& p, uint16_t type, uint16_t flags) {
  if (type != kNodeAddresses && type != kIp4Addresses) return;
  const NameTable known = type == kNodeAddresses ? NameTable(kFlags) : NameTable(kFlags).first(2);
  const uint16_t mask = type == kNodeAddresses ? 0x3f : 0x03;
  if ((flags & mask) != 0) p.put(" [", flag_names(known, flags, "", ""), ']');
}

void put_subject_address(Printer& p, Reader r, size_t size) {
  if (!r.has(size)) return;
  if (r.length() != size) return p.put(", invalid subject len");
  p.put(", subject=", host_name(p, r.bytes(size)));
}

void put_query(Printer& p, Reader r, uint8_t code, uint16_t type, uint16_t flags) {
  p.put(" (", name_or(kQueryTypes, type, "unknown"));
  put_flags(p, type, flags);
  if ((type == kNodeAddresses || type == kIp4Addresses) && (flags & 1) != 0) p.put(" [invalid flag Truncate present]");
  if (type == kNoop) {
    if (r.length() != 0 && p.verbose() > 0) p.put(", invalid len");
    return p.put(')');
  }
  switch (code) {
    case kSubjectIp6:
      put_subject_address(p, r, 16);
      break;
    case kSubjectName:
      p.put(", subject=DNS name");
      put_name(p, r);
      break;
    case kSubjectIp4:
      put_subject_address(p, r, 4);
      break;
    default:
      p.put(", unknown subject");
  }
  p.put(')');
}

void put_addresses(Printer& p, Reader r, size_t size) {
  while (r.length() > 0) {
    const uint32_t ttl = r.u32();
    p.put(' ', host_name(p, r.bytes(size)), '(', ttl, ')');
  }
}

void put_answer(Printer& p, Reader r, uint16_t type, uint16_t flags) {
  p.put(p.verbose() > 0 ? ", " : "", name_or(kQueryTypes, type, "unknown"));
  put_flags(p, type, flags);
  switch (type) {
    case kNoop:
      if (r.length() != 0 && p.verbose() > 0) p.put(", invalid length");
      return;
    case kNodeName:
      put_name(p, r.after(4));
      if ((flags & 1) != 0) p.put(" [TTL=", r.u32_at(0), ']');
      return;
    case kNodeAddresses:
      return put_addresses(p, r, 16);
    case kIp4Addresses:
      return put_addresses(p, r, 4);
    default:
      return;
  }
}

void put_reply(Printer& p, Reader r, uint8_t code, uint16_t type, uint16_t flags) {
  p.put(" (");
  switch (code) {
    case kSuccess:
      if (p.verbose() > 0) p.put("success");
      put_answer(p, r, type, flags);
      break;
    case kRefused:
    case kUnknown:
      p.put(code == kRefused ? "refused" : "unknown");
      if (r.length() != 0 && p.verbose() > 0) p.put(", invalid length");
      break;
    default:
      break;
  }
  p.put(')');
}

}  // namespace

void print_node_information(Printer& p, Reader r) {
  const bool query = r.u8_at(0) == kQuery;
  if (query && std::min(r.length(), r.captured()) == kWhoAreYou) return p.put(" who-are-you request");
  if (r.captured() < kHeader || (!query && !r.has(r.length()))) return p.truncated();
  r = r.first(std::min(r.length(), r.captured()));
  r.skip(1);
  const uint8_t code = r.u8();
  r.skip(2);
  const uint16_t type = r.u16();
  const uint16_t flags = r.u16();
  r.skip(8);
  if (query) {
    put_query(p, r, code, type, flags);
  } else {
    put_reply(p, r, code, type, flags);
  }
}

}  // namespace trawl
