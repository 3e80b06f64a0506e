// Resource Reservation Protocol: RFC 2205, RFC 2961 (bundles), RFC 3209 (traffic engineering). Messages and objects.
#include "print/rsvp.h"

#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kMessages[] = {
    {1, "Path"},     {2, "Resv"},    {3, "PathErr"},          {4, "ResvErr"},      {5, "PathTear"}, {6, "ResvTear"},
    {7, "ResvConf"}, {12, "Bundle"}, {13, "Acknowledgement"}, {14, "Hello (Old)"}, {15, "Refresh"}, {20, "Hello"},
};
constexpr ValueName kHeaderFlags[] = {
    {1, "Refresh reduction capable"},
};
constexpr ValueName kObjects[] = {
    {1, "Session"},
    {3, "RSVP Hop"},
    {4, "Integrity"},
    {5, "Time Values"},
    {6, "Error Spec"},
    {7, "Scope"},
    {8, "Style"},
    {9, "Flowspec"},
    {10, "FilterSpec"},
    {11, "Sender Template"},
    {12, "Sender TSpec"},
    {13, "Adspec"},
    {14, "Policy Data"},
    {15, "Confirm"},
    {16, "Label"},
    {19, "Label Request"},
    {20, "ERO"},
    {21, "RRO"},
    {22, "Hello"},
    {23, "Message ID"},
    {24, "Message ID Ack"},
    {25, "Message ID List"},
    {34, "Recovery Label"},
    {35, "Upstream Label"},
    {36, "Label Set"},
    {130, "Acceptable Label Set"},
    {63, "Detour"},
    {66, "Class Type"},
    {125, "Class Type (old)"},
    {129, "Suggested Label"},
    {204, "Properties"},
    {205, "Fast Re-Route"},
    {207, "Session Attribute"},
    {229, "Generalized UNI"},
    {230, "Call-ID"},
    {236, "Call Capability"},
    {131, "Restart Capability"},
    {134, "Capability"},
    {195, "Notify Request"},
    {37, "Protection"},
    {196, "Administrative Status"},
    {50, "Sub-LSP to LSP"},
};

constexpr uint8_t kVersion = 1;
constexpr uint8_t kBundle = 12;
constexpr size_t kHeaderLength = 8;
constexpr size_t kObjectHeaderLength = 4;

std::string_view unknown_action(uint8_t object_class) {
  if ((object_class & 0x80) == 0) return "reject";
  return (object_class & 0x40) != 0 ? "ignore and forward" : "ignore silently";
}

/// Objects of a message: all of `r`. Returns false when they end early.
bool print_objects(Printer& p, Reader r, std::string_view indent) {
  while (r.length() > 0) {
    const size_t available = r.length();
    const uint16_t length = r.u16();
    const uint8_t object_class = r.u8();
    const uint8_t type = r.u8();
    if (p.stopped()) return false;
    if (length % 4 != 0) {
      p.put(indent, "ERROR: object header size ", length, " not a multiple of 4");
      return false;
    }
    if (length < kObjectHeaderLength) {
      p.put(indent, "ERROR: object header too short ", length, " < ", kObjectHeaderLength);
      return false;
    }
    const auto type_name = rsvp::type_name(static_cast<uint16_t>(object_class << 8 | type));
    p.put(indent, name_or(kObjects, object_class, "Unknown"), " Object (", object_class, ") Flags: [",
          unknown_action(object_class), " if unknown], Class-Type: ", type_name.empty() ? "Unknown" : type_name, " (",
          type, "), length: ", length);
    if (available < length) {
      p.put(indent, "ERROR: object goes past end of objects TLV");
      return false;
    }
    const size_t value_length = length - kObjectHeaderLength;
    r.need(value_length);
    const auto outcome = rsvp::print_object_value(p, r.with_length(value_length), object_class, type, indent);
    if (outcome == rsvp::Outcome::kTooShort) {
      p.put(indent, "ERROR: object is too short");
      return false;
    }
    if (outcome == rsvp::Outcome::kStop) return false;
    if (p.verbose() > 1 || outcome == rsvp::Outcome::kDump) put_unknown(p, "\n\t    ", r, value_length);
    r.skip(value_length);
  }
  return true;
}

struct Header {
  uint8_t version;
  uint8_t flags;
  uint8_t type;
  uint16_t checksum;
  uint8_t ttl;
  uint16_t length;
};

Header read_header(Reader& r) {
  Header h{};
  const uint8_t first = r.u8();
  h.version = first >> 4;
  h.flags = first & 0xf;
  h.type = r.u8();
  h.checksum = r.u16();
  h.ttl = r.u8();
  r.skip(1);
  h.length = r.u16();
  return h;
}

void put_header(Printer& p, const Header& h, std::string_view indent) {
  p.put(indent, "RSVPv", h.version, ' ', name_or(kMessages, h.type, "unknown, type "), " Message (", h.type,
        "), Flags: [", flag_names(kHeaderFlags, h.flags), "], length: ", h.length, ", ttl: ", h.ttl, ", checksum: 0x",
        hex(h.checksum, 4));
}

void put_bad_version(Printer& p, uint8_t version) {
  p.put("ERROR: RSVP version ", version, " packet not supported");
}

void print_bundle(Printer& p, Reader r) {
  while (r.length() > 0) {
    const size_t available = r.length();
    const Header h = read_header(r);
    if (p.stopped()) return;
    if (h.version != kVersion) return put_bad_version(p, h.version);
    put_header(p, h, "\n\t  ");
    if (h.length < kHeaderLength) {
      return p.put("ERROR: common header too short ", h.length, " < ", kHeaderLength);
    }
    if (available < h.length) return p.put("ERROR: common header too large ", h.length, " > ", available);
    const size_t objects = h.length - kHeaderLength;
    if (!print_objects(p, r.with_length(objects), "\n\t    ")) return;
    r.skip(objects);
  }
}

}  // namespace

void print_rsvp(Printer& p, Reader r) {
  p.protocol = "rsvp";
  const size_t length = r.length();
  r.need(kHeaderLength);
  const Header h = read_header(r);
  if (h.version != kVersion) return put_bad_version(p, h.version);
  if (p.verbose() == 0) {
    return p.put("RSVPv", h.version, ' ', named(kMessages, h.type, "unknown (", ")"), " Message, length: ", length);
  }
  p.put("\n\tRSVPv", h.version, ' ', named(kMessages, h.type, "unknown, type: "), " Message (", h.type, "), Flags: [",
        flag_names(kHeaderFlags, h.flags), "], length: ", h.length, ", ttl: ", h.ttl, ", checksum: 0x",
        hex(h.checksum, 4));
  if (h.length < kHeaderLength) return p.put("ERROR: common header too short ", h.length, " < ", kHeaderLength);
  const Reader objects = r.with_length(h.length - kHeaderLength);
  if (h.type == kBundle) {
    print_bundle(p, objects);
  } else if (find_name(kMessages, h.type).empty()) {
    put_unknown(p, "\n\t    ", objects, objects.length());
  } else {
    print_objects(p, objects, "\n\t  ");
  }
}

}  // namespace trawl
