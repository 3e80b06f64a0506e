// ISAKMP (RFC 2408): IKEv1 (RFC 2409), IKEv2 (RFC 7296), and both inside UDP beside ESP (RFC 3948).
#include "print/isakmp.h"

#include <algorithm>
#include <array>

#include "print/protocols.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 28;
constexpr int kMaxDepth = 20;
constexpr uint8_t kSealed = 46;  // IKEv2 only

constexpr ValueName kPayloads[] = {
    {0, "none"},   {1, "sa"},     {2, "p"},       {3, "t"},      {4, "ke"},      {5, "id"},       {6, "cert"},
    {7, "cr"},     {8, "hash"},   {9, "sig"},     {10, "nonce"}, {11, "n"},      {12, "d"},       {13, "vid"},
    {14, "pay14"}, {15, "pay15"}, {16, "pay16"},  {17, "pay17"}, {18, "pay18"},  {19, "pay19"},   {20, "pay20"},
    {21, "pay21"}, {22, "pay22"}, {23, "pay23"},  {24, "pay24"}, {25, "pay25"},  {26, "pay26"},   {27, "pay27"},
    {28, "pay28"}, {29, "pay29"}, {30, "pay30"},  {31, "pay31"}, {32, "pay32"},  {33, "v2sa"},    {34, "v2ke"},
    {35, "v2IDi"}, {36, "v2IDr"}, {37, "v2cert"}, {38, "v2cr"},  {39, "v2auth"}, {40, "v2nonce"}, {41, "v2n"},
    {42, "v2d"},   {43, "v2vid"}, {44, "v2TSi"},  {45, "v2TSr"}, {46, "v2e"},    {47, "v2cp"},    {48, "v2eap"},
};
constexpr ValueName kExchanges[] = {
    {0, "none"},        {1, "base"},        {2, "ident"},         {3, "auth"},
    {4, "agg"},         {5, "inf"},         {32, "oakley-quick"}, {33, "oakley-newgroup"},
    {34, "ikev2_init"}, {35, "ikev2_auth"}, {36, "child_sa"},     {37, "inf2"},
};
constexpr ValueName kProtocols[] = {{1, "isakmp"}, {2, "ipsec-ah"}, {3, "ipsec-esp"}, {4, "ipcomp"}};
constexpr ValueName kEspTransforms[] = {
    {1, "1des-iv64"}, {2, "1des"},  {3, "3des"},      {4, "rc5"},  {5, "idea"},  {6, "cast"},
    {7, "blowfish"},  {8, "3idea"}, {9, "1des-iv32"}, {10, "rc4"}, {11, "null"}, {12, "aes"},
};
constexpr ValueName kGroups[] = {
    {1, "modp768"},     {2, "modp1024"},    {3, "EC2N 2^155"},  {4, "EC2N 2^185"}, {5, "modp1536"},
    {6, "iana-grp06"},  {7, "iana-grp07"},  {8, "iana-grp08"},  {9, "iana-grp09"}, {10, "iana-grp10"},
    {11, "iana-grp11"}, {12, "iana-grp12"}, {13, "iana-grp13"}, {14, "modp2048"},  {15, "modp3072"},
    {16, "modp4096"},   {17, "modp6144"},   {18, "modp8192"},
};

/// Who opened an exchange, as only its first message tells: remembered by its cookie, the oldest forgotten first.
class Initiators : public ProtocolState {
 public:
  enum class Side : uint8_t { kUnknown, kInitiator, kResponder };

  Side find(std::span<const uint8_t> cookie, const IpHeader* ip) const {
    if (ip == nullptr) return Side::kUnknown;
    for (const auto& entry : entries_) {
      if (entry.size == 0 || !std::ranges::equal(entry.cookie, cookie)) continue;
      if (entry.is(ip->source, ip->destination)) return Side::kInitiator;
      return entry.is(ip->destination, ip->source) ? Side::kResponder : Side::kUnknown;
    }
    return Side::kUnknown;
  }
  bool knows(std::span<const uint8_t> cookie) const {
    return std::ranges::any_of(
        entries_, [&](const Entry& entry) { return entry.size != 0 && std::ranges::equal(entry.cookie, cookie); });
  }
  void add(std::span<const uint8_t> cookie, const IpHeader* ip) {
    if (ip == nullptr || cookie.size() != 8 || ip->source.size() > 16 || ip->destination.size() > 16) return;
    Entry& entry = entries_[next_];
    next_ = (next_ + 1) % entries_.size();
    std::ranges::copy(cookie, entry.cookie.begin());
    std::ranges::copy(ip->source, entry.source.begin());
    std::ranges::copy(ip->destination, entry.destination.begin());
    entry.size = ip->source.size();
  }

 private:
  struct Entry {
    std::array<uint8_t, 8> cookie;
    std::array<uint8_t, 16> source;
    std::array<uint8_t, 16> destination;
    size_t size = 0;  // of the addresses; 0: free

    bool is(std::span<const uint8_t> from, std::span<const uint8_t> to) const {
      return std::ranges::equal(std::span(source).first(size), from) &&
             std::ranges::equal(std::span(destination).first(size), to);
    }
  };
  std::array<Entry, 20> entries_{};
  size_t next_ = 0;
};

constexpr uint8_t kEncrypted = 0x01;
constexpr uint8_t kCommit = 0x02;
constexpr uint8_t kInitiator = 0x08;
constexpr uint8_t kVersion = 0x10;
constexpr uint8_t kResponse = 0x20;

struct Header {
  std::span<const uint8_t> initiator_cookie;
  std::span<const uint8_t> responder_cookie;
  uint8_t next_payload;
  uint8_t exchange;
  uint8_t flags;
  bool first_phase;
};

const char* side_name(Printer& p, const Header& h) {
  auto& initiators = p.state<Initiators>();
  const auto is_zero = [](uint8_t b) { return b == 0; };
  if (std::ranges::all_of(h.initiator_cookie, is_zero)) return " ?";
  if (!initiators.knows(h.initiator_cookie)) {
    if (!std::ranges::all_of(h.responder_cookie, is_zero)) return " ?";
    initiators.add(h.initiator_cookie, p.ip);
    return " I";
  }
  switch (initiators.find(h.initiator_cookie, p.ip)) {
    case Initiators::Side::kInitiator:
      return " I";
    case Initiators::Side::kResponder:
      return " R";
    default:
      return " ?";
  }
}

void print_payloads(Printer& p, Reader r, const Header& h, int version) {
  if (p.verbose() == 0) return;
  p.put(':');
  if ((h.flags & kEncrypted) != 0) {
    p.put(" [encrypted ", isakmp_payload_name(h.next_payload), ']');
    return;
  }
  IsakmpContext context;
  context.version = version;
  context.phase = h.first_phase ? 1 : 2;
  context.initiator = (h.flags & kInitiator) != 0;
  context.initiator_cookie = h.initiator_cookie;
  context.responder_cookie = h.responder_cookie;
  print_isakmp_payloads(p, r, h.next_payload, context);
}

void print_ikev1(Printer& p, const Reader& r, const Header& h) {
  p.put(h.first_phase ? " phase 1" : " phase 2/others", side_name(p, h), ' ', named(kExchanges, h.exchange, "#"));
  if (h.flags != 0) p.put('[', (h.flags & kEncrypted) != 0 ? "E" : "", (h.flags & kCommit) != 0 ? "C" : "", ']');
  print_payloads(p, r, h, 1);
}

void print_ikev2(Printer& p, const Reader& r, const Header& h) {
  p.put(h.first_phase ? " parent_sa" : " child_sa ", ' ', named(kExchanges, h.exchange, "#"));
  if (h.flags != 0) {
    p.put('[', (h.flags & kInitiator) != 0 ? "I" : "", (h.flags & kVersion) != 0 ? "V" : "",
          (h.flags & kResponse) != 0 ? "R" : "", ']');
  }
  print_payloads(p, r, h, 2);
}

}  // namespace

Named isakmp_payload_name(uint8_t type) {
  return named(kPayloads, type, "#");
}
Named isakmp_protocol_name(uint8_t protocol) {
  return named(kProtocols, protocol, "#");
}
Named isakmp_group_name(uint32_t group) {
  return named(kGroups, group, "#");
}
std::string_view esp_transform_name(uint32_t id) {
  return find_name(kEspTransforms, id);
}
std::string_view isakmp_group_text(uint32_t group) {
  return find_name(kGroups, group);
}

void print_isakmp_attribute(Printer& p, Reader& r, IsakmpAttributes map) {
  const bool is_short = (r.u8_at(0) & 0x80) != 0;
  const size_t length = is_short ? 4 : 4 + size_t{r.u16_at(2)};
  if (r.length() < length) {
    if (!p.stopped()) p.put("[|attr]");
    r.skip(r.length() + 1);  // where tcpdump goes on
    return;
  }
  const uint32_t type = r.u16() & 0x7fff;
  const auto entry = std::ranges::find(map, type, &IsakmpAttribute::type);
  p.put('(');
  entry == map.end() ? p.put("type=#", type, ' ') : p.put("type=", entry->name, ' ');
  if (is_short) {
    const uint16_t value = r.u16_at(0);
    const auto name = entry == map.end() ? std::string_view() : find_name(entry->values, value);
    p.put("value=");
    name.empty() ? p.put(hex_bytes(r.bytes_at(0, 2))) : p.put(name);
    r.skip(2);
  } else {
    r.skip(2);
    p.put("len=", length - 4, " value=", hex_bytes(r.bytes(length - 4)));
  }
  p.put(')');
}

void put_isakmp_data(Printer& p, const Reader& r, bool all) {
  constexpr size_t kShort = 30;
  if (!all && r.captured() >= kShort) return put_isakmp_ends(p, r);
  p.put(" data=(", hex_bytes(r.rest()), ')');
}

void put_isakmp_ends(Printer& p, const Reader& r) {
  constexpr size_t kFirst = 10;
  constexpr size_t kLast = 20;
  const auto data = r.rest();
  const size_t first = std::min(kFirst, data.size());
  p.put(" data=(", hex_bytes(data.first(first)), "...");
  p.put(hex_bytes(data.last(std::min(kLast, data.size() - first))), ')');
}

bool put_isakmp_spi(Printer& p, Reader& r, size_t n) {
  if (n == 0) return true;
  p.put(" spi=");
  if (!r.has(n)) return false;
  p.put(hex_bytes(r.bytes(n)));
  return true;
}

bool isakmp_truncated(Printer& p, uint8_t type) {
  p.put(" [|", isakmp_payload_name(type), ']');
  return false;
}

void put_isakmp_line(Printer& p, int depth) {
  p.put('\n');
  p.text.fill(' ', size_t{4} * static_cast<size_t>(depth));
  p.put('(');
}

bool print_isakmp_payloads(Printer& p, Reader& r, uint8_t type, IsakmpContext context) {
  if (++context.depth > kMaxDepth) return false;
  context.number = 0;
  while (type != 0) {
    const size_t length = r.has(4) ? r.u16_at(2) : 0;
    if (!r.has(4) || !r.has(length)) {
      return isakmp_truncated(p, type);
    }
    put_isakmp_line(p, context.depth);
    if (length <= 4) {
      p.put(')');
      return false;
    }
    const uint8_t next = r.u8_at(0);
    Reader payload = r.with_length(length);
    bool whole = true;
    context.number++;
    if (type <= 13) {
      whole = print_ikev1_payload(p, payload, type, context);
    } else if (type >= 33 && type <= 48 && !(type == kSealed && context.version == 1)) {
      whole = print_ikev2_payload(p, payload, type, context);
    } else {
      p.put(isakmp_payload_name(type));
      payload.skip(length);
    }
    p.put(')');
    if (!whole || p.stopped()) return false;
    r.skip(payload.position());
    type = next;
  }
  return true;
}

void print_isakmp(Printer& p, Reader r) {
  p.protocol = "isakmp";
  if (!r.has(kHeader)) return p.truncated();
  const size_t whole = r.length();
  Header h{};
  const uint8_t version = r.u8_at(17);
  h.initiator_cookie = r.bytes(8);
  h.responder_cookie = r.bytes(8);
  h.next_payload = r.u8();
  r.skip(1);
  h.exchange = r.u8();
  h.flags = r.u8();
  const auto message = r.bytes(4);
  h.first_phase = std::ranges::all_of(message, [](uint8_t b) { return b == 0; });
  const uint32_t length = r.u32();
  if (p.stopped()) return;
  p.put("isakmp");
  if (p.verbose() > 0) p.put(' ', version >> 4, '.', version & 15, " msgid ", hex_bytes(message));
  if (p.verbose() > 1) p.put(" cookie ", hex_bytes(h.initiator_cookie), "->", hex_bytes(h.responder_cookie));
  p.put(':');
  if (version >> 4 == 1) {
    print_ikev1(p, r, h);
  } else if (version >> 4 == 2) {
    print_ikev2(p, r, h);
  } else {
    return;
  }
  if (p.verbose() > 0 && length != whole) p.put(" (len mismatch: isakmp ", length, "/ip ", whole, ')');
}

void print_isakmp_in_udp(Printer& p, Reader r) {
  p.protocol = "isakmp_rfc3948";
  if (r.length() < 1) return p.truncated();
  if (r.length() == 1 && r.u8_at(0) == 0xff) return p.put("isakmp-nat-keep-alive");
  if (r.length() < 4) return p.truncated();
  // ESP's SPI is never 0: four zero octets mark ISAKMP.
  if (r.u32_at(0) == 0) {
    p.put("NONESP-encap: ");
    r.skip(4);
    return print_isakmp(p, r.with_length(r.length()));
  }
  p.put("UDP-encap: ");
  print_esp(p, r);
}

}  // namespace trawl
