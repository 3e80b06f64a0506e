// End system to intermediate system routing: ISO 9542.
#include "print/iso_address.h"
#include "print/iso_checksum.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Pdu : uint8_t { kEndSystemHello = 2, kIntermediateSystemHello = 4, kRedirect = 6 };

constexpr ValueName kPdus[] = {{kRedirect, "redirect"}, {kEndSystemHello, "ESH"}, {kIntermediateSystemHello, "ISH"}};

constexpr uint8_t kProtocolsSupported = 129;
constexpr uint8_t kConfigurationTime = 198;

constexpr ValueName kOptions[] = {
    {kProtocolsSupported, "Protocols supported"},
    {195, "QoS Maintenance"},
    {197, "Security"},
    {kConfigurationTime, "ES Configuration Time"},
    {205, "Priority"},
    {225, "Address Mask"},
    {226, "SNPA Mask"},
};

constexpr size_t kHeaderLength = 9;

/// The next address with its length in front, of a header of which `left` bytes are left.
struct Address {
  std::span<const uint8_t> bytes;
  bool ok = false;
};
Address read_address(Reader& r, size_t& left) {
  if (left < 1) return {};
  const uint8_t length = r.u8();
  left--;
  const auto bytes = r.bytes(length);
  if (left < length) return {};
  left -= length;
  return {bytes, true};
}

bool print_redirect(Printer& p, Reader& r, size_t& left) {
  const Address destination = read_address(r, left);
  const Address snpa = destination.ok ? read_address(r, left) : Address{};
  const Address net = snpa.ok ? read_address(r, left) : Address{};
  if (!net.ok) {
    if (destination.ok) p.put("\n\t  ", nsap_text(destination.bytes));
    p.put(", bad redirect/li");
    return false;
  }
  p.put("\n\t  ", nsap_text(destination.bytes), "\n\t  SNPA (length: ", snpa.bytes.size(), "): ");
  snpa.bytes.empty() ? p.put("<empty>") : p.put(hex_bytes(snpa.bytes, ':'));
  if (!net.bytes.empty()) p.put("\n\t  NET (length: ", net.bytes.size(), ") ", nsap_text(net.bytes));
  left++;  // tcpdump does not count one of the lengths
  return true;
}

bool print_net(Printer& p, Reader& r, size_t& left, std::string_view complaint) {
  const Address net = read_address(r, left);
  if (!net.ok) {
    p.put(complaint);
    return false;
  }
  p.put("\n\t  NET (length: ", net.bytes.size(), "): ", nsap_text(net.bytes));
  return true;
}

bool print_end_system_hello(Printer& p, Reader& r, size_t& left) {
  if (left < 1) {
    p.put(", bad esh/li");
    return false;
  }
  const uint8_t count = r.u8();
  left--;
  p.put("\n\t  Number of Source Addresses: ", count);
  for (unsigned i = 0; i < count && !p.stopped(); i++) {
    if (!print_net(p, r, left, ", bad esh/li")) return false;
  }
  return true;
}

void print_option(Printer& p, Reader r, uint8_t option, uint8_t length) {
  switch (option) {
    case kConfigurationTime:
      if (length == 2) {
        p.put(r.u16(), 's');
      } else {
        p.put("(bad length)");
      }
      return;
    case kProtocolsSupported:
      for (unsigned i = 0; i < length && !p.stopped(); i++) {
        const uint8_t nlpid = r.u8();
        p.put(name_or(kNlpids, nlpid, "unknown"), " (0x", hex(nlpid, 2), ')', i + 1 < length ? ", " : "");
      }
      return;
    default:
      put_unknown(p, "\n\t  ", r, length);
  }
}

void print_options(Printer& p, Reader r, size_t left) {
  while (left != 0 && !p.stopped()) {
    if (left < 2) return p.put(", bad opts/li");
    const uint8_t option = r.u8();
    const uint8_t length = r.u8();
    left -= 2;
    if (length > left) return p.put(", opt (", option, ") too long");
    left -= length;
    p.put("\n\t  ", name_or(kOptions, option, "Unknown"), " Option #", option, ", length ", length, ", value: ");
    print_option(p, r, option, length);
    if (p.verbose() > 1) put_unknown(p, "\n\t  ", r, length);
    r.skip(length);
  }
}

/// The part of a PDU that its type decides. Returns whether options follow.
bool print_addresses(Printer& p, Reader& r, uint8_t type, size_t& left) {
  switch (type) {
    case kRedirect:
      return print_redirect(p, r, left);
    case kEndSystemHello:
      return print_end_system_hello(p, r, left);
    case kIntermediateSystemHello:
      return print_net(p, r, left, ", bad ish/li");
    default:
      if (p.verbose() <= 1) put_unknown(p, "\n\t  ", r, r.captured());
      return false;
  }
}

}  // namespace

void print_esis(Printer& p, Reader r) {
  p.protocol = "esis";
  const bool plain = !p.options.link_header;
  if (plain) p.put("ES-IS");
  const Reader pdu = r;
  const size_t length = r.length();
  if (length <= 2) return p.put(p.options.quiet ? "bad pkt!" : "no header at all!");
  if (!r.has(kHeaderLength)) return p.truncated();
  r.skip(1);
  const uint8_t indicator = r.u8();
  const uint8_t version = r.u8();
  if (version != 1) return p.put(" version ", version, " packet not supported");
  if (indicator > length) return p.put(" length indicator(", indicator, ") > PDU size (", length, ")!");
  if (indicator < kHeaderLength + 2) return put_short_pdu(p, indicator, pdu);
  r.skip(1);
  const uint8_t type = r.u8() & 0x1f;
  if (p.verbose() == 0) {
    return p.put(plain ? ", " : "", named(kPdus, type, "unknown type (", ")"), ", length ", length);
  }
  p.put(plain ? ", " : "", "length ", length, "\n\t", named(kPdus, type, "unknown type: "), " (", type,
        "), v: ", version);
  const uint16_t holding_time = r.u16();
  const uint16_t checksum = r.u16();
  p.put(", checksum: 0x", hex(checksum, 4));
  put_iso_checksum_verdict(p, pdu, indicator, checksum, 7);
  p.put(", holding time: ", holding_time, "s, length indicator: ", indicator);
  if (p.verbose() > 1) put_unknown(p, "\n\t", pdu, kHeaderLength);
  size_t left = indicator - kHeaderLength;
  if (print_addresses(p, r, type, left)) print_options(p, r, left);
}

}  // namespace trawl
