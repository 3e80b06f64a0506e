// Network service header: RFC 8300.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kWord = 4;
constexpr size_t kBaseLength = 2 * kWord;  // base and service path headers

constexpr ValueName kFlags[] = {{0x2000, "O"}};
constexpr uint8_t kMetadataFixed = 1;
constexpr uint8_t kMetadataVariable = 2;
constexpr ValueName kMetadataTypes[] = {
    {0, "reserved"}, {kMetadataFixed, "1"}, {kMetadataVariable, "2"}, {15, "experimental"}};
constexpr uint8_t kEthernet = 3;
constexpr ValueName kNextProtocols[] = {
    {1, "IPv4"},
    {2, "IPv6"},
    {kEthernet, "Ethernet"},
    {4, "NSH"},
    {5, "MPLS"},
    {0xfe, "Experiment 1"},
    {0xff, "Experiment 2"},
};
constexpr struct {
  uint8_t next;
  uint16_t ethertype;
} kPayloads[] = {{1, 0x0800}, {2, 0x86dd}};

// Four words that everybody gives a meaning of his own.
bool print_fixed_metadata(Printer& p, Reader m) {
  if (m.length() != 4 * kWord) {
    p.put(" (length for the MD type)");
    return false;
  }
  for (int i = 0; i < 4; i++) p.put("\n        Context[", zero_pad(i, 2), "]: 0x", hex(m.u32(), 8));
  return true;
}

bool print_variable_metadata(Printer& p, Reader m) {
  while (m.length() > 0) {
    const uint16_t tlv_class = m.u16();
    const uint8_t type = m.u8();
    const uint8_t length = m.u8() & 0x7f;
    p.put("\n        TLV Class ", tlv_class, ", Type ", type, ", Len ", length);
    const size_t padded = (length + kWord - 1) / kWord * kWord;
    if (padded > m.length()) {
      p.put(" (length too big)");
      return false;
    }
    if (length > 0) {
      Reader value = m;
      p.put("\n            Value: 0x", hex_bytes(value.bytes(length), ':'));
    }
    m.need(padded);
    m.skip(padded);
  }
  return true;
}

void print_payload(Printer& p, Reader r, uint8_t next) {
  p.put(p.verbose() > 0 ? "\n    " : ": ");
  Layer layer{p};
  if (!layer) return;
  if (next == kEthernet) {
    put_ethernet(p, r);
    return;
  }
  for (const auto& payload : kPayloads) {
    if (payload.next == next && put_ethertype(p, r, payload.ethertype)) return;
  }
  p.put("ERROR: unknown-next-protocol");
}

}  // namespace

void print_nsh(Printer& p, Reader r) {
  p.protocol = "nsh";
  const size_t length = r.length();
  if (length < kBaseLength) {
    p.put(" (packet length ", length, " < ", kBaseLength, ')');
    return p.invalid();
  }
  r.need(kWord);
  p.put("NSH, ");
  const uint16_t base = r.u16();
  const int version = base >> 14;
  if (p.verbose() > 1) p.put("ver ", version, ", ");
  if (version != 0) return;
  p.put("flags [", flag_names(kFlags, base), "], ");
  const size_t words = base & 0x3f;
  if (p.verbose() > 2) p.put("TTL ", base >> 6 & 0x3f, ", length ", words, ", ");
  const uint8_t metadata = r.u8() & 15;
  if (p.verbose() > 2) p.put("md type ", named_hex(kMetadataTypes, metadata, "unknown (0x", ")", 2), ", ");
  const uint8_t next = r.u8();
  if (p.verbose() > 1) p.put("next-protocol ", named_hex(kNextProtocols, next, "unknown (0x", ")", 2), ", ");
  if (words * kWord > length) {
    p.put(" (too many headers for packet length ", length, ')');
    return p.invalid();
  }
  Reader words_behind = r;
  p.put("service-path-id 0x", hex(r.u24(), 6), ", ");
  p.put("service-index 0x", hex(r.u8()));
  if (words < 2) {
    p.put(" (less than two headers)");
    return p.invalid();
  }
  if (!words_behind.need(words * kWord - kWord)) return;
  const size_t metadata_length = (words - 2) * kWord;
  if (p.verbose() > 2) {
    const Reader m = r.first(metadata_length);
    if (metadata == kMetadataFixed && !print_fixed_metadata(p, m)) return p.invalid();
    if (metadata == kMetadataVariable && !print_variable_metadata(p, m)) return p.invalid();
  }
  r.need(metadata_length);
  r.skip(metadata_length);
  print_payload(p, r.after(0), next);
}

}  // namespace trawl
