// Exterior Gateway Protocol: RFC 904, appendix A.
#include <iterator>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 16;
constexpr uint8_t kVersion = 2;
enum Type : uint8_t { kUpdate = 1, kPoll, kAcquire, kReach = 5, kError = 8 };

constexpr std::string_view kAcquireCodes[] = {"request", "confirm", "refuse", "cease", "cease_ack"};
constexpr std::string_view kAcquireStates[] = {
    "unspecified", "active_mode",         "passive_mode",      "insufficient_resources", "administratively_prohibited",
    "going_down",  "parameter_violation", "protocol_violation"};
constexpr std::string_view kReachCodes[] = {"hello", "i-h-u"};
constexpr std::string_view kStates[] = {"indeterminate", "up", "down"};
constexpr std::string_view kErrors[] = {"unspecified",
                                        "bad_EGP_header_format",
                                        "bad_EGP_data_field_format",
                                        "reachability_info_unavailable",
                                        "excessive_polling_rate",
                                        "no_response",
                                        "unsupported_version"};

/// A state, or its number.
void put_state(Printer& p, uint8_t status) {
  p.put(" state:");
  status < std::size(kStates) ? p.put(kStates[status]) : p.put(status);
}

/// An address whose bytes came in network order and are shown the other way round, as everybody's tools do here.
void put_reversed(Printer& p, uint32_t address) {
  p.put(address & 0xff, '.', address >> 8 & 0xff, '.', address >> 16 & 0xff, '.', address >> 24);
}

constexpr bool is_class_a(uint32_t address) {
  return address >> 31 == 0;
}
constexpr bool is_class_b(uint32_t address) {
  return address >> 30 == 2;
}

/// Whether the message has `n` more bytes; says so where not.
bool has_length(Printer& p, const Reader& r, size_t n) {
  if (r.length() >= n) return true;
  p.put(" [length ", r.length(), " < ", n, ']');
  p.invalid();
  return false;
}

/// The networks that one gateway reaches at one distance. False when they are not all there.
bool put_distance(Printer& p, Reader& r) {
  if (!has_length(p, r, 2)) return false;
  p.put('d', r.u8(), ':');
  for (int networks = r.u8(); networks > 0 && !p.stopped(); networks--) {
    if (!has_length(p, r, 1)) return false;
    uint32_t address = static_cast<uint32_t>(r.u8()) << 24;
    const size_t more = is_class_a(address) ? 0 : is_class_b(address) ? 1 : 2;
    if (!has_length(p, r, more)) return false;
    for (size_t i = 0; i < more; i++) address |= static_cast<uint32_t>(r.u8()) << (16 - 8 * i);
    p.put(' ');
    put_reversed(p, address);
  }
  return true;
}

/// One gateway: the host part of its address, and distances with networks. False when they are not all there.
bool put_gateway(Printer& p, Reader& r, uint32_t source, std::string_view kind) {
  const size_t host = is_class_a(source) ? 3 : is_class_b(source) ? 2 : 1;
  if (!has_length(p, r, host)) return false;
  uint32_t address = 0;
  for (size_t i = 0; i < host; i++) address = address << 8 | r.u8();
  const uint32_t mask = ~uint32_t{0} << (8 * host);
  if (!has_length(p, r, 1)) return false;
  const int distances = r.u8();
  p.put(kind);
  put_reversed(p, address | (source & mask));
  p.put(" (");
  for (int i = 0; i < distances && !p.stopped(); i++) {
    if (i > 0) p.put(", ");
    if (!put_distance(p, r)) return false;
  }
  p.put(')');
  return true;
}

void put_update(Printer& p, Reader r, uint8_t status) {
  constexpr uint8_t kUnsolicited = 0x80;
  if ((status & kUnsolicited) != 0) p.put(" unsolicited");
  put_state(p, status & ~kUnsolicited & 0xff);
  const int interior = r.u8();
  const int exterior = r.u8();
  p.put(' ', host_name(p, r.bytes_at(0, 4)), " int ", interior, " ext ", exterior);
  const uint32_t source = r.le32();
  for (int i = 0; i < interior + exterior && !p.stopped(); i++) {
    if (!put_gateway(p, r, source, i < interior ? " int " : " ext ")) return;
  }
}

void put_acquire(Printer& p, Reader r, uint8_t code, uint8_t status) {
  if (code >= std::size(kAcquireCodes)) return p.put(" [code ", code, ']');
  p.put(' ', kAcquireCodes[code]);
  const bool with_intervals = code <= 1;
  if (status < std::size(kAcquireStates)) {
    p.put(' ', kAcquireStates[status]);
  } else {
    p.put(with_intervals ? " [status " : "[status ", status, ']');
  }
  if (!with_intervals) return;
  const uint16_t hello = r.u16();
  p.put(" hello:", hello, " poll:", r.u16());
}

void put_reach(Printer& p, uint8_t code, uint8_t status) {
  if (code >= std::size(kReachCodes)) return p.put(" [reach code ", code, ']');
  p.put(' ', kReachCodes[code]);
  put_state(p, status);
}

void put_error(Printer& p, Reader r, uint8_t status) {
  put_state(p, status);
  const uint16_t reason = r.u16();
  reason < std::size(kErrors) ? p.put(' ', kErrors[reason]) : p.put(" [reason ", reason, ']');
}

}  // namespace

void print_egp(Printer& p, Reader r) {
  p.protocol = "egp";
  const size_t length = r.length();
  p.put("EGP");
  if (length < kHeader) {
    p.put(" [length ", length, " < ", kHeader, ']');
    return p.invalid();
  }
  const uint8_t version = r.u8();
  if (version != kVersion) {
    p.put(" [version ", version, " != ", kVersion, ']');
    return p.invalid();
  }
  r.need(kHeader - 1);
  p.put('v', version);
  if (p.verbose() == 0) return p.put(", length ", length);
  const uint8_t type = r.u8();
  const uint8_t code = r.u8();
  const uint8_t status = r.u8();
  r.skip(2);
  const uint16_t system = r.u16();
  const uint16_t sequence = r.u16();
  p.put(", AS ", system, ", seq ", sequence, ", length ", length, ", ");
  switch (type) {
    case kAcquire:
      p.put("acquire");
      return put_acquire(p, r, code, status);
    case kReach:
      p.put("reach");
      return put_reach(p, code, status);
    case kPoll:
      p.put("poll");
      put_state(p, status);
      return p.put(" net:", host_name(p, r.bytes_at(2, 4)));
    case kUpdate:
      p.put("update");
      return put_update(p, r, status);
    case kError:
      p.put("error");
      return put_error(p, r, status);
    default:
      return p.put("[type ", type, ']');
  }
}

}  // namespace trawl
