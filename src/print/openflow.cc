// OpenFlow: the ONF's switch specifications 1.0.0 and 1.3.5; what they have in common.
#include "print/openflow.h"

#include <algorithm>

#include "print/organizations.h"
#include "print/protocols.h"

namespace trawl {

namespace {

constexpr size_t kHeaderLength = 8;

enum Version : uint8_t { kVersion10 = 1, kVersion13 = 4 };
constexpr ValueName kVersions[] = {
    {kVersion10, "1.0"}, {2, "1.1"}, {3, "1.2"}, {kVersion13, "1.3"}, {5, "1.4"}, {6, "1.5"},
};

// Experimenter identifiers that are not an IEEE OUI.
constexpr ValueName kExperimenters[] = {
    {0x4f4e4600, "ONF Extensions"},
    {0xff000001, "Budapest University of Technology and Economics"},
    {0xff000002, "NoviFlow"},
    {0xff000003, "L3+ Extensions, Vendor Neutral"},
    {0xff000004, "L4-L7 Extensions"},
    {0xff000005, "Wireless and Mobility Extensions"},
    {0xff000006, "Forwarding Abstractions Extensions"},
    {0xff000007, "Optical Transport Extensions"},
    {0xff000008, "Network Benchmarking Lab, NCTU"},
    {0xff000009, "Mobile Packet Core Extensions"},
    {0xff00000a, "MPLS-TP OpenFlow Extensions for SPTN"},
};

std::span<const OpenflowMessage> messages_of(uint8_t version) {
  if (version == kVersion10) return openflow10_messages();
  if (version == kVersion13) return openflow13_messages();
  return {};
}

const OpenflowMessage* find_message(uint8_t version, uint8_t type) {
  for (const auto& message : messages_of(version)) {
    if (message.type == type) return &message;
  }
  return nullptr;
}

bool print_body(Printer& p, Reader body, const OpenflowMessage* message) {
  if (message != nullptr && (body.length() < message->least || body.length() > message->most)) return false;
  if (message != nullptr && message->print != nullptr && p.verbose() > 0) return message->print(p, body);
  body.need(body.length());
  return true;
}

/// One message. False when the segment ends in its header.
bool print_message(Printer& p, Reader& r) {
  const uint8_t version = r.u8();
  p.put("\n\tversion ", named_hex(kVersions, version, "unknown (0x", ")", 2));
  if (r.length() < 1) return false;
  const uint8_t type = r.u8();
  const OpenflowMessage* const message = find_message(version, type);
  if (message != nullptr) {
    p.put(", type ", message->name);
  } else {
    p.put(", type unknown (0x", hex(type, 2), ')');
  }
  if (r.length() < 2) return false;
  const uint16_t length = r.u16();
  p.put(", length ", length);
  const bool too_short = length < kHeaderLength;
  if (too_short) p.put(" (too short!)");
  if (r.length() < 4) return false;
  p.put(", xid 0x", hex(r.u32(), 8));
  if (too_short) {
    p.invalid();
    r.bytes(r.length());
    return true;
  }
  const size_t body_length = length - kHeaderLength;
  if (!print_body(p, r.with_length(body_length), message)) {
    p.invalid();
    r.need(body_length);
  }
  r.skip(body_length);
  return true;
}

}  // namespace

void put_openflow_data(Printer& p, Reader& r) {
  const size_t length = r.length();
  if (length == 0) return;
  p.put("\n\t data (", length, " octets)");
  if (p.verbose() > 1) put_hex_ascii_lines(p.text, "\n\t  ", r.rest().first(std::min(length, r.captured())));
  r.bytes(length);
}

bool print_openflow_data(Printer& p, Reader body) {
  put_openflow_data(p, body);
  return true;
}

bool check_openflow_length(Printer& p, std::string_view what, size_t length, char relation, size_t limit) {
  const bool wrong = relation == '<' ? length < limit : relation == '>' ? length > limit : length != limit;
  if (wrong) p.put(" [", what, ' ', length, ' ', relation, relation == '!' ? "= " : " ", limit, ']');
  return !wrong;
}

void append(TextBuffer& out, const OpenflowBits& b) {
  out.put("0x", hex(b.bits, b.width));
  bool any = false;
  for (const auto& [bit, name] : b.names) {
    if ((b.bits & bit) == 0) continue;
    out.put(any ? ", " : " (", name);
    any = true;
  }
  if (any) out.put(')');
  if ((b.bits & b.reserved) != 0) out.put(" (bogus)");
}

std::string_view openflow_vendor_name(uint32_t vendor) {
  return name_or(vendor >> 24 == 0 ? NameTable(kOrganizations) : NameTable(kExperimenters), vendor, "unknown");
}

void print_openflow(Printer& p, Reader r) {
  p.protocol = "openflow";
  p.put(": OpenFlow");
  while (r.length() > 0 && !p.stopped()) {
    if (print_message(p, r)) continue;
    p.put(" (end of TCP payload)");
    r.bytes(r.length());
  }
}

}  // namespace trawl
