// DHCPv6: RFC 8415, options of IANA's registry.
#include <algorithm>

#include "print/dns_name.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kMessages[] = {
    {1, "solicit"},  {2, "advertise"},  {3, "request"},      {4, "confirm"},     {5, "renew"},
    {6, "rebind"},   {7, "reply"},      {8, "release"},      {9, "decline"},     {10, "reconfigure"},
    {11, "inf-req"}, {12, "relay-fwd"}, {13, "relay-reply"}, {14, "leasequery"}, {15, "leasequery-reply"},
};
constexpr uint8_t kRelayForward = 12;
constexpr uint8_t kRelayReply = 13;

constexpr ValueName kStatusCodes[] = {
    {0, "Success"},        {1, "UnspecFail"},    {2, "NoAddrsAvail"},  {3, "NoBinding"},
    {4, "NotOnLink"},      {5, "UseMulticast"},  {6, "NoPrefixAvail"}, {7, "UnknownQueryType"},
    {8, "MalformedQuery"}, {9, "NotConfigured"}, {10, "NotAllowed"},
};

/// All an option's printer knows: its data, and the packet's bytes from its beginning to the packet's end.
struct Option {
  Reader data;
  Reader beyond;
};

struct OptionRow;

/// Its name; returns its row, or null when it has none and its number was printed.
const OptionRow* put_option_name(Printer& p, uint16_t code);

/// False when the options end here, with the text for that printed.
bool put_options(Printer& p, Reader r);
void put_message(Printer& p, Reader r);

void put_bad(Printer& p) {
  p.put(" ?");
}

/// RFC 8415 section 11.
void put_identifier(Printer& p, Reader r) {
  if (r.length() < 2) return put_bad(p);
  const uint16_t type = r.u16();
  switch (type) {
    case 1: {
      if (r.length() < 6) return put_bad(p);
      const uint16_t hardware = r.u16();
      const uint32_t time = r.u32();
      p.put(" hwaddr/time type ", hardware, " time ", time, ' ');
      break;
    }
    case 2:
      if (r.length() < 4) return put_bad(p);
      p.put(" enterprise ", r.u32(), ' ');
      break;
    case 3:
      if (r.length() < 2) return put_bad(p);
      p.put(" hwaddr type ", r.u16(), ' ');
      break;
    case 4:
      p.put(" uuid ");
      if (r.length() != 16) return put_bad(p);
      break;
    default:
      return p.put(" type ", type);
  }
  p.put(hex_bytes(r.bytes(r.length())));
}

void put_association(Printer& p, Reader r) {
  if (r.length() < 4) return put_bad(p);
  p.put(" IAID:", r.u32());
  if (r.length() > 0) put_options(p, r);
}

void put_timed_association(Printer& p, Reader r) {
  if (r.length() < 12) return put_bad(p);
  p.put(" IAID:", r.u32());
  p.put(" T1:", r.u32());
  p.put(" T2:", r.u32());
  if (r.length() > 0) put_options(p, r);
}

void put_address(Printer& p, Reader r) {
  if (r.length() < 24) return put_bad(p);
  p.put(' ', host_name(p, r.bytes(16)));
  p.put(" pltime:", r.u32());
  p.put(" vltime:", r.u32());
  if (r.length() > 0) put_options(p, r);
}

void put_prefix(Printer& p, Reader r) {
  if (r.length() < 25) return put_bad(p);
  const uint32_t preferred = r.u32();
  const uint32_t valid = r.u32();
  const uint8_t length = r.u8();
  p.put(' ', host_name(p, r.bytes(16)), '/', length, " pltime:", preferred, " vltime:", valid);
  if (r.length() > 0) put_options(p, r);
}

void put_option_list(Printer& p, Reader r) {
  if (r.length() % 2 != 0) return put_bad(p);
  while (r.length() > 0) {
    p.put(' ');
    put_option_name(p, r.u16());
  }
}

void put_addresses(Printer& p, Reader r) {
  if (r.length() % 16 != 0) return put_bad(p);
  while (r.length() > 0) p.put(' ', host_name(p, r.bytes(16)));
}

template <typename Number>
void put_number(Printer& p, Reader r) {
  if (r.length() != sizeof(Number)) return put_bad(p);
  p.put(' ', sizeof(Number) == 1 ? r.u8() : sizeof(Number) == 2 ? r.u16() : r.u32());
}

/// The first bytes of opaque data.
void put_opaque(Printer& p, Reader r) {
  p.put(' ', hex_bytes(r.bytes(std::min<size_t>(r.length(), 10))), "...");
}

void put_words(Printer& p, Reader& r) {
  for (int i = 0; i < 4; i++) p.put(' ', hex(r.u32(), 8));
}

void put_delayed(Printer& p, Reader r) {
  if (r.length() == 0) return;
  if (r.length() < 20) return p.put(" ??");
  if (const size_t realm = r.length() - 20; realm > 0) p.put(", realm: ", hex_bytes(r.bytes(realm)));
  p.put(", key ID: ", hex(r.u32(), 8));
  p.put(", HMAC-MD5:");
  put_words(p, r);
}

void put_reconfigure(Printer& p, Reader r) {
  if (r.length() != 17) return p.put(" ??");
  switch (r.u8()) {
    case 1:
      p.put(" reconfig-key value:");
      break;
    case 2:
      p.put(" type: HMAC-MD5 value:");
      break;
    default:
      return p.put(" ??");
  }
  put_words(p, r);
}

/// RFC 8415 section 21.11, RFC 3315 section 21.4.
void put_authentication(Printer& p, Reader r) {
  static constexpr ValueName kProtocols[] = {{2, "delayed"}, {3, "reconfigure"}};
  static constexpr ValueName kAlgorithms[] = {{1, "HMAC-MD5"}};
  static constexpr ValueName kDetections[] = {{0, "mono"}};
  if (r.length() < 11) return put_bad(p);
  const uint8_t protocol = r.u8();
  p.put(" proto: ", named(kProtocols, protocol), ", alg: ", named(kAlgorithms, r.u8()));
  p.put(", RDM: ", named(kDetections, r.u8()), ", RD:");
  for (int i = 0; i < 4; i++) p.put(' ', hex(r.u16(), 4));
  switch (protocol) {
    case 2:
      return put_delayed(p, r);
    case 3:
      return put_reconfigure(p, r);
    default:
      p.put(" ??");
  }
}

/// Strings with a 16-bit length before each.
void put_strings(Printer& p, Reader r) {
  p.put(' ');
  for (bool first = true; r.length() > 0; first = false) {
    if (r.length() < 2 || r.u16_at(0) > r.length() - 2) return put_bad(p);
    const uint16_t size = r.u16();
    if (!first) p.put(',');
    put_text(p, r, size);
  }
}

void put_reconfigure_message(Printer& p, Reader r) {
  static constexpr ValueName kTypes[] = {{5, "renew"}, {11, "inf-req"}};
  if (r.length() != 1) return put_bad(p);
  p.put(" for ", named_hex(kTypes, r.u8(), "\?\?\?(", ")", 2));
}

/// Domain names, which may reach beyond the option. False when one can not be understood.
bool put_names(Printer& p, const Option& option) {
  ReadFailure quiet;
  const Reader start(option.beyond.rest(), &quiet);
  Reader r = start;
  while (r.position() < option.data.length()) {
    p.put(' ');
    if (!put_domain_name(p, start, r) || quiet.failed) return false;
  }
  return true;
}

/// RFC 5908: suboptions. False when one does not fit.
bool put_time_servers(Printer& p, const Option& option) {
  Reader r = option.data;
  if (r.length() < 4) {
    put_bad(p);
    return true;
  }
  while (r.length() > 0 && !p.stopped()) {
    if (r.length() < 4) return false;
    const uint16_t type = r.u16();
    const uint16_t size = r.u16();
    if (r.length() < size) return false;
    p.put(" subopt:", type);
    if ((type == 1 || type == 2) && size == 16) {
      p.put(' ', host_name(p, r.bytes_at(0, 16)));
    } else if (type == 3) {
      ReadFailure quiet;
      const Reader start(r.rest(), &quiet);
      Reader name = start;
      p.put(' ');
      if (!put_domain_name(p, start, name) || quiet.failed) return false;
    } else {
      put_bad(p);
    }
    r.skip(size);
  }
  return true;
}

/// RFC 6334: a name without compression, and without its last dot.
void put_tunnel_name(Printer& p, Reader r) {
  if (r.length() < 3) return put_bad(p);
  p.put(' ');
  while (r.length() > 0 && r.u8_at(0) != 0) {
    const uint8_t size = r.u8();
    if (size > r.length()) return put_bad(p);
    put_text(p, r, size);
    if (r.length() > 0 && r.u8_at(0) != 0) p.put('.');
  }
}

/// RFC 5007 section 4.1.2.1.
void put_lease_query(Printer& p, Reader r) {
  static constexpr ValueName kTypes[] = {{1, "by-address"}, {2, "by-clientID"}};
  if (r.length() < 17) return put_bad(p);
  p.put(' ', named(kTypes, r.u8(), "type_"));
  p.put(' ', host_name(p, r.bytes(16)));
  if (r.length() > 0) put_options(p, r);
}

void put_relay_data(Printer& p, Reader r) {
  if (r.length() < 16) return put_bad(p);
  p.put(' ', host_name(p, r.bytes(16)));
  put_opaque(p, r);
}

void put_remote_id(Printer& p, Reader r) {
  if (r.length() < 4) return put_bad(p);
  p.put(' ', r.u32());
  put_opaque(p, r);
}

void put_url(Printer& p, Reader r) {
  p.put(' ');
  put_text(p, r, r.length());
}

/// RFC 4833.
void put_timezone(Printer& p, Reader r) {
  if (r.length() < 3) return put_bad(p);
  put_url(p, r);
}

/// RFC 8415 section 21.10.
void put_relayed(Printer& p, Reader r) {
  p.put(" (");
  if (const Layer layer{p}) put_message(p, r);
}

void put_status(Printer& p, Reader r) {
  if (r.length() < 2) return put_bad(p);
  const uint16_t code = r.u16();
  p.put(' ');
  if (code > 255) return p.put("INVALID code");
  p.put(named(kStatusCodes, code, "code"));
}

/// RFC 5007 section 4.1.2.2: the client's own options.
void put_query_data(Printer& p, Reader r) {
  if (r.length() > 0) put_options(p, r);
}

/// What prints an option's data; false when the rest of the options can not be understood.
using OptionPrinter = bool (*)(Printer& p, const Option& option);

/// Most options end where their length says, and what follows them can be understood, whatever is in them.
template <void (*Put)(Printer&, Reader)>
bool whole(Printer& p, const Option& option) {
  Put(p, option.data);
  return true;
}

bool put_nothing(Printer&, const Option&) {
  return true;
}

struct OptionRow {
  uint16_t code;
  std::string_view name;
  OptionPrinter put;
};

constexpr OptionRow kOptions[] = {
    {1, "client-ID", whole<put_identifier>},
    {2, "server-ID", whole<put_identifier>},
    {3, "IA_NA", whole<put_timed_association>},
    {4, "IA_TA", whole<put_association>},
    {5, "IA_ADDR", whole<put_address>},
    {6, "option-request", whole<put_option_list>},
    {7, "preference", whole<put_number<uint8_t>>},
    {8, "elapsed-time", whole<put_number<uint16_t>>},
    {9, "relay-message", whole<put_relayed>},
    {11, "authentication", whole<put_authentication>},
    {12, "server-unicast", put_nothing},
    {13, "status-code", whole<put_status>},
    {14, "rapid-commit", put_nothing},
    {15, "user-class", whole<put_strings>},
    {16, "vendor-class", put_nothing},
    {17, "vendor-specific-info", put_nothing},
    {18, "interface-ID", whole<put_opaque>},
    {19, "reconfigure-message", whole<put_reconfigure_message>},
    {20, "reconfigure-accept", put_nothing},
    {21, "SIP-servers-domain", put_names},
    {22, "SIP-servers-address", whole<put_addresses>},
    {23, "DNS-server", whole<put_addresses>},
    {24, "DNS-search-list", put_names},
    {25, "IA_PD", whole<put_timed_association>},
    {26, "IA_PD-prefix", whole<put_prefix>},
    {27, "NIS-server", whole<put_addresses>},
    {28, "NIS+-server", whole<put_addresses>},
    {29, "NIS-domain-name", put_nothing},
    {30, "NIS+-domain-name", put_nothing},
    {31, "SNTP-servers", whole<put_addresses>},
    {32, "lifetime", whole<put_number<uint32_t>>},
    {33, "BCMCS-domain-name", put_nothing},
    {34, "BCMCS-server", whole<put_addresses>},
    {36, "Geoconf-Civic", put_nothing},
    {37, "Remote-ID", whole<put_remote_id>},
    {38, "Subscriber-ID", whole<put_opaque>},
    {39, "Client-FQDN", put_nothing},
    {40, "PANA-agent", whole<put_addresses>},
    {41, "POSIX-timezone", whole<put_timezone>},
    {42, "POSIX-tz-database", whole<put_timezone>},
    {43, "Echo-request-option", whole<put_option_list>},
    {44, "Lease-query", whole<put_lease_query>},
    {45, "LQ-client-data", whole<put_query_data>},
    {46, "Clt-time", whole<put_number<uint32_t>>},
    {47, "LQ-relay-data", whole<put_relay_data>},
    {48, "LQ-client-link", whole<put_addresses>},
    {56, "NTP-server", put_time_servers},
    {59, "Bootfile-URL", whole<put_url>},
    {64, "AFTR-Name", whole<put_tunnel_name>},
    {112, "MUD-URL", whole<put_url>},
    {136, "SZTP-redirect", whole<put_strings>},
};

const OptionRow* put_option_name(Printer& p, uint16_t code) {
  const auto* const row = std::ranges::find(kOptions, code, &OptionRow::code);
  if (row == std::end(kOptions)) return p.put("opt_", code), nullptr;
  p.put(row->name);
  return row;
}

bool put_options(Printer& p, Reader r) {
  const Layer layer{p};
  if (!layer) return false;
  while (r.length() > 0 && !p.stopped()) {
    if (r.length() < 4 || r.length() - 4 < r.u16_at(2)) {
      p.truncated();
      return false;
    }
    const uint16_t type = r.u16();
    const uint16_t length = r.u16();
    p.put(" (");
    const OptionRow* const row = put_option_name(p, type);
    if (row && !row->put(p, {r.first(length), r})) {
      p.truncated();
      return false;
    }
    p.put(')');
    r.skip(length);
  }
  return true;
}

/// `r` has what is captured, and no more.
void put_message(Printer& p, Reader r) {
  p.put("dhcp6");
  if (r.length() < 4) return p.truncated();
  const uint8_t type = r.u8();
  p.put(' ', named(kMessages, type, "msgtype-"));
  if (p.verbose() == 0) return;
  p.put(" (");
  if (type == kRelayForward || type == kRelayReply) {
    r.skip(1);
    p.put("linkaddr=", host_name(p, r.bytes(16)));
    p.put(" peeraddr=", host_name(p, r.bytes(16)));
  } else {
    p.put("xid=", hex(r.u24()));
  }
  if (r.length() > 0) put_options(p, r);
  p.put(')');
}

}  // namespace

void print_dhcp6(Printer& p, Reader r) {
  p.protocol = "dhcp6";
  put_message(p, r.first(std::min(r.length(), r.captured())));
}

}  // namespace trawl
