// BEEP over TCP: RFC 3080, RFC 3081.
#include <algorithm>

#include "print/protocols.h"

namespace trawl {

void print_beep(Printer& p, Reader r) {
  // What each kind of frame begins with (RFC 3080, section 2.2.1), and tcpdump's expectation of the byte behind it.
  constexpr std::string_view kStarts[] = {{"MSG\0", 4}, "RPY ", "ERR ", "ANS ", "NUL ", "SEQ ", {"END\0", 4}};
  p.protocol = "beep";
  if (r.length() >= 4 && r.has(4)) {
    const auto bytes = r.bytes_at(0, 4);
    for (const auto start : kStarts) {
      if (std::ranges::equal(start, bytes, {}, [](char c) { return static_cast<uint8_t>(c); })) {
        return p.put(" BEEP ", start.substr(0, 3));
      }
    }
  }
  p.put(" BEEP (payload or undecoded)");
}

}  // namespace trawl
