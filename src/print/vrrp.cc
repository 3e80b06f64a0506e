// VRRP: RFC 2338, RFC 3768, RFC 5798; CARP, which shares its protocol number.
#include "print/ip.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kVersion3 = 3;
constexpr uint8_t kProtocol = 112;
constexpr uint8_t kAdvertisement = 1;
constexpr ValueName kTypes[] = {{kAdvertisement, "Advertisement"}};

constexpr uint8_t kAuthNone = 0;
constexpr uint8_t kAuthSimple = 1;
constexpr ValueName kAuthTypes[] = {{kAuthNone, "none"}, {kAuthSimple, "simple"}, {2, "ah"}};
constexpr size_t kAuthLength = 8;

// A network's routers are one hop away: anything less is forged.
constexpr uint8_t kTtl = 255;

void put_ttl(Printer& p, std::string_view before, std::string_view after) {
  if (p.ip != nullptr && p.ip->ttl != kTtl) p.put(before, p.ip->ttl, after);
}

}  // namespace

void print_vrrp(Printer& p, Reader r) {
  if (p.options.packet_type == PacketType::kCarp) return print_carp(p, r);
  p.protocol = "vrrp";
  const Reader whole = r;
  const size_t length = r.length();
  p.put("VRRP");
  const int version = r.u8_at(0) >> 4;
  const uint8_t type = r.u8() & 15;
  p.put("v", version, ", ", named(kTypes, type, "unknown type (", ")"));
  put_ttl(p, ", (ttl ", ")");
  if (version < 2 || version > 3 || type != kAdvertisement) return;
  const uint8_t id = r.u8();
  p.put(", vrid ", id, ", prio ", r.u8());
  const uint8_t count = r.u8();
  uint8_t auth = kAuthNone;
  if (version == kVersion3) {
    p.put(", intvl ", r.u16() & 0xfff, "cs, length ", length);
  } else {
    auth = r.u8();
    p.put(", authtype ", named(kAuthTypes, auth, "#", ""));
    p.put(", intvl ", r.u8(), "s, length ", length);
  }
  if (p.verbose() == 0) return;
  if (whole.captured() >= length) {
    const uint16_t checksum = r.u16_at(0);
    Reader message = whole;
    const auto bytes = message.bytes(length);
    const bool pseudo_header = version == kVersion3 && p.ip != nullptr;
    const uint16_t sum = pseudo_header ? transport_checksum(*p.ip, bytes, kProtocol) : internet_checksum(bytes);
    if (sum != 0) p.put(", (bad vrrp cksum ", hex(checksum), ')');
  }
  r.skip(2);
  const size_t address_length = p.ip != nullptr && p.ip->version == 6 ? 16 : 4;
  p.put(", addrs");
  if (count > 1) p.put('(', count, ')');
  p.put(':');
  for (int i = 0; i < count; i++) {
    const auto address = r.bytes(address_length);
    if (p.stopped()) return;
    p.put(i == 0 ? ' ' : ',', host_name(p, address));
  }
  if (auth != kAuthSimple) return;
  p.put(" auth \"");
  put_padded_text(p, r, kAuthLength);
  p.put('"');
}

void print_carp(Printer& p, Reader r) {
  p.protocol = "carp";
  const Reader whole = r;
  const size_t length = r.length();
  p.put("CARPv", r.u8_at(0) >> 4, '-');
  const uint8_t type = r.u8() & 15;
  if (type == kAdvertisement)
    p.put("advertise ", length, ": ");
  else
    p.put("#", type, " ");
  put_ttl(p, "[ttl=", "!] ");
  const uint8_t id = r.u8();
  const uint8_t skew = r.u8();
  const uint8_t auth_length = r.u8();
  r.skip(1);
  const uint8_t base = r.u8();
  p.put("vhid=", id, " advbase=", base, " advskew=", skew, " authlen=", auth_length, ' ');
  if (p.verbose() > 0 && whole.captured() >= length) {
    Reader message = whole;
    const auto bytes = message.bytes(length);
    if (internet_checksum(bytes) != 0) p.put(" (bad carp cksum ", hex(Reader(whole).u16_at(6)), "!)");
  }
  r.skip(2);
  const uint64_t counter = r.u64();
  p.put("counter=", counter);
}

}  // namespace trawl
