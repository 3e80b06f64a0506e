// RPL's control messages in ICMPv6: RFC 6550.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Code : uint8_t { kSolicitation = 0, kObject = 1, kAdvertisement = 2, kAdvertisementAck = 3 };
constexpr std::string_view kCodes[] = {"DODAG Information Solicitation", "DODAG Information Object",
                                       "Destination Advertisement Object", "Destination Advertisement Object Ack"};
constexpr uint8_t kSecured = 0x80;

constexpr ValueName kModes[] = {
    {0, "nonstoring"}, {1, "storing"}, {2, "nonstoring-multicast"}, {3, "storing-multicast"}};

constexpr ValueName kOptions[] = {
    {0, "pad1"},      {1, "padN"},        {2, "metrics"},    {3, "routinginfo"},   {4, "config"},
    {5, "rpltarget"}, {6, "transitinfo"}, {8, "destprefix"}, {9, "rpltargetdesc"},
};

void put_options(Printer& p, Reader r) {
  while (r.length() > 0) {
    const uint8_t type = r.u8();
    if (type == 0) {
      p.put(" opt:pad1");
      continue;
    }
    if (r.length() < 1) return p.truncated();
    const size_t size = r.u8();
    p.put(" opt:", named(kOptions, type, "subopt:"), " len:", size + 2, ' ');
    if (r.length() < size) return p.truncated();
    const auto data = r.bytes(size);
    if (p.verbose() > 2) put_hex_lines(p.text, " ", data);
  }
}

void put_object(Printer& p, Reader r) {
  if (r.length() < 24) {
    p.put(" [length ", r.length(), " < 24]");
    return p.invalid();
  }
  r.need(24);
  const uint8_t instance = r.u8();
  r.skip(1);
  const uint16_t rank = r.u16();
  const uint8_t mode = r.u8();
  const uint8_t sequence = r.u8();
  r.skip(2);
  p.put(" [dagid:", ip6_text(r.bytes(16)), ",seq:", sequence, ",instance:", instance, ",rank:", rank, ',',
        (mode & 0x80) != 0 ? "grounded," : "", "mop:", named(kModes, mode >> 3 & 7, "mop"), ",prf:", mode & 7, ']');
  if (p.verbose() > 1) put_options(p, r);
}

/// The flag bit tells whether the identifier is there.
bool put_identifier(Printer& p, Reader& r, bool there) {
  if (there && r.length() < 16) return false;
  const auto identifier = there ? r.bytes(16) : std::span<const uint8_t>();
  p.put(" [dagid:");
  if (there) {
    p.put(ip6_text(identifier));
  } else {
    p.put("<elided>");
  }
  return true;
}

void put_advertisement(Printer& p, Reader r) {
  constexpr size_t kWithIdentifier =
      20;  // which is wanted of any message, even where the flag says that it is not there
  if (r.length() < kWithIdentifier) return p.truncated();
  r.need(kWithIdentifier);
  const uint8_t instance = r.u8();
  const uint8_t flags = r.u8();
  r.skip(1);
  const uint8_t sequence = r.u8();
  if (!put_identifier(p, r, (flags & 0x40) != 0)) return p.truncated();
  p.put(",seq:", sequence, ",instance:", instance, (flags & 0x80) != 0 ? ",acK" : "",
        (flags & 0x40) != 0 ? ",Dagid" : "", ",flags:", hex(flags, 2), ']');
  if (p.verbose() > 1) put_options(p, r);
}

void put_acknowledgement(Printer& p, Reader r) {
  if (r.length() < 4) return p.truncated();
  r.need(4);
  const uint8_t instance = r.u8();
  const uint8_t flags = r.u8();
  const uint8_t sequence = r.u8();
  const uint8_t status = r.u8();
  if (!put_identifier(p, r, (flags & 0x80) != 0)) return p.truncated();
  p.put(",seq:", sequence, ",instance:", instance, ",status:", status, ']');
  if (p.verbose() > 1) put_options(p, r);
}

}  // namespace

void print_rpl(Printer& p, Reader r) {
  const uint8_t code = r.u8_at(1);
  r.skip(4);
  if ((code & kSecured) != 0) return p.put(", (SEC) [worktodo]");
  p.put(", (CLR)");
  if (code >= std::size(kCodes)) return p.put("RPL message, unknown code ", code);
  p.put(kCodes[code]);
  if (p.verbose() == 0) return;
  switch (code) {
    case kObject:
      return put_object(p, r);
    case kAdvertisement:
      return put_advertisement(p, r);
    case kAdvertisementAck:
      return put_acknowledgement(p, r);
    default:
      return;
  }
}

}  // namespace trawl
