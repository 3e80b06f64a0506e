// Routing Information Protocol: RFC 1058 (version 1), RFC 2453 (version 2), RFC 4822 (authentication).
#include <algorithm>
#include <bit>

#include "base/address.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Command : uint8_t { kRequest = 1, kResponse = 2 };

constexpr ValueName kCommands[] = {
    {kRequest, "Request"},
    {kResponse, "Response"},
    {3, "Trace on"},
    {4, "Trace off"},
    {6, "Triggered Request"},
    {7, "Triggered Response"},
    {8, "Triggered Acknowledgement"},
    {9, "Update Request"},
    {10, "Update Response"},
    {11, "Update Acknowledge"},
};

constexpr uint16_t kFamilyAny = 0;
constexpr uint16_t kFamilyIpv4 = 2;
constexpr uint16_t kFamilyAuthentication = 0xffff;
constexpr size_t kHeaderLength = 4;
constexpr size_t kEntryLength = 20;

void put_family(Printer& p, uint16_t family) {
  switch (family) {
    case kFamilyAny:
      return p.put('0');
    case kFamilyIpv4:
      return p.put("IPv4");
    default:
      p.put("Unknown (", family, ')');
  }
}

/// The number of leading ones, or -1 where a one follows a zero.
int prefix_length(uint32_t mask) {
  const int ones = std::countl_one(mask);
  return std::popcount(mask) == ones ? ones : -1;
}

/// Returns false where the entry is cut short.
bool print_entry_v1(Printer& p, Reader r) {
  if (!r.has(kEntryLength)) return false;
  const Reader entry = r;
  const uint16_t family = r.u16();
  const uint16_t tag = r.u16();
  if (family != kFamilyAny && family != kFamilyIpv4) {
    p.put("\n\t AFI ");
    put_family(p, family);
    p.put(", ");
    put_unknown(p, "\n\t  ", r, kEntryLength - 4);
    return true;
  }
  if (tag != 0) {
    put_unknown(p, "\n\t  ", entry, kEntryLength);
    return true;
  }
  const auto address = r.bytes(4);
  const uint32_t mask = r.u32();  // these two must be zero in version 1
  const uint32_t next_hop = r.u32();
  if (mask != 0 || next_hop != 0) {
    put_unknown(p, "\n\t  ", entry, kEntryLength);
    return true;
  }
  p.put("\n\t  ", family == kFamilyAny ? "AFI 0, " : "");
  p.put(ip4_text(address), ", metric: ", r.u32());
  return true;
}

void put_padded_address(Printer& p, std::span<const uint8_t> address) {
  const size_t before = p.text.size();
  p.put(ip4_text(address));
  const size_t width = p.text.size() - before;
  p.text.truncate(before);
  if (width < 15) p.text.fill(' ', 15 - width);
  p.put(ip4_text(address));
}

/// What an entry holds instead of a route. Returns how much of `r` it took, with the 4 bytes in front of it.
size_t print_authentication(Printer& p, Reader r, uint16_t type) {
  const size_t rest = r.length();
  switch (type) {
    case 1:
      p.put("\n\t  Auth trailer:");
      put_unknown(p, "\n\t  ", r, rest);
      return 4 + rest;
    case 2: {
      const auto password = r.rest().first(std::min<size_t>(16, r.captured()));
      p.put("\n\t  Simple Text Authentication data: ", safe_string(password));
      if (std::ranges::find(password, 0) == password.end()) r.need(16);
      return kEntryLength;
    }
    case 3:
      if (!r.has(16)) return 0;
      p.put("\n\t  Auth header:");
      p.put(" Packet Len ", r.u16(), ',');
      p.put(" Key-ID ", r.u8(), ',');
      p.put(" Auth Data Len ", r.u8(), ',');
      p.put(" SeqNo ", r.u32(), ',');
      p.put(" MBZ ", r.u32(), ',');
      p.put(" MBZ ", r.u32());
      return kEntryLength;
    default:
      p.put("\n\t  Unknown (", type, ") Authentication data:");
      put_unknown(p, "\n\t  ", r, rest);
      return 4 + rest;
  }
}

/// Returns 0 where the entry is cut short, else how many bytes it takes.
size_t print_entry_v2(Printer& p, Reader r) {
  if (!r.has(4)) return 0;
  const uint16_t family = r.u16();
  const uint16_t tag = r.u16();
  if (family == kFamilyAuthentication) return print_authentication(p, r, tag);
  if (family != kFamilyAny && family != kFamilyIpv4) {
    p.put("\n\t  AFI ");
    put_family(p, family);
    put_unknown(p, "\n\t  ", r, kEntryLength - 4);
    return kEntryLength;
  }
  if (!r.has(kEntryLength - 4)) return 0;
  const auto address = r.bytes(4);
  const uint32_t mask = r.u32();
  const auto next_hop = r.bytes(4);
  const uint32_t metric = r.u32();
  p.put("\n\t  AFI ");
  put_family(p, family);
  p.put(", ");
  put_padded_address(p, address);
  const int length = prefix_length(mask);
  p.put('/', length, length >= 0 && length < 10 ? " " : "", ", tag 0x", hex(tag, 4), ", metric: ", metric,
        ", next-hop: ");
  const bool self = std::ranges::all_of(next_hop, [](uint8_t byte) { return byte == 0; });
  self ? p.put("self") : p.put(ip4_text(next_hop));
  return kEntryLength;
}

/// `r` ends where the message or the capture does.
void print_entries(Printer& p, Reader r, uint8_t version) {
  while (r.length() > 0) {
    size_t taken = 0;
    if (version == 1) {
      if (print_entry_v1(p, r)) taken = kEntryLength;
    } else {
      taken = print_entry_v2(p, r);
    }
    if (taken == 0) return p.truncated();
    if (r.length() < taken) {
      p.put(" [remaining entries length ", r.length(), " < ", taken, ']');
      p.invalid();
      return;
    }
    r.skip(taken);
  }
}

void print_body(Printer& p, Reader message, uint8_t command, uint8_t version) {
  const size_t length = message.length();
  switch (command) {
    case kRequest:
    case kResponse: {
      const size_t routes = length / kEntryLength;
      p.put(", routes: ", routes, version == 1 ? "" : " or less");
      const size_t there = std::min(message.captured(), length);
      print_entries(p, message.with_length(there).after(kHeaderLength), version);
      return;
    }
    case 3:
    case 4:
    case 6:
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
      return;
    default:
      if (p.verbose() <= 1) put_unknown(p, "\n\t", message, length);
  }
}

}  // namespace

void print_rip(Printer& p, Reader r) {
  p.protocol = "rip";
  const Reader message = r;
  const size_t length = r.length();
  r.need(kHeaderLength);
  const uint8_t command = r.u8();
  const uint8_t version = r.u8();
  p.put(p.verbose() > 0 ? "\n\t" : "", "RIPv", version);
  p.put(", ", named(kCommands, command, "unknown command (", ")"), ", length: ", length);
  if (p.verbose() == 0) return;
  if (version == 1 || version == 2 || (command != kRequest && command != kResponse)) {
    print_body(p, message, command, version);
  } else {
    p.put(", unknown version");
  }
  if (p.verbose() > 1) put_unknown(p, "\n\t", message, length);
}

}  // namespace trawl
