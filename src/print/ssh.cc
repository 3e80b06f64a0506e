// SSH's version line: RFC 4253 section 4.2.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr std::string_view kStart = "SSH-";

/// Where the line ends, 0 when it does not or is no text.
size_t find_end(Reader r) {
  for (size_t i = kStart.size(); i < r.length(); i++) {
    const uint8_t c = r.u8_at(i);
    if (c == '\n' || (c == '\r' && i + 1 < r.length() && r.u8_at(i + 1) == '\n')) return i;
    if ((c < 0x20 || c >= 0x7f) && c != '\t') return 0;
  }
  return 0;
}

}  // namespace

void print_ssh(Printer& p, Reader r) {
  p.protocol = "ssh";
  for (size_t i = 0; i < kStart.size(); i++) {
    if (r.u8_at(i) != static_cast<uint8_t>(kStart[i])) return;
  }
  if (const size_t end = find_end(r); end > 0) p.put(": SSH: ", safe_text(r.bytes(end)));
}

}  // namespace trawl
