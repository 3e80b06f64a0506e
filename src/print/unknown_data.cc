// Bytes that no printer decodes, shown in hexadecimal on lines of their own.
#include "print/unknown_data.h"

#include <algorithm>

#include "print/util.h"

namespace trawl {

namespace {

void put_line(Printer& p, std::string_view indent, size_t offset, std::span<const uint8_t> line) {
  p.put(indent, "0x", hex(offset, 4), ": ");
  for (size_t i = 0; i < line.size(); i += 2) {
    p.put(' ', hex_bytes(line.subspan(i, std::min<size_t>(2, line.size() - i))));
  }
}

}  // namespace

bool put_unknown_data(Printer& p, std::string_view indent, const Reader& r, size_t n) {
  const auto bytes = r.rest().first(std::min(n, r.captured()));
  for (size_t at = 0; at < bytes.size(); at += 16) {
    put_line(p, indent, at, bytes.subspan(at, std::min<size_t>(16, bytes.size() - at)));
  }
  if (bytes.size() == n) return true;
  p.truncated();
  return false;
}

void put_text_bytes(Printer& p, Reader& r, size_t n) {
  p.put(safe_text(r.rest().first(std::min(n, r.captured()))));
  r.bytes(n);
}

}  // namespace trawl
