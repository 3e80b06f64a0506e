// BEEP over TCP: RFC 3080, RFC 3081.
#include <algorithm>

#include "print/protocols.h"

namespace trawl {

void print_beep(Printer& p, Reader r) {
  // What each kind of frame begins with (RFC 3080, section 2.2.1).
  constexpr std::string_view kKeywords[] = {"MSG", "RPY", "ERR", "ANS", "NUL", "SEQ"};
  p.protocol = "beep";
  const auto starts_with = [&](std::string_view word, char after) {
    if (r.length() <= word.size() || !r.has(word.size() + 1)) return false;
    const auto bytes = r.bytes_at(0, word.size() + 1);
    return std::equal(word.begin(), word.end(), bytes.begin()) && bytes[word.size()] == static_cast<uint8_t>(after);
  };
  for (const auto word : kKeywords) {
    if (starts_with(word, ' ')) return p.put(" BEEP ", word);
  }
  p.put(starts_with("EN", 'D') ? " BEEP END" : " BEEP (payload or undecoded)");
}

}  // namespace trawl
