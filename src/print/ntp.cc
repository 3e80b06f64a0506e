// NTP: RFC 5905, control messages: RFC 9327.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kModes[] = {{0, "unspecified"}, {1, "symmetric active"}, {2, "symmetric passive"}, {3, "Client"},
                                {4, "Server"},      {5, "Broadcast"},        {6, "Control Message"},   {7, "Reserved"}};
constexpr uint8_t kControl = 6;
constexpr uint8_t kReserved = 7;

constexpr std::string_view kLeaps[] = {"", "+1s", "-1s", "clock unsynchronized"};
constexpr uint8_t kUnsynchronized = 3;

constexpr ValueName kStrata[] = {{0, "unspecified"}, {1, "primary reference"}, {2, "secondary reference"}};

// Of a message without its extensions or data.
constexpr size_t kTimeSize = 48;
constexpr size_t kControlSize = 12;

constexpr double kFraction = 4294967296.0;

/// Seconds since 1900 and a fraction. RFC 5905 section 6.
struct Timestamp {
  uint32_t seconds = 0;
  uint32_t fraction = 0;
};

void put_date(Printer& p, uint32_t seconds) {
  constexpr int64_t kUnixEpoch = 2208988800;
  // Section 6, figure 4: the upper bit tells era 0 from era 1.
  const int64_t era = (seconds & 0x80000000U) != 0 ? 0 : int64_t{1} << 32;
  const int64_t time = seconds + era - kUnixEpoch;
  const int64_t second = ((time % 86400) + 86400) % 86400;
  // Civil date from days since 1970 (proleptic Gregorian calendar, 400-year cycles that begin on March 1).
  const int64_t days = (time - second) / 86400 + 719468;
  const int64_t cycle = days / 146097;
  const int64_t day_of_cycle = days % 146097;
  const int64_t year = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
  const int64_t day_of_year = day_of_cycle - (365 * year + year / 4 - year / 100);
  const int64_t month = (5 * day_of_year + 2) / 153;
  const int64_t day = day_of_year - (153 * month + 2) / 5 + 1;
  p.put(" (", year + cycle * 400 + (month >= 10 ? 1 : 0), '-', zero_pad(month < 10 ? month + 3 : month - 9, 2), '-',
        zero_pad(day, 2), 'T', zero_pad(second / 3600, 2), ':', zero_pad(second / 60 % 60, 2), ':',
        zero_pad(second % 60, 2), "Z)");
}

void put_fraction(Printer& p, uint32_t fraction) {
  p.put('.', zero_pad(static_cast<int64_t>(fraction / kFraction * 1000000000.0), 9));
}

void put_timestamp(Printer& p, Timestamp t) {
  p.put(t.seconds);
  put_fraction(p, t.fraction);
  if (t.seconds != 0) put_date(p, t.seconds);
}

/// The difference of two timestamps; the second itself where the first is zero.
void put_offset(Printer& p, Timestamp from, Timestamp to) {
  if (from.seconds == 0 && from.fraction == 0) return put_timestamp(p, to);
  uint32_t seconds = 0;
  uint32_t fraction = 0;
  bool negative = false;
  if (to.seconds > from.seconds || (to.seconds == from.seconds && to.fraction > from.fraction)) {
    seconds = to.seconds - from.seconds - (to.fraction < from.fraction ? 1 : 0);
    fraction = to.fraction - from.fraction;
  } else {
    negative = true;
    seconds = from.seconds - to.seconds - (from.fraction < to.fraction ? 1 : 0);
    fraction = from.fraction - to.fraction;
  }
  p.put(negative ? '-' : '+', seconds);
  put_fraction(p, fraction);
}

/// 16 bits of seconds and 16 of a fraction.
void put_short(Printer& p, Reader& r) {
  const uint16_t seconds = r.u16();
  const uint16_t fraction = r.u16();
  p.put(seconds, '.', zero_pad(static_cast<int64_t>(fraction / 65536.0 * 1000000.0), 6));
}

/// A power of two as seconds: "8s", "1/16s".
void put_poll(Printer& p, int8_t exponent) {
  p.put(", poll ", int{exponent});
  if (exponent >= 0 && exponent < 32) p.put(" (", uint32_t{1} << exponent, "s)");
  if (exponent < 0 && exponent > -32) p.put(" (1/", uint32_t{1} << -exponent, "s)");
}

// Strata that the clock's own program used for questions about it; there is nothing behind their reference.
constexpr uint8_t kInfoQuery = 62;
constexpr uint8_t kInfoReply = 63;

void put_reference(Printer& p, Reader& r, uint8_t stratum) {
  r.need(4);
  p.put(", Reference-ID: ");
  switch (stratum) {
    case 0:
      r.u32();
      return p.put("(unspec)");
    case 1: {
      const auto name = r.bytes(4);
      return p.put(safe_text(name));
    }
    case kInfoQuery:
    case kInfoReply:
      return p.put(ip4_text(r.bytes(4)), stratum == kInfoQuery ? " INFO_QUERY" : " INFO_REPLY");
    default: {
      const auto id = r.bytes(4);
      p.put("0x", hex_bytes(id));
    }
  }
}

Timestamp take_timestamp(Printer& p, Reader& r, std::string_view name) {
  Timestamp t;
  t.seconds = r.u32();
  t.fraction = r.u32();
  p.put("\n\t  ", name);
  put_timestamp(p, t);
  return t;
}

void put_authentication(Printer& p, Reader r) {
  switch (r.length()) {
    case 0:
      return;
    case 4:
      return p.put("\n\tKey id: ", r.u32());
    case 20:
    case 24:
      p.put("\n\tKey id: ", r.u32());
      return p.put("\n\tAuthentication: ", hex_bytes(r.bytes(r.length())));
    default:
      p.put("\n\t(", r.length(), " more bytes after the header)");
  }
}

void put_time(Printer& p, Reader r) {
  const uint8_t stratum = r.u8();
  p.put(", Stratum ", stratum, " (", name_or(kStrata, stratum, stratum < 16 ? "secondary reference" : "reserved"), ')');
  put_poll(p, static_cast<int8_t>(r.u8()));
  p.put(", precision ", int{static_cast<int8_t>(r.u8())});
  r.need(4);
  p.put("\n\tRoot Delay: ");
  put_short(p, r);
  r.need(4);
  p.put(", Root dispersion: ");
  put_short(p, r);
  put_reference(p, r, stratum);
  if (stratum == kInfoQuery || stratum == kInfoReply) return;
  take_timestamp(p, r, "Reference Timestamp:  ");
  const Timestamp origin = take_timestamp(p, r, "Origin Timestamp:     ");
  const Timestamp receive = take_timestamp(p, r, "Receive Timestamp:    ");
  const Timestamp transmit = take_timestamp(p, r, "Transmit Timestamp:   ");
  p.put("\n\t    Originator - Receive Timestamp:  ");
  put_offset(p, origin, receive);
  p.put("\n\t    Originator - Transmit Timestamp: ");
  put_offset(p, origin, transmit);
  put_authentication(p, r);
}

/// The message makes no sense; that it is cut short is told, too.
void put_invalid(Printer& p, Reader& r) {
  p.invalid();
  r.need(r.length());
}

void put_control(Printer& p, Reader r) {
  const uint8_t flags = r.u8();
  p.put(", ", (flags & 0x80) != 0 ? "Response" : "Request", ", ", (flags & 0x40) != 0 ? "Error" : "OK", ", ",
        (flags & 0x20) != 0 ? "More" : "Last", ", OpCode=", flags & 0x1f);
  p.put('\n');
  p.put("\tSequence=", r.u16());
  const uint16_t status = r.u16();
  p.put(", Status=", status == 0 ? "" : "0x", hex(status));
  p.put(", Assoc.=", r.u16());
  p.put(", Offset=", r.u16());
  const uint16_t count = r.u16();
  p.put(", Count=", count);
  if (count > r.length()) return put_invalid(p, r);
  r.need(count);
  if (count != 0) p.put("\n\tTO-BE-DONE: data not interpreted");
}

}  // namespace

void print_ntp(Printer& p, Reader r) {
  p.protocol = "ntp";
  const size_t length = r.length();
  const uint8_t first = r.u8();
  const uint8_t mode = first & 7;
  p.put("NTPv", first >> 3 & 7, ", ", name_or(kModes, mode, "Unknown mode"), ", length ", length);
  if (p.verbose() == 0) return;
  const uint8_t leap = first >> 6;
  p.put("\n\tLeap indicator: ", leap <= kUnsynchronized ? kLeaps[leap] : "", " (", first & 0xc0, ')');
  if (mode == kReserved) return;
  if (length < (mode == kControl ? kControlSize : kTimeSize)) return put_invalid(p, r);
  if (mode == kControl) return put_control(p, r);
  put_time(p, r);
}

}  // namespace trawl
