// Cisco Discovery Protocol, versions 1 and 2, as Cisco documents its frame format.
#include <algorithm>

#include "print/names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 4;
constexpr size_t kTlvHeader = 4;
constexpr uint16_t kDeviceId = 1;

constexpr ValueName kCapabilities[] = {
    {0x01, "Router"},     {0x02, "Transparent Bridge"}, {0x04, "Source Route Bridge"}, {0x08, "L2 Switch"},
    {0x10, "L3 capable"}, {0x20, "IGMP snooping"},      {0x40, "L1 capable"},
};

// Each prints one value; false when the value has not the form it should have.
using ValueFunction = bool (*)(Printer&, Reader);

bool print_string(Printer& p, Reader v) {
  p.put('\'');
  const size_t length = v.length();
  put_text(p, v, length);
  p.put('\'');
  return true;
}

// Protocol type, protocol, and address of each: the two that have names are IP over NLPID and IPv6 over SNAP.
constexpr uint8_t kIpv4Protocol[] = {0xcc};
constexpr uint8_t kIpv6Protocol[] = {0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x86, 0xdd};

void put_bytes(Printer& p, std::span<const uint8_t> bytes) {
  for (const uint8_t b : bytes) p.put(' ', hex(b, 2));
}

bool no_space(Printer& p, Reader& v, std::string_view what) {
  p.put(" (not enough space for ", what, ')');
  v.need(v.length());
  return true;
}

void put_address(Printer& p, Reader& v, uint8_t type, std::span<const uint8_t> protocol, size_t length,
                 uint32_t number) {
  const bool ip4 = type == 1 && length == 4 && std::ranges::equal(protocol, kIpv4Protocol);
  const bool ip6 = type == 2 && length == 16 && std::ranges::equal(protocol, kIpv6Protocol);
  if (ip4 || ip6) {
    if (length > v.length()) return;
    const auto address = v.bytes(length);
    p.put(ip4 ? "IPv4 (" : "IPv6 (", number, ") ", host_name(p, address));
    return;
  }
  p.put("pt=0x", hex(type, 2), ", pl=", protocol.size(), ", pb=");
  put_bytes(p, protocol);
  p.put(", al=", length, ", a=");
  if (length > v.length()) return;
  for (; length > 0 && !p.stopped(); length--) p.put(' ', hex(v.u8(), 2));
}

bool print_addresses(Printer& p, Reader v) {
  if (v.length() < 4) {
    return no_space(p, v, "num");
  }
  for (uint32_t number = v.u32(); number > 0 && !p.stopped(); number--) {
    if (v.length() < 2) return no_space(p, v, "PT+PL");
    const uint8_t type = v.u8();
    const uint8_t protocol_length = v.u8();
    if (v.length() < protocol_length + 2U) return no_space(p, v, "P+AL");
    const auto protocol = v.bytes(protocol_length);
    const uint16_t address_length = v.u16();
    const bool fits = address_length <= v.length();
    put_address(p, v, type, protocol, address_length, number);
    if (!fits) return no_space(p, v, "A");
    if (number > 1) p.put(' ');
  }
  if (v.length() > 0) p.put(" (", v.length(), " bytes of stray data)");
  return true;
}

bool print_capabilities(Printer& p, Reader v) {
  if (v.length() != 4) return false;
  const uint32_t bits = v.u32();
  p.put("(0x", hex(bits, 8), "): ", flag_names(kCapabilities, bits));
  return true;
}

bool print_version(Printer& p, Reader v) {
  p.put("\n\t  ");
  for (size_t n = v.length(); n > 0 && !p.stopped(); n--) {
    const uint8_t c = v.u8();
    if (c == '\n')
      p.put("\n\t  ");
    else
      put_safe_char(p.text, c);
  }
  return true;
}

bool print_prefixes(Printer& p, Reader v) {
  const size_t length = v.length();
  if (length % 5 != 0) {
    p.put(" [length ", length, " is not a multiple of 5]");
    return true;
  }
  p.put(" IPv4 Prefixes (", length / 5, "):");
  while (v.length() > 0) {
    const auto address = v.bytes(4);
    const uint8_t bits = v.u8();
    p.put(' ', ip4_text(address), '/', bits);
  }
  return true;
}

bool print_u8(Printer& p, Reader v) {
  if (v.length() != 1) return false;
  p.put("0x", hex(v.u8(), 2));
  return true;
}

bool print_vlan(Printer& p, Reader v) {
  if (v.length() != 2) return false;
  p.put(v.u16());
  return true;
}

bool print_duplex(Printer& p, Reader v) {
  if (v.length() != 1) return false;
  p.put(v.u8() != 0 ? "full" : "half");
  return true;
}

// Voice VLAN of an IP telephone: seen with an application number, and as a bare number that nobody explains.
bool print_voice_vlan(Printer& p, Reader v) {
  if (v.length() != 3) return false;
  const uint8_t application = v.u8();
  const uint16_t vlan = v.u16();
  p.put("app ", application, ", vlan ", vlan);
  return true;
}
bool print_voice_vlan_request(Printer& p, Reader v) {
  if (v.length() != 2) return print_voice_vlan(p, v);
  p.put("unknown 0x", hex(v.u16(), 4));
  return true;
}

bool print_power(Printer& p, Reader v) {
  const size_t length = v.length();
  if (length < 1 || length > 3) return false;
  const uint32_t milliwatts = length == 1 ? v.u8() : length == 2 ? v.u16() : v.u24();
  p.put(fixed(milliwatts / 1000.0, 2), 'W');
  return true;
}

bool print_mtu(Printer& p, Reader v) {
  if (v.length() != 4) return false;
  p.put(v.u32(), " bytes");
  return true;
}

bool print_management_addresses(Printer& p, Reader v) {
  return v.length() >= 4 && print_addresses(p, v);
}

bool print_location(Printer& p, Reader v) {
  if (v.length() < 1) return false;
  p.put("0x", hex(v.u8(), 2));
  if (v.length() == 0) return true;
  p.put('/');
  const size_t length = v.length();
  put_text(p, v, length);
  return true;
}

struct Tlv {
  std::string_view name;
  ValueFunction print;  // null: the name says it all
};
constexpr Tlv kTlvs[] = {
    {"", nullptr},
    {"Device-ID", print_string},
    {"Address", print_addresses},
    {"Port-ID", print_string},
    {"Capability", print_capabilities},
    {"Version String", print_version},
    {"Platform", print_string},
    {"Prefixes", print_prefixes},
    {"Protocol-Hello option", nullptr},
    {"VTP Management Domain", print_string},
    {"Native VLAN ID", print_vlan},
    {"Duplex", print_duplex},
    {"", nullptr},
    {"", nullptr},
    {"ATA-186 VoIP VLAN assignment", print_voice_vlan},
    {"ATA-186 VoIP VLAN request", print_voice_vlan_request},
    {"power consumption", print_power},
    {"MTU", print_mtu},
    {"AVVID trust bitmap", print_u8},
    {"AVVID untrusted ports CoS", print_u8},
    {"System Name", print_string},
    {"System Object ID (not decoded)", nullptr},
    {"Management Addresses", print_management_addresses},
    {"Physical Location", print_location},
};

void print_value(Printer& p, Reader v, uint16_t type) {
  bool decoded = type < std::size(kTlvs);
  if (p.verbose() == 0) {
    if (type == kDeviceId) {
      p.put(", Device-ID ");
      print_string(p, v);
    } else {
      // Looked at as always, captured or not, but only a wrong form is told.
      const size_t before = p.text.size();
      ReadFailure unheeded;
      const Reader look(v.rest(), v.length(), &unheeded);
      const bool well_formed = !decoded || kTlvs[type].print == nullptr || kTlvs[type].print(p, look);
      p.text.truncate(before);
      if (!well_formed) p.put(" (malformed TLV)");
    }
    return;
  }
  if (decoded && kTlvs[type].print != nullptr && !kTlvs[type].print(p, v)) {
    p.put(" (malformed TLV)");
    decoded = false;
  }
  if (!decoded && v.need(v.length())) put_hex_lines(p.text, "\n\t  ", v.bytes(v.length()));
}

// False when nothing after this TLV can be told apart.
bool print_tlv(Printer& p, Reader& r) {
  if (r.length() < kTlvHeader) {
    p.put(" (remaining packet length ", r.length(), " < ", kTlvHeader, ')');
    return false;
  }
  const uint16_t type = r.u16();
  const uint16_t length = r.u16();
  const std::string_view known = type < std::size(kTlvs) ? kTlvs[type].name : "";
  const std::string_view name = known.empty() ? "unknown field type" : known;
  if (length < kTlvHeader) {
    if (p.verbose() > 0) {
      p.put("\n\t", name, " (0x", hex(type, 2), "), TLV length: ", length, length == 1 ? " byte" : " bytes",
            " (too short)");
    } else {
      p.put(", ", name, " TLV length ", length, " too short");
    }
    return false;
  }
  if (length > r.length() + kTlvHeader) {
    p.put(" (TLV length ", length, " > ", r.length() + kTlvHeader, ')');
    return false;
  }
  const size_t size = length - kTlvHeader;
  if (p.verbose() > 0) {
    p.put("\n\t", name, " (0x", hex(type, 2), "), value length: ", size, size == 1 ? " byte: " : " bytes: ");
  }
  print_value(p, r.first(size), type);
  r.skip(size);
  return true;
}

}  // namespace

void print_cdp(Printer& p, Reader r) {
  p.protocol = "cdp";
  Reader whole = r;
  const size_t length = r.length();
  if (length < kHeader) {
    p.put(" (packet length ", length, " < ", kHeader, ')');
    p.invalid();
    whole.need(length);
    return;
  }
  const uint8_t version = r.u8();
  p.put("CDPv", version, ", ttl: ", r.u8(), 's');
  const uint16_t checksum = r.u16();
  if (p.verbose() > 0) p.put(", checksum: 0x", hex(checksum, 4), " (unverified), length ", length);
  while (r.length() > 0 && !p.stopped()) {
    if (print_tlv(p, r)) continue;
    p.invalid();
    whole.need(length);
    return;
  }
  if (p.verbose() == 0) p.put(", length ", length);
}

}  // namespace trawl
