// ZigBee Encapsulation Protocol, versions 1 and 2: frames of IEEE 802.15.4 in datagrams, as sniffers send them.
#include <chrono>

#include "print/ieee802154.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kVersion1Header = 16;
constexpr size_t kVersion2Header = 32;
constexpr size_t kAckHeader = 8;
constexpr uint8_t kAck = 2;

/// Whether the datagram has `n` bytes; says so where not.
bool has_length(Printer& p, const Reader& whole, size_t n) {
  if (whole.length() >= n) return true;
  p.put(" [len ", whole.length(), " < ", n, ']');
  p.invalid();
  return false;
}

/// NTP's seconds and fraction, and the date that they are where there are seconds.
void put_time(Printer& p, uint32_t seconds, uint32_t fraction) {
  constexpr int64_t kFirstEra = 2208988800;               // from 1900 to 1970, in seconds
  constexpr int64_t kSecondEra = 4294967296 - kFirstEra;  // from 1970 to 2036 (RFC 4330, section 3)
  const uint64_t nanoseconds = static_cast<uint64_t>(fraction) * 1000000000 >> 32;
  p.put(seconds, '.', zero_pad(static_cast<int64_t>(nanoseconds), 9));
  if (seconds == 0) return;
  const std::chrono::sys_seconds time{
      std::chrono::seconds((seconds & 0x80000000) != 0 ? seconds - kFirstEra : seconds + kSecondEra)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  p.put(" (", static_cast<int>(date.year()), '-', zero_pad(static_cast<unsigned>(date.month()), 2), '-',
        zero_pad(static_cast<unsigned>(date.day()), 2), ' ', zero_pad(clock.hours().count(), 2), ':',
        zero_pad(clock.minutes().count(), 2), ':', zero_pad(clock.seconds().count(), 2), ')');
}

/// Channel, device, and the quality of the link or that a check sequence follows.
void put_source(Printer& p, Reader& r) {
  const uint8_t channel = r.u8();
  p.put("Channel ID ", channel, ", Device ID 0x", hex(r.u16(), 4), ", ");
  const bool check = r.u8() != 0;
  const uint8_t quality = r.u8();
  check ? p.put("CRC, ") : p.put("LQI ", quality, ", ");
}

void put_frame(Printer& p, Reader r, size_t length) {
  p.put("inner len = ", length);
  if (length > 0) {
    p.put("\n\t");
    if (put_ieee802154(p, r.first(length))) return;
  }
  put_whole_default(p, r);
}

void put_version1(Printer& p, Reader r) {
  put_source(p, r);
  r.skip(7);
  const size_t length = r.u8();
  put_frame(p, r.after(0), length);
}

void put_version2(Printer& p, Reader r, uint8_t type) {
  if (!r.need(3)) return;  // channel and device, of the same sentence
  p.put("Type ", type, ", ");
  put_source(p, r);
  const uint32_t seconds = r.u32();
  put_time(p, seconds, r.u32());
  const uint32_t sequence = r.u32();
  r.skip(10);
  const size_t length = r.u8();
  p.put(", seq# = ", sequence, ", ");
  put_frame(p, r.after(0), length);
}

}  // namespace

void print_zep(Printer& p, Reader r) {
  p.protocol = "zep";
  const Reader whole = r;
  p.put("ZEP");
  if (r.u8_at(0) != 'E' || r.u8_at(1) != 'X') {
    if (p.stopped()) return;
    p.put(" [Preamble Code: ");
    put_text(p, r, 2);
    p.put(']');
    return p.invalid();
  }
  r.skip(2);
  const uint8_t version = r.u8();
  p.put('v', version, ' ');
  if (version == 1) {
    if (has_length(p, whole, kVersion1Header)) put_version1(p, r.after(0));
    return;
  }
  const uint8_t type = r.u8();
  if (type != kAck) {
    if (has_length(p, whole, kVersion2Header)) put_version2(p, r.after(0), type);
  } else if (has_length(p, whole, kAckHeader)) {
    p.put("ACK, seq# = ", r.u32());
  }
}

}  // namespace trawl
