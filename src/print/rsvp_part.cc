// Parts of RSVP's objects that are lists of their own: routes (RFC 3209) and integrated services (RFC 2210).
#include <bit>

#include "base/address.h"
#include "print/rsvp.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl::rsvp {

namespace {

constexpr ValueName kHops[] = {
    {0, "Reserved"},
    {1, "IPv4 prefix"},
    {2, "IPv6 prefix"},
    {3, "Label"},
    {32, "Autonomous system number"},
    {64, "MPLS label switched path termination"},
};
constexpr ValueName kHopFlags[] = {
    {1, "Local protection available"},
    {2, "Local protection in use"},
    {4, "Bandwidth protection"},
    {8, "Node protection"},
};
constexpr ValueName kServices[] = {
    {1, "Default/Global Information"},
    {2, "Guaranteed Service"},
    {5, "Controlled Load"},
};
constexpr ValueName kParameters[] = {
    {4, "IS hop cnt"},
    {6, "Path b/w estimate"},
    {8, "Minimum path latency"},
    {10, "Composed MTU"},
    {127, "Token Bucket TSpec"},
    {130, "Guaranteed Service RSpec"},
    {133, "End-to-end composed value for C"},
    {134, "End-to-end composed value for D"},
    {135, "Since-last-reshaping point composed C"},
    {136, "Since-last-reshaping point composed D"},
};

constexpr ValueName kLabelFlags[] = {{1, "Global"}};

struct Megabits {
  uint32_t bytes_per_second;  // an IEEE float
};
void append(TextBuffer& out, Megabits m) {
  append(out, general(static_cast<double>(std::bit_cast<float>(m.bytes_per_second) / 125000), 10));
}

void print_token_bucket(Printer& p, Reader& r) {
  p.put("\n\t\tToken Bucket Rate: ", Megabits{r.u32()}, " Mbps");
  p.put("\n\t\tToken Bucket Size: ", general(static_cast<double>(std::bit_cast<float>(r.u32())), 10), " bytes");
  p.put("\n\t\tPeak Data Rate: ", Megabits{r.u32()}, " Mbps");
  p.put("\n\t\tMinimum Policed Unit: ", r.u32(), " bytes");
  p.put("\n\t\tMaximum Packet Size: ", r.u32(), " bytes");
}

/// One parameter's value (all of `r`).
void print_parameter_value(Printer& p, Reader r, uint8_t id) {
  const size_t length = r.length();
  if (id == 127 && length == 20) return print_token_bucket(p, r);
  if (id == 130 && length == 8) {
    p.put("\n\t\tRate: ", Megabits{r.u32()}, " Mbps");
    return p.put("\n\t\tSlack Term: ", r.u32());
  }
  const bool number = id == 4 || id == 6 || id == 8 || id == 10 || (id >= 133 && id <= 136);
  if (number && length == 4) {
    const uint32_t value = r.u32();
    switch (id) {
      case 4:
        return p.put("\n\t\tIS hop count: ", value);
      case 6:
        return p.put("\n\t\tPath b/w estimate: ", Megabits{value}, " Mbps");
      case 8:
        p.put("\n\t\tMinimum path latency: ");
        return value == UINT32_MAX ? p.put("don't care") : p.put(value);
      case 10:
        return p.put("\n\t\tComposed MTU: ", value, " bytes");
      default:
        return p.put("\n\t\tValue: ", value);
    }
  }
  if (!number && id != 127 && id != 130 && p.verbose() <= 1) put_unknown(p, "\n\t\t", r, length);
}

/// Parameters of a service of `service_length` bytes. One that goes past the service is read all the same, one that
/// goes past the object is left for the next service.
void print_parameters(Printer& p, Reader& r, size_t service_length) {
  while (service_length >= 4 && r.length() >= 4) {
    Reader parameter = r;
    const uint8_t id = parameter.u8();
    const uint8_t flags = parameter.u8();
    const size_t length = parameter.u16() * 4U;
    p.put("\n\t      Parameter ID: ", name_or(kParameters, id, "unknown"), " (", id, "), length: ", length,
          ", Flags: [0x", hex(flags, 2), ']');
    if (parameter.length() < length) return;
    print_parameter_value(p, parameter.with_length(length), id);
    r.skip(length + 4);
    service_length = service_length < length + 4 ? r.length() : service_length - length - 4;  // past it: to the end
  }
}

Outcome print_hop(Printer& p, Reader r, uint8_t field, uint8_t length) {
  constexpr uint8_t kIpv4 = 1;
  constexpr uint8_t kLabel = 3;
  constexpr uint16_t kRecordedRoute = 21;
  const uint8_t type = field & 0x7f;
  if (type == kIpv4) {
    if (length != 8) {
      p.put(" ERROR: length != 8");
      p.invalid();
      return Outcome::kStop;
    }
    const auto address = r.bytes(4);
    const uint8_t bits = r.u8();
    if (bits != 32) {
      p.put(" ERROR: Prefix length ", bits, " != 32");
      p.invalid();
      return Outcome::kStop;
    }
    p.put(", ", (field & 0x80) != 0 ? "Loose" : "Strict", ", ", ip4_text(address), '/', bits, ", Flags: [",
          flag_names(kHopFlags, r.u8()), ']');
  } else if (type == kLabel) {
    if (length != 8) {
      p.put(" ERROR: length != 8");
      p.invalid();
      return Outcome::kStop;
    }
    const uint8_t flags = r.u8();
    const uint8_t label_type = r.u8();
    const std::string_view name = type_name(static_cast<uint16_t>(kRecordedRoute << 8 | label_type));
    p.put(", Flags: [", flag_names(kLabelFlags, flags), "] (", flags == 0 ? "" : "0x", hex(flags),
          "), Class-Type: ", name.empty() ? "Unknown" : name, " (", label_type, "), ", r.u32());
  }
  return Outcome::kDecoded;
}

}  // namespace

Outcome print_route(Printer& p, Reader r, std::string_view indent) {
  while (r.length() > 0) {
    if (r.length() < 2) return Outcome::kTooShort;
    const uint8_t field = r.u8();
    const uint8_t length = r.u8();
    p.put(indent, "  Subobject Type: ", named(kHops, field & 0x7f, "Unknown "), ", length ", length);
    if (length == 0) {
      p.put(indent, "  ERROR: zero length ERO subtype");
      return Outcome::kDecoded;
    }
    if (length < 2 || length - 2U > r.length()) {
      p.put(indent, "  ERROR: ERO subobject length > object length");
      return Outcome::kDecoded;
    }
    const Outcome outcome = print_hop(p, r, field, length);
    if (outcome != Outcome::kDecoded) return outcome;
    r.skip(length - 2U);
  }
  return Outcome::kDecoded;
}

Outcome print_integrated_services(Printer& p, Reader r, std::string_view indent) {
  if (r.length() < 4) return Outcome::kTooShort;
  const uint8_t version = r.u8() >> 4;
  r.skip(1);
  p.put(indent, "  Msg-Version: ", version, ", length: ", r.u16() * 4);
  while (r.length() >= 4) {
    const uint8_t service = r.u8();
    const uint8_t flags = r.u8();
    const size_t length = r.u16() * 4U;
    p.put(indent, "  Service Type: ", name_or(kServices, service, "unknown"), " (", service, "), break bit ",
          (flags & 0x80) != 0 ? "" : "not ", "set, Service length: ", length);
    print_parameters(p, r, length);
  }
  return Outcome::kDecoded;
}

}  // namespace trawl::rsvp
