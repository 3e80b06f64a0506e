// Ad-Hoc Configuration Protocol: draft-chroboczek-ahcp-00.
#include <ctime>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kMagic = 43;
constexpr uint8_t kVersion = 1;
constexpr ValueName kMessages[] = {{0, "Discover"}, {1, "Offer"}, {2, "Request"},
                                   {3, "Ack"},      {4, "Nack"},  {5, "Release"}};

/// What an option's value is made of.
enum class Form : uint8_t { kNone, kUnknown, kTime, kSeconds, kIpv6, kIpv4, kIpv6Prefix, kIpv4Prefix };
struct Option {
  uint8_t type;
  std::string_view name;
  Form form;
};
constexpr uint8_t kPad = 0;
constexpr uint8_t kMandatory = 1;
constexpr Option kOptions[] = {
    {kPad, "Pad", Form::kNone},
    {kMandatory, "Mandatory", Form::kNone},
    {2, "Origin Time", Form::kTime},
    {3, "Expires", Form::kSeconds},
    {4, "My-IPv6-Address", Form::kIpv6},
    {5, "My-IPv4-Address", Form::kIpv4},
    {6, "IPv6 Prefix", Form::kIpv6Prefix},
    {7, "IPv4 Prefix", Form::kUnknown},
    {8, "IPv6 Address", Form::kIpv6},
    {9, "IPv4 Address", Form::kIpv4},
    {10, "IPv6 Prefix Delegation", Form::kIpv6Prefix},
    {11, "IPv4 Prefix Delegation", Form::kIpv4Prefix},
    {12, "Name Server", Form::kIpv6},
    {13, "NTP Server", Form::kIpv6},
};

const Option* find_option(uint8_t type) {
  for (const auto& option : kOptions) {
    if (option.type == type) return &option;
  }
  return nullptr;
}

void put_time(Printer& p, uint32_t seconds) {
  const time_t time = seconds;
  tm utc{};
  gmtime_r(&time, &utc);
  p.put(": ", zero_pad(utc.tm_year + 1900, 4), '-', zero_pad(utc.tm_mon + 1, 2), '-', zero_pad(utc.tm_mday, 2), ' ',
        zero_pad(utc.tm_hour, 2), ':', zero_pad(utc.tm_min, 2), ':', zero_pad(utc.tm_sec, 2), " UTC");
}

/// A list of addresses, or of prefixes: an address and a length.
bool put_list(Printer& p, Reader& r, size_t address_length, bool prefixes) {
  std::string_view before = ": ";
  while (r.length() > 0) {
    if (r.length() < address_length + (prefixes ? 1 : 0)) return false;
    r.need(address_length + (prefixes ? 1 : 0));
    const auto address = r.bytes(address_length);
    p.put(before, host_name(p, address));
    if (prefixes) p.put('/', r.u8());
    before = ", ";
  }
  return true;
}

/// False when the value is malformed.
bool print_value(Printer& p, Reader& r, Form form) {
  switch (form) {
    case Form::kNone:
      return true;
    case Form::kUnknown:
      p.put(" (Length ", r.length(), ')');
      return true;
    case Form::kTime:
      if (r.length() != 4) return false;
      put_time(p, r.u32());
      return true;
    case Form::kSeconds:
      if (r.length() != 4) return false;
      p.put(": ", r.u32(), 's');
      return true;
    case Form::kIpv6:
      return put_list(p, r, 16, false);
    case Form::kIpv4:
      return put_list(p, r, 4, false);
    case Form::kIpv6Prefix:
      return put_list(p, r, 16, true);
    case Form::kIpv4Prefix:
      return put_list(p, r, 4, true);
  }
  return true;
}

void print_options(Printer& p, Reader r) {
  while (r.length() > 0) {
    const uint8_t type = r.u8();
    const Option* const option = find_option(type);
    if (option != nullptr) {
      p.put("\n\t ", option->name);
    } else {
      p.put("\n\t Unknown-", type);
    }
    if (type == kPad || type == kMandatory) continue;
    if (r.length() < 1) return p.invalid();
    const uint8_t length = r.u8();
    if (length > r.length()) {
      p.invalid();
      r.need(r.length());
      return;
    }
    Reader value = r.with_length(length);
    if (!print_value(p, value, option != nullptr ? option->form : Form::kUnknown)) p.invalid();
    r.bytes(length);
  }
}

bool print_message(Printer& p, Reader& r) {
  if (r.length() < 4) return false;
  r.need(4);
  const uint8_t type = r.u8();
  const uint8_t reserved = r.u8();
  if (p.verbose() > 0) p.put("\n\t", named(kMessages, type, "Unknown-"));
  if (p.verbose() > 0 && reserved != 0) p.put(", MBZ ", reserved);
  const uint16_t length = r.u16();
  if (p.verbose() > 0) p.put(", Length ", length);
  if (length > r.length()) return false;
  if (p.verbose() > 1) {
    print_options(p, r.with_length(length));
  } else {
    r.need(length);
  }
  return true;
}

bool print_header(Printer& p, Reader& r) {
  if (r.length() < 2) return false;
  if (r.u8() != kMagic) return false;
  const uint8_t version = r.u8();
  if (version != kVersion) {
    p.put(" Version ", version, " (unknown)");
    r.need(r.length());
    return true;
  }
  p.put(" Version 1");
  if (r.length() < 22) return false;
  if (p.verbose() == 0) {
    r.bytes(22);
    return print_message(p, r);
  }
  p.put("\n\tHopcount ", r.u8());
  p.put(", Original Hopcount ", r.u8());
  p.put(", Nonce 0x", hex(r.u32(), 8));
  p.put(", Source Id ", hex_bytes(r.bytes(8), ':'));
  p.put(", Destination Id ", hex_bytes(r.bytes(8), ':'));
  return print_message(p, r);
}

}  // namespace

void print_ahcp(Printer& p, Reader r) {
  p.protocol = "ahcp";
  const size_t length = r.length();
  const Reader datagram = r;
  p.put("AHCP");
  if (print_header(p, r)) return;
  p.invalid();
  Reader(datagram).need(length);
}

}  // namespace trawl
