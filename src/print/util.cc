#include "print/util.h"

#include <algorithm>

#include "print/names.h"

namespace trawl {

void append(TextBuffer& out, const Named& n) {
  const std::string_view name = find_name(n.table, n.value);
  if (!name.empty()) {
    append(out, name);
  } else if (n.hex_width == 0) {
    out.put(n.before, n.value, n.after);
  } else {
    out.put(n.before, hex(n.value, n.hex_width), n.after);
  }
}

void append(TextBuffer& out, const FlagNames& f) {
  bool first = true;
  for (const auto& [bit, name] : f.table) {
    if (bit == 0 || (f.bits & bit) != bit) continue;
    if (!first) append(out, f.separator);
    first = false;
    append(out, name);
  }
  if (first) append(out, f.none);
}

void put_safe_char(TextBuffer& out, uint8_t c) {
  if (c >= 0x80) append(out, "M-");
  c &= 0x7f;
  if (c < 0x20 || c == 0x7f) {
    append(out, '^');
    c ^= 0x40;
  }
  append(out, static_cast<char>(c));
}

void append(TextBuffer& out, const SafeText& t) {
  for (const uint8_t c : t.bytes) {
    if (t.stop_at_nul && c == 0) return;
    put_safe_char(out, c);
  }
}

void put_text(Printer& p, Reader& r, size_t n) {
  p.put(safe_text(r.rest().first(std::min(n, r.captured()))));
  r.bytes(n);
}

void append(TextBuffer& out, const HostName& h) {
  h.names.put_host(out, h.address);
}

void put_hex_lines(TextBuffer& out, std::string_view indent, std::span<const uint8_t> bytes, size_t first_offset) {
  for (size_t i = 0; i < bytes.size(); i++) {
    if (i % 16 == 0) out.put(indent, "0x", hex(first_offset + i, 4), ": ");
    if (i % 2 == 0) append(out, ' ');
    append(out, hex(bytes[i], 2));
  }
}

void append(TextBuffer& out, TimeSpan t) {
  struct Unit {
    uint32_t seconds;
    char letter;
  };
  static constexpr Unit kUnits[] = {{31536000, 'y'}, {604800, 'w'}, {86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
  if (t.seconds == 0) return append(out, "0s");
  uint32_t rest = t.seconds;
  for (const auto& unit : kUnits) {
    if (rest >= unit.seconds) out.put(rest / unit.seconds, unit.letter);
    rest %= unit.seconds;
  }
}

uint16_t internet_checksum(std::span<const std::span<const uint8_t>> pieces) {
  uint64_t sum = 0;
  for (const auto piece : pieces) {
    size_t i = 0;
    for (; i + 1 < piece.size(); i += 2) sum += static_cast<uint64_t>(piece[i] << 8 | piece[i + 1]);
    if (i < piece.size()) sum += static_cast<uint64_t>(piece[i] << 8);
  }
  while (sum > 0xffff) sum = (sum >> 16) + (sum & 0xffff);
  return static_cast<uint16_t>(~sum);
}

uint16_t right_checksum(uint16_t found, uint16_t sum) {
  // RFC 1624: the sum over the rest of the message is what is left when the field is taken out of it.
  uint32_t rest = static_cast<uint16_t>(~sum) + (~found & 0xffffU);
  rest = (rest >> 16) + (rest & 0xffff);
  return static_cast<uint16_t>(~rest);
}

}  // namespace trawl
