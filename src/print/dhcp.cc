// BOOTP and DHCP: RFC 951, RFC 2131, options of RFC 2132 and IANA's registry.
#include <algorithm>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kDhcpCookie = 0x63825363;
constexpr uint32_t kCmuCookie = 0x434d5500;  // "CMU"
constexpr uint8_t kEthernet = 1;

// How an option's data prints.
enum class Format : uint8_t {
  kGuess,        // by its size: numbers of 4, 2 or 1 bytes
  kText,         // a quoted string
  kAddresses,    // IPv4 addresses
  kAddressPair,  // (address:address), ...
  kNumbers,      // 32 bits each
  kSigned,       // 32 bits each, signed
  kShorts,       // 16 bits each
  kBytes,        // in decimal
  kYesNo,
  kSpecial,
};

struct Option {
  uint8_t tag;
  Format format;
  std::string_view name;
};

enum Tag : uint8_t {
  kPad = 0,
  kNetbiosNode = 46,
  kOverload = 52,
  kMessageType = 53,
  kParameters = 55,
  kClientId = 61,
  kUserClass = 77,
  kClientName = 81,
  kRelayAgent = 82,
  kClasslessRoute = 121,
  kZeroTouch = 143,
  kClasslessRouteMicrosoft = 249,
  kEnd = 255,
};

constexpr Option kOptions[] = {
    {0, Format::kSpecial, "PAD"},
    {1, Format::kAddresses, "Subnet-Mask"},
    {2, Format::kSigned, "Time-Zone"},
    {3, Format::kAddresses, "Default-Gateway"},
    {4, Format::kAddresses, "Time-Server"},
    {5, Format::kAddresses, "IEN-Name-Server"},
    {6, Format::kAddresses, "Domain-Name-Server"},
    {7, Format::kAddresses, "LOG"},
    {8, Format::kAddresses, "CS"},
    {9, Format::kAddresses, "LPR-Server"},
    {10, Format::kAddresses, "IM"},
    {11, Format::kAddresses, "RL"},
    {12, Format::kText, "Hostname"},
    {13, Format::kShorts, "BS"},
    {14, Format::kText, "DP"},
    {15, Format::kText, "Domain-Name"},
    {16, Format::kAddresses, "SS"},
    {17, Format::kText, "RP"},
    {18, Format::kText, "EP"},
    {19, Format::kYesNo, "IPF"},
    {20, Format::kYesNo, "SRT"},
    {21, Format::kAddressPair, "PF"},
    {22, Format::kShorts, "RSZ"},
    {23, Format::kBytes, "TTL"},
    {24, Format::kNumbers, "MTU-Timeout"},
    {25, Format::kShorts, "MTU-Table"},
    {26, Format::kShorts, "MTU"},
    {27, Format::kYesNo, "LSN"},
    {28, Format::kAddresses, "BR"},
    {29, Format::kYesNo, "MD"},
    {30, Format::kYesNo, "MS"},
    {31, Format::kYesNo, "Router-Discovery"},
    {32, Format::kAddresses, "RSA"},
    {33, Format::kAddressPair, "Static-Route"},
    {34, Format::kYesNo, "UT"},
    {35, Format::kNumbers, "AT"},
    {36, Format::kYesNo, "IE"},
    {37, Format::kBytes, "TT"},
    {38, Format::kNumbers, "KI"},
    {39, Format::kYesNo, "KG"},
    {40, Format::kText, "YD"},
    {41, Format::kAddresses, "YS"},
    {42, Format::kAddresses, "NTP"},
    {43, Format::kBytes, "Vendor-Option"},
    {44, Format::kAddresses, "Netbios-Name-Server"},
    {45, Format::kAddresses, "WDD"},
    {46, Format::kSpecial, "Netbios-Node"},
    {47, Format::kText, "Netbios-Scope"},
    {48, Format::kAddresses, "XFS"},
    {49, Format::kAddresses, "XDM"},
    {50, Format::kAddresses, "Requested-IP"},
    {51, Format::kNumbers, "Lease-Time"},
    {52, Format::kSpecial, "OO"},
    {53, Format::kSpecial, "DHCP-Message"},
    {54, Format::kAddresses, "Server-ID"},
    {55, Format::kSpecial, "Parameter-Request"},
    {56, Format::kText, "MSG"},
    {57, Format::kShorts, "MSZ"},
    {58, Format::kNumbers, "RN"},
    {59, Format::kNumbers, "RB"},
    {60, Format::kText, "Vendor-Class"},
    {61, Format::kSpecial, "Client-ID"},
    {64, Format::kShorts, "N+D"},
    {65, Format::kAddresses, "N+S"},
    {66, Format::kText, "TFTP"},
    {67, Format::kText, "BF"},
    {68, Format::kAddresses, "MH"},
    {69, Format::kAddresses, "SMTP"},
    {70, Format::kAddresses, "POP3"},
    {71, Format::kAddresses, "NNTP"},
    {72, Format::kAddresses, "WWW"},
    {73, Format::kAddresses, "FG"},
    {74, Format::kAddresses, "IRC"},
    {75, Format::kAddresses, "STS"},
    {76, Format::kAddresses, "STDA"},
    {77, Format::kSpecial, "User-Class"},
    {78, Format::kBytes, "SLP-DA"},
    {79, Format::kBytes, "SLP-SCOPE"},
    {80, Format::kText, "SLP-NA"},
    {81, Format::kSpecial, "FQDN"},
    {82, Format::kSpecial, "Agent-Information"},
    {83, Format::kBytes, "ARMT"},
    {88, Format::kText, "TZSTR"},
    {89, Format::kBytes, "FQDNS"},
    {90, Format::kBytes, "AUTH"},
    {91, Format::kNumbers, "Last-Transaction-Time"},
    {92, Format::kAddresses, "Associated-IP"},
    {93, Format::kShorts, "ARCH"},
    {94, Format::kBytes, "NDI"},
    {95, Format::kText, "LDAP"},
    {97, Format::kBytes, "GUID"},
    {98, Format::kText, "UAP"},
    {100, Format::kText, "POSIX-TZ"},
    {101, Format::kText, "TZ-Name"},
    {112, Format::kAddresses, "NI"},
    {113, Format::kText, "NITAG"},
    {114, Format::kText, "URL"},
    {116, Format::kYesNo, "Auto-Configure"},
    {117, Format::kShorts, "NSSEARCH"},
    {118, Format::kAddresses, "SUBNET"},
    {121, Format::kSpecial, "Classless-Static-Route"},
    {143, Format::kSpecial, "SZTP-Redirect"},
    {150, Format::kAddresses, "TFTP-Server-Address"},
    {161, Format::kText, "MUD-URL"},
    {249, Format::kSpecial, "Classless-Static-Route-Microsoft"},
    {255, Format::kSpecial, "END"},
};

constexpr ValueName kOperations[] = {{1, "Request"}, {2, "Reply"}};
constexpr ValueName kFlags[] = {{0x8000, "Broadcast"}};
constexpr ValueName kMessageTypes[] = {
    {1, "Discover"},      {2, "Offer"},        {3, "Request"}, {4, "Decline"},     {5, "ACK"},
    {6, "NACK"},          {7, "Release"},      {8, "Inform"},  {10, "LeaseQuery"}, {11, "LeaseUnassigned"},
    {12, "LeaseUnknown"}, {13, "LeaseActive"},
};
constexpr ValueName kNodeTypes[] = {{1, "b-node"}, {2, "p-node"}, {4, "m-node"}, {8, "h-node"}};
constexpr ValueName kOverloads[] = {{1, "file"}, {2, "sname"}, {3, "file+sname"}};
// IANA "Hardware Types".
constexpr ValueName kHardwareTypes[] = {{1, "ether"},   {6, "ieee802"}, {7, "arcnet"},
                                        {15, "frelay"}, {23, "strip"},  {24, "ieee1394"}};
constexpr ValueName kAgentOptions[] = {{1, "Circuit-ID"}, {2, "Remote-ID"}, {6, "Subscriber-ID"}};

Option find_option(uint8_t tag) {
  for (const auto& option : kOptions) {
    if (option.tag == tag) return option;
  }
  return {tag, Format::kGuess, "Unknown"};
}

bool wrong(Printer& p, std::string_view rule) {
  p.put('[', rule, ']');
  p.invalid();
  return false;
}

void put_quoted(Printer& p, Reader& r, size_t n) {
  p.put('"');
  put_text(p, r, n);
  p.put('"');
}

/// Items of `size` bytes each with commas between them, as many as there are.
template <class PutItem>
void put_items(Printer& p, Reader& r, size_t size, char separator, PutItem put_item) {
  for (bool first = true; r.length() >= size && !p.stopped(); first = false) {
    if (!first) p.put(separator);
    put_item();
  }
}

void put_address_pairs(Printer& p, Reader& r) {
  if (r.length() == 0 || r.length() % 8 != 0) {
    if (r.length() == 0) p.put(' ');
    p.put("[length != N x 8 bytes]");
    r.skip(r.length());
    return;
  }
  put_items(p, r, 8, ',', [&] {
    const auto first = r.bytes(4);
    p.put('(', host_name(p, first), ':', host_name(p, r.bytes(4)), ')');
  });
}

void put_yes_no(Printer& p, Reader& r) {
  if (r.length() != 1) {
    wrong(p, "length != 1 byte");
    r.skip(r.length());
    return;
  }
  const uint8_t value = r.u8();
  if (value > 1) return p.put(value, '?');
  p.put(value == 0 ? 'N' : 'Y');
}

void put_plain(Printer& p, Reader& r, Format format) {
  if (format == Format::kGuess) {
    format = r.length() % 2 != 0 ? Format::kBytes : r.length() % 4 != 0 ? Format::kShorts : Format::kNumbers;
  }
  switch (format) {
    case Format::kText:
      return put_quoted(p, r, r.length());
    case Format::kAddresses:
      return put_items(p, r, 4, ',', [&] { p.put(host_name(p, r.bytes(4))); });
    case Format::kAddressPair:
      return put_address_pairs(p, r);
    case Format::kNumbers:
      return put_items(p, r, 4, ',', [&] { p.put(r.u32()); });
    case Format::kSigned:
      return put_items(p, r, 4, ',', [&] { p.put(r.i32()); });
    case Format::kShorts:
      return put_items(p, r, 2, ',', [&] { p.put(r.u16()); });
    case Format::kYesNo:
      return put_yes_no(p, r);
    default:
      return put_items(p, r, 1, '.', [&] { p.put(r.u8()); });
  }
}

void put_parameters(Printer& p, Reader& r) {
  for (unsigned i = 0; r.length() > 0 && !p.stopped(); i++) {
    const uint8_t tag = r.u8();
    p.put(i % 4 == 0 ? "\n\t      " : ", ", find_option(tag).name, " (", tag, ')');
  }
}

/// RFC 2132 section 9.14.
void put_client_id(Printer& p, Reader& r) {
  if (r.length() < 1) {
    wrong(p, "length < 1 byte");
    return;
  }
  const uint8_t type = r.u8();
  if (type == 0) return put_quoted(p, r, r.length());
  const std::string_view name = find_name(kHardwareTypes, type);
  if (name.empty()) {
    p.put("hardware-type ", type, ", ");
  } else {
    p.put(name, ' ');
  }
  p.put(mac_text(r.bytes(r.length())));
}

/// RFC 3004.
void put_user_class(Printer& p, Reader& r) {
  const size_t length = r.length();
  if (length < 2) {
    wrong(p, "length < 2 bytes");
    r.skip(length);
    return;
  }
  for (unsigned i = 1; r.length() > 0 && !p.stopped(); i++) {
    const uint8_t size = r.u8();
    p.put("\n\t      instance#", i, ": ");
    if (size == 0) {
      wrong(p, "suboption length == 0");
      break;
    }
    if (r.length() < size) {
      p.put("[length ", r.length(), " < suboption length ", size);
      p.invalid();
      break;
    }
    put_quoted(p, r, size);
    p.put(", length ", size);
  }
  r.skip(r.length());
}

/// RFC 4702.
void put_client_name(Printer& p, Reader& r) {
  static constexpr ValueName kNameFlags[] = {{1, "S"}, {2, "O"}, {4, "E"}, {8, "N"}};
  if (r.length() < 3) {
    wrong(p, "length < 3 bytes");
    r.skip(r.length());
    return;
  }
  const uint8_t flags = r.u8();
  if ((flags & 0xf0) != 0) {
    p.put("[MBZ nibble 0x", hex(flags >> 4), " != 0] ");
    p.invalid();
  }
  if ((flags & 0xf) != 0) p.put('[', flag_names(kNameFlags, flags, "", ""), "] ");
  const uint8_t first_code = r.u8();
  const uint8_t second_code = r.u8();
  if (first_code != 0 || second_code != 0) p.put(first_code, '/', second_code, ' ');
  put_quoted(p, r, r.length());
}

/// RFC 3046.
void put_relay_agent(Printer& p, Reader& r) {
  while (r.length() >= 2 && !p.stopped()) {
    const uint8_t type = r.u8();
    const uint8_t size = r.u8();
    p.put("\n\t      ", name_or(kAgentOptions, type, "Unknown"), " SubOption ", type, ", length ", size, ": ");
    if (size > r.length()) {
      p.put("length goes past end of option");
      r.skip(r.length());
      return;
    }
    if (find_name(kAgentOptions, type).empty()) {
      put_hex_lines(p.text, "\n\t\t", r.bytes(size));
    } else {
      put_text(p, r, size);
    }
  }
}

/// RFC 3442: of a destination, only the bytes that the mask touches are there.
void put_classless_routes(Printer& p, Reader& r) {
  if (r.length() < 5) {
    wrong(p, "length < 5 bytes");
    r.skip(r.length());
    return;
  }
  for (bool first = true; r.length() > 0 && !p.stopped(); first = false) {
    if (!first) p.put(',');
    const uint8_t width = r.u8();
    if (width > 32) {
      p.put("[Mask width (", width, ") > 32]");
      p.invalid();
      break;
    }
    const size_t significant = (width + 7U) / 8;
    if (r.length() < significant + 4) {
      p.put("[Remaining length (", r.length(), ") < ", significant + 4, " bytes]");
      p.invalid();
      break;
    }
    p.put('(');
    if (width == 0) {
      p.put("default");
    } else {
      Ip4Address destination{};
      std::ranges::copy(r.bytes(significant), destination.begin());
      p.put(ip4_text(destination), '/', width);
    }
    p.put(':', host_name(p, r.bytes(4)), ')');
  }
  r.skip(r.length());
}

/// RFC 8572 section 8.
void put_zero_touch(Printer& p, Reader& r) {
  if (r.length() == 0) return;
  if (r.length() < 2) {
    wrong(p, "length < 2 bytes");
    return;
  }
  while (r.length() >= 2 && !p.stopped()) {
    const uint16_t size = r.u16();
    p.put("\n\t\t    length ", size, ": ");
    if (size > r.length()) {
      p.put("length goes past end of option");
      r.skip(r.length());
      return;
    }
    put_quoted(p, r, size);
  }
}

void put_choice(Printer& p, Reader& r, NameTable names) {
  if (r.length() < 1) {
    wrong(p, "length < 1 byte");
    return;
  }
  p.put(named(names, r.u8(), "#"));
}

void put_special(Printer& p, Reader& r, uint8_t tag) {
  switch (tag) {
    case kNetbiosNode:
      return put_choice(p, r, kNodeTypes);
    case kOverload:
      return put_choice(p, r, kOverloads);
    case kMessageType:
      if (r.length() != 1) return put_plain(p, r, Format::kBytes);
      return p.put(named(kMessageTypes, r.u8(), "Unknown (", ")"));
    case kParameters:
      return put_parameters(p, r);
    case kClientId:
      return put_client_id(p, r);
    case kUserClass:
      return put_user_class(p, r);
    case kClientName:
      return put_client_name(p, r);
    case kRelayAgent:
      return put_relay_agent(p, r);
    case kClasslessRoute:
    case kClasslessRouteMicrosoft:
      return put_classless_routes(p, r);
    case kZeroTouch:
      return put_zero_touch(p, r);
    default:
      return;
  }
}

/// Pad and end options are bytes without a length; pads are counted. Shown only when most verbose.
void put_pads(Printer& p, Reader& r) {
  unsigned count = 1;
  for (; r.has(1) && r.u8_at(0) == kPad; count++) r.skip(1);
  if (p.verbose() < 3) return;
  p.put("\n\t    PAD (0), length 0");
  if (count > 1) p.put(", occurs ", count);
}

void put_options(Printer& p, Reader r) {
  p.put("\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x", hex(r.u32(), 8));
  while (r.has(1) && !p.stopped()) {
    const uint8_t tag = r.u8();
    if (tag == kPad) {
      put_pads(p, r);
      continue;
    }
    if (tag == kEnd) {
      if (p.verbose() < 3) return;
      p.put("\n\t    END (255), length 0");
      continue;
    }
    const Option option = find_option(tag);
    const uint8_t length = r.u8();
    p.put("\n\t    ", option.name, " (", tag, "), length ", length, length > 0 ? ": " : "");
    if (!r.need(length)) return;
    Reader data = r.first(length);
    if (option.format == Format::kSpecial) {
      put_special(p, data, tag);
    } else {
      put_plain(p, data, option.format);
    }
    if (data.length() > 0) p.put("\n\t  trailing data length ", data.length());
    r.skip(length);
  }
}

/// Carnegie Mellon's extensions of before RFC 1048.
void put_cmu(Printer& p, Reader r) {
  struct Field {
    std::string_view name;
    size_t offset;
  };
  static constexpr Field kFields[] = {{"DG", 12},   {"SM", 8},    {"NS1", 16}, {"NS2", 20},
                                      {"IEN1", 24}, {"IEN2", 28}, {"TS1", 32}, {"TS2", 36}};
  p.put(" vend-cmu");
  for (const auto& field : kFields) {
    if (r.u32_at(field.offset) != 0) p.put(' ', field.name, ':', host_name(p, r.bytes_at(field.offset, 4)));
  }
}

void put_address(Printer& p, Reader& r, std::string_view name) {
  if (const auto address = r.bytes_at(0, 4); r.u32() != 0) p.put("\n\t  ", name, ' ', host_name(p, address));
}

/// A text field of fixed size: up to a NUL. Nothing when it is empty.
void put_field(Printer& p, Reader& r, std::string_view name, size_t size) {
  if (r.u8_at(0) != 0) {
    p.put("\n\t  ", name, " \"");
    const auto there = r.rest().first(std::min(size, r.captured()));
    const bool ends = std::ranges::find(there, 0) != there.end();
    p.put(safe_string(there));
    p.put('"');
    if (!ends) r.need(SIZE_MAX / 2);
  }
  r.skip(size);
}

}  // namespace

void print_dhcp(Printer& p, Reader r) {
  p.protocol = "bootp";
  const size_t length = r.length();
  const uint8_t operation = r.u8_at(0);
  p.put("BOOTP/DHCP, ", named_hex(kOperations, operation, "unknown (0x", ")", 2));
  const uint8_t hardware = r.u8_at(1);
  const uint8_t address_size = r.u8_at(2);
  const bool ethernet = hardware == kEthernet && address_size == 6;
  if (ethernet && operation == 1) p.put(" from ", ethernet_name(p, r.bytes_at(28, 6)));
  p.put(", length ", length);
  if (p.verbose() == 0) return;
  r.need(10);
  if (hardware != kEthernet) p.put(", htype ", hardware);
  if (!ethernet) p.put(", hlen ", address_size);
  if (const uint8_t hops = r.u8_at(3); hops != 0) p.put(", hops ", hops);
  if (const uint32_t id = r.u32_at(4); id != 0) p.put(", xid 0x", hex(id));
  if (const uint16_t seconds = r.u16_at(8); seconds != 0) p.put(", secs ", seconds);
  const uint16_t flags = r.u16_at(10);
  p.put(", Flags [", flag_names(kFlags, flags), ']');
  if (p.verbose() > 1) p.put(" (0x", hex(flags, 4), ')');
  r.skip(12);
  put_address(p, r, "Client-IP");
  put_address(p, r, "Your-IP");
  put_address(p, r, "Server-IP");
  put_address(p, r, "Gateway-IP");
  if (ethernet) p.put("\n\t  Client-Ethernet-Address ", ethernet_name(p, r.bytes_at(0, 6)));
  r.skip(16);
  put_field(p, r, "sname", 64);
  put_field(p, r, "file", 128);
  const uint32_t cookie = r.u32_at(0);
  if (p.stopped()) return;
  if (cookie == kDhcpCookie) return put_options(p, r);
  if (cookie == kCmuCookie) return put_cmu(p, r);
  if (cookie != 0) p.put("\n\t  Vendor-#0x", hex(cookie));
}

}  // namespace trawl
