#include "print/util.h"

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

void append_safe_char(TextBuffer& out, uint8_t c) {
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
    append_safe_char(out, c);
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

}  // namespace trawl
