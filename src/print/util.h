// What many printers share: names for numbers, flag lists, safe text, checksums, hex dumps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "print/printer.h"

namespace trawl {

/// One line of a constexpr table: `constexpr ValueName kTypes[] = {{1, "hello"}, ...};`
struct ValueName {
  uint32_t value;
  std::string_view name;
};
using NameTable = std::span<const ValueName>;

/// The name of `value` in a table of any order; empty when it has none.
constexpr std::string_view find_name(NameTable table, uint32_t value) {
  for (const auto& entry : table) {
    if (entry.value == value) return entry.name;
  }
  return {};
}

/// A name, or the number between two texts: `p.put(named(kTypes, type, "unknown (", ")"))`.
struct Named {
  NameTable table;
  uint32_t value;
  std::string_view before;
  std::string_view after;
  int hex_width;  // 0: decimal
};
constexpr Named named(NameTable table, uint32_t value, std::string_view before = "", std::string_view after = "") {
  return {table, value, before, after, 0};
}
/// The same, an unknown number printed in hexadecimal with at least `width` digits (the 0x belongs to `before`).
constexpr Named named_hex(NameTable table, uint32_t value, std::string_view before, std::string_view after,
                          int width = 1) {
  return {table, value, before, after, width};
}
void append(TextBuffer& out, const Named& n);

/// The name, or else `otherwise`.
constexpr std::string_view name_or(NameTable table, uint32_t value, std::string_view otherwise = "Unknown") {
  const std::string_view name = find_name(table, value);
  return name.empty() ? otherwise : name;
}

/// The names of all entries whose bits are all in `bits`, in table order; "none" when no name was printed.
struct FlagNames {
  NameTable table;
  uint32_t bits;
  std::string_view separator;
  std::string_view none;
};
constexpr FlagNames flag_names(NameTable table, uint32_t bits, std::string_view separator = ", ",
                               std::string_view none = "none") {
  return {table, bits, separator, none};
}
void append(TextBuffer& out, const FlagNames& f);

/// Text from a packet, made harmless: a control character prints as ^X, one above 127 as M- and the rest of it.
struct SafeText {
  std::span<const uint8_t> bytes;
  bool stop_at_nul;
};
constexpr SafeText safe_text(std::span<const uint8_t> bytes) {
  return {bytes, false};
}
/// The same up to the first NUL.
constexpr SafeText safe_string(std::span<const uint8_t> bytes) {
  return {bytes, true};
}
constexpr size_t text_bound(const SafeText& t) {
  return 4 * t.bytes.size();
}
char* put_at(char* at, const SafeText& t);
void put_safe_char(TextBuffer& out, uint8_t c);

/// `n` bytes as safe text, moving on. Where fewer are captured: those, and the read fails behind them.
void put_text(Printer& p, Reader& r, size_t n);
/// The same for a string that is padded with NULs to `n` bytes: nothing behind the first NUL is printed or needed.
void put_padded_text(Printer& p, Reader& r, size_t n);

/// A host's name or address: `p.put("to ", host_name(p, r.bytes(4)))`.
struct HostName {
  Names& names;
  std::span<const uint8_t> address;
};
inline HostName host_name(Printer& p, std::span<const uint8_t> address) {
  return {p.names, address};
}
void append(TextBuffer& out, const HostName& h);

/// The same for a 6-byte link-layer address.
struct EthernetName {
  Names& names;
  std::span<const uint8_t> address;
};
inline EthernetName ethernet_name(Printer& p, std::span<const uint8_t> address) {
  return {p.names, address};
}
void append(TextBuffer& out, const EthernetName& e);

/// Seconds as years, weeks, days, hours, minutes and seconds: "1w2d3h4m5s", "0s".
struct TimeSpan {
  uint32_t seconds;
};
constexpr TimeSpan time_span(uint32_t seconds) {
  return {seconds};
}
void append(TextBuffer& out, TimeSpan t);

/// A NUL-terminated string of at most `n` bytes as safe text, moving behind the NUL. False when there is no NUL.
bool put_text_to_nul(Printer& p, Reader& r, size_t n);

/// Lines of a dump: `indent` (which begins with a newline), the offset, and 16 bytes in hexadecimal, with ASCII too.
void put_hex_lines(TextBuffer& out, std::string_view indent, std::span<const uint8_t> bytes, size_t first_offset = 0);
void put_hex_ascii_lines(TextBuffer& out, std::string_view indent, std::span<const uint8_t> bytes,
                         size_t first_offset = 0);
/// The bytes as text with dots for what does not print (-A), after a newline.
void put_ascii(TextBuffer& out, std::span<const uint8_t> bytes);

/// The dump of a packet's rest that nothing decodes (hexadecimal and ASCII); not when the options ask for another.
void put_default(Printer& p, Reader r);
/// The same, and " [|protocol]" where not all of it is captured.
void put_whole_default(Printer& p, Reader r);

/// The Internet checksum (RFC 1071) over several pieces, each but the last of even size: 0 for data with a good one.
uint16_t internet_checksum(std::span<const std::span<const uint8_t>> pieces);
inline uint16_t internet_checksum(std::span<const uint8_t> bytes) {
  const std::span<const uint8_t> pieces[] = {bytes};
  return internet_checksum(pieces);
}
/// With the pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1) of `ip`, whose final destination counts.
uint16_t transport_checksum(const IpHeader& ip, std::span<const uint8_t> message, uint8_t protocol);
/// What the checksum field that holds `found` should hold, when the checksum over the message came out as `sum`.
uint16_t right_checksum(uint16_t found, uint16_t sum);

}  // namespace trawl
