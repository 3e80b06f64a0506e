// The connectionless network protocol: ISO 8473.
#include "print/iso_address.h"
#include "print/iso_checksum.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kPdus[] = {
    {1, "Error Report"}, {29, "MD"}, {28, "Data"}, {30, "Echo Request"}, {31, "Echo Response"},
};
constexpr uint8_t kErrorReport = 1;
constexpr uint8_t kEchoResponse = 31;

constexpr uint8_t kSegmentation = 0x80;
constexpr ValueName kFlags[] = {
    {kSegmentation, "Segmentation permitted"},
    {0x40, "more Segments"},
    {0x20, "request Error Report"},
};

enum Option : uint8_t {
  kDiscardReason = 193,
  kQosMaintenance = 195,
  kSecurity = 197,
  kSourceRouting = 200,
  kRouteRecording = 203,
  kPadding = 204,
  kPriority = 205,
};
constexpr ValueName kOptions[] = {
    {kDiscardReason, "Discard Reason"},
    {kPriority, "Priority"},
    {kQosMaintenance, "QoS Maintenance"},
    {kSecurity, "Security"},
    {kSourceRouting, "Source Routing"},
    {kRouteRecording, "Route Recording"},
    {kPadding, "Padding"},
};

constexpr ValueName kRoutes[] = {{kSourceRouting, "source routing"},
                                 {kRouteRecording, "recording of route in progress"}};
constexpr ValueName kRouteCompleteness[] = {{0, "partial"}, {1, "complete"}};
constexpr uint8_t kScopeMask = 0xc0;
constexpr ValueName kScopes[] = {
    {0x40, "Source Address Specific"},
    {0x80, "Destination Address Specific"},
    {0xc0, "Globally unique"},
};
constexpr ValueName kQos[] = {
    {0x20, "reserved"},       {0x10, "sequencing vs. delay"}, {0x08, "congested"},
    {0x04, "delay vs. cost"}, {0x02, "error vs. delay"},      {0x01, "error vs. cost"},
};

constexpr ValueName kDiscardClasses[] = {
    {0, "General"}, {8, "Address"}, {9, "Source Routeing"}, {10, "Lifetime"}, {11, "PDU Discarded"}, {12, "Reassembly"},
};
constexpr ValueName kDiscardReasons[] = {
    // the class in the upper 4 bits
    {0x00, "Reason not specified"},
    {0x01, "Protocol procedure error"},
    {0x02, "Incorrect checksum"},
    {0x03, "PDU discarded due to congestion"},
    {0x04, "Header syntax error (cannot be parsed)"},
    {0x05, "Segmentation needed but not permitted"},
    {0x06, "Incomplete PDU received"},
    {0x07, "Duplicate option"},
    {0x80, "Destination address unreachable"},
    {0x81, "Destination address unknown"},
    {0x90, "Unspecified source routeing error"},
    {0x91, "Syntax error in source routeing field"},
    {0x92, "Unknown address in source routeing field"},
    {0x93, "Path not acceptable"},
    {0xa0, "Lifetime expired while data unit in transit"},
    {0xa1, "Lifetime expired during reassembly"},
    {0xb0, "Unsupported option not specified"},
    {0xb1, "Unsupported protocol version"},
    {0xb2, "Unsupported security option"},
    {0xb3, "Unsupported source routeing option"},
    {0xb4, "Unsupported recording of route option"},
    {0xc0, "Reassembly interference"},
};

constexpr size_t kHeaderLength = 9;
constexpr size_t kSegmentLength = 6;
constexpr std::string_view kTooShort = "li < size of fixed part of CLNP header and addresses";

void print_route(Printer& p, Reader r, uint8_t option) {
  const uint8_t completeness = r.u8_at(0);
  p.put(named(kRoutes, option), ' ', named(kRouteCompleteness, completeness, "Unknown (", ")"));
  size_t left = r.length();
  const uint8_t offset = r.u8_at(1);
  if (offset == 0) return p.put(" Bad NSAP offset (0)");
  const size_t skipped = offset - 1U;  // counted from 1
  if (skipped > left) return p.put(" Bad NSAP offset (past end of option)");
  r.skip(skipped);
  left -= skipped;
  while (left > 0 && !p.stopped()) {
    const uint8_t length = r.u8();
    if (left < length + 1U) return p.put("\n\t    NSAP address goes past end of option");
    const auto address = r.bytes(length);
    if (length > 0) p.put("\n\t    NSAP address (length ", length, "): ", nsap_text(address));
    left -= length + 1U;
  }
}

void print_discard_reason(Printer& p, Reader r) {
  const uint8_t reason = r.u8();
  const uint8_t type = reason >> 4;
  p.put("\n\t    Class: ", name_or(kDiscardClasses, type, "Unknown"), " Error (0x", hex(type), "), ",
        name_or(kDiscardReasons, reason, "Unknown"), " (0x", hex(reason & 15), ')');
}

struct ShortestOption {
  uint8_t option;
  uint8_t length;
};
constexpr ShortestOption kShortest[] = {
    {kSourceRouting, 2},  {kRouteRecording, 2}, {kPriority, 1},
    {kQosMaintenance, 1}, {kSecurity, 2},       {kDiscardReason, 1},
};

/// Returns false when the option is too short to go on.
bool print_option(Printer& p, Reader r, uint8_t option, uint8_t length) {
  for (const auto& shortest : kShortest) {
    if (shortest.option == option && length < shortest.length) {
      p.put(", bad opt len");
      return false;
    }
  }
  switch (option) {
    case kSourceRouting:
    case kRouteRecording:
      print_route(p, r.with_length(length), option);
      return true;
    case kPriority:
      p.put("0x", hex(r.u8() & 15));
      return true;
    case kQosMaintenance: {
      const uint8_t format = r.u8();
      p.put("\n\t    Format Code: ", name_or(kScopes, format & kScopeMask, "Reserved"));
      if ((format & kScopeMask) == kScopeMask)
        p.put("\n\t    QoS Flags [", flag_names(kQos, format & ~kScopeMask), ']');
      return true;
    }
    case kSecurity: {
      const uint8_t format = r.u8();
      p.put("\n\t    Format Code: ", name_or(kScopes, format & kScopeMask, "Reserved"), ", Security-Level ", r.u8());
      return true;
    }
    case kDiscardReason:
      print_discard_reason(p, r);
      return true;
    case kPadding:
      p.put("padding data");
      return true;
    default:
      put_unknown(p, "\n\t  ", r, length);
      return true;
  }
}

/// The options in the `left` bytes of the header behind its fixed parts. Returns false when the rest is out of step.
bool print_options(Printer& p, Reader& r, size_t left) {
  while (left != 0 && !p.stopped()) {
    if (left < 2) {
      p.put(", bad opts/li");
      return false;
    }
    const uint8_t option = r.u8();
    const uint8_t length = r.u8();
    r.need(length);
    left -= 2;
    if (length > left) {
      p.put(", opt (", option, ") too long");
      return true;
    }
    left -= length;
    p.put("\n\t  ", name_or(kOptions, option, "Unknown"), " Option #", option, ", length ", length, ", value: ");
    if (!print_option(p, r, option, length)) return false;
    if (p.verbose() > 1) put_unknown(p, "\n\t  ", r, length);
    r.skip(length);
  }
  return true;
}

void print_payload(Printer& p, Reader r, uint8_t type, uint8_t indicator, size_t length) {
  constexpr uint8_t kClnp = 0x81;
  if ((type == kErrorReport || type == kEchoResponse) && r.u8_at(0) == kClnp) {
    p.put("\n\t-----original packet-----\n\t");
    if (const Layer layer{p}; layer && r.length() > 0) print_clnp(p, r.with_length(length - indicator));
    return;
  }
  if (length > indicator) {
    p.put("\n\t  undecoded non-header data, length ", length - indicator);
    put_unknown(p, "\n\t  ", r, length - indicator);
  }
}

struct Header {
  uint8_t indicator;
  uint8_t version;
  uint8_t lifetime;
  uint8_t type;
  uint8_t flags;
  uint16_t segment_length;
  uint16_t checksum;
  std::span<const uint8_t> destination;
  std::span<const uint8_t> source;
  Reader segment;  // the segmentation part, where the flags say that there is one
  size_t options_length;
};

void print_header(Printer& p, const Header& h, const Reader& pdu) {
  p.put("\n\t", named(kPdus, h.type, "unknown (", ")"), " PDU, hlen: ", h.indicator, ", v: ", h.version,
        ", lifetime: ", h.lifetime / 2, '.', h.lifetime % 2 * 5, "s, Segment PDU length: ", h.segment_length,
        ", checksum: 0x", hex(h.checksum, 4));
  put_iso_checksum_verdict(p, pdu, h.indicator, h.checksum, 7);
  p.put("\n\tFlags [", flag_names(kFlags, h.flags), ']');
}

template <typename... Why>
bool refuse(Printer& p, const Why&... why) {
  p.put(why...);
  return false;
}

/// False, with the reason printed, when that is no header of a version and length that can be printed.
bool read_fixed_part(Printer& p, Reader& r, const Reader& pdu, Header& h) {
  r.skip(1);
  h.indicator = r.u8();
  h.version = r.u8();
  if (h.version != 1) return refuse(p, "version ", h.version, " packet not supported");
  if (h.indicator > pdu.length()) {
    return refuse(p, " length indicator(", h.indicator, ") > PDU size (", pdu.length(), ")!");
  }
  if (h.indicator < kHeaderLength) {
    put_short_pdu(p, h.indicator, pdu);
    return false;
  }
  if (h.indicator < kHeaderLength + 2) return refuse(p, kTooShort);
  h.lifetime = r.u8();
  const uint8_t type = r.u8();
  h.type = type & 0x1f;
  h.flags = type & 0xe0;
  h.segment_length = r.u16();
  h.checksum = r.u16();
  return true;
}

bool read_addresses(Printer& p, Reader& r, Header& h) {
  size_t left = h.indicator - kHeaderLength;
  for (auto* const address : {&h.destination, &h.source}) {
    if (left < 1) return refuse(p, kTooShort);
    const uint8_t length = r.u8();
    if (left < length + 1U) return refuse(p, kTooShort);
    *address = r.bytes(length);
    left -= length + 1U;
  }
  h.options_length = left;
  return true;
}

/// The segmentation part, if there is one; what the header has behind it are options.
bool read_segment(Printer& p, Reader& r, Header& h) {
  h.segment = r;
  if ((h.flags & kSegmentation) == 0) return true;
  if (h.options_length < kSegmentLength) {
    return refuse(p, "li < size of fixed part of CLNP header, addresses, and segment part");
  }
  r.skip(kSegmentLength);
  h.options_length -= kSegmentLength;
  return true;
}

void print_whole_header(Printer& p, const Header& h, const Reader& pdu) {
  p.put("length ", pdu.length());
  print_header(p, h, pdu);
  p.put("\n\tsource address (length ", h.source.size(), "): ", nsap_text(h.source), "\n\tdest   address (length ",
        h.destination.size(), "): ", nsap_text(h.destination));
  if ((h.flags & kSegmentation) == 0) return;
  Reader segment = h.segment;
  const uint16_t id = segment.u16();
  const uint16_t offset = segment.u16();
  p.put("\n\tData Unit ID: 0x", hex(id, 4), ", Segment Offset: ", offset, ", Total PDU Length: ", segment.u16());
}

/// Returns false when the PDU is not one that can be printed, and says why.
bool print_pdu(Printer& p, Reader r) {
  const Reader pdu = r;
  r.need(kHeaderLength);
  Header h{.segment = r};
  if (!read_fixed_part(p, r, pdu, h) || !read_addresses(p, r, h)) return false;
  const std::string_view separator = p.options.link_header ? "" : ", ";
  if (p.verbose() == 0) {
    p.put(separator, nsap_text(h.source), " > ", nsap_text(h.destination), ", ", named(kPdus, h.type, "unknown (", ")"),
          ", length ", pdu.length());
    return true;
  }
  if (!read_segment(p, r, h)) return false;
  p.put(separator);
  print_whole_header(p, h, pdu);
  if (!print_options(p, r, h.options_length)) return false;
  print_payload(p, r, h.type, h.indicator, pdu.length());
  return true;
}

}  // namespace

void print_clnp(Printer& p, Reader r) {
  p.protocol = "clnp";
  if (!r.need(kHeaderLength)) return;
  if (!p.options.link_header) p.put("CLNP");
  if (r.length() < kHeaderLength) return p.truncated();
  if (!print_pdu(p, r)) put_unknown(p, "\n\t", r, r.length());
}

}  // namespace trawl
