#include "print/util.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/hex_digits.h"
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

char* put_at(char* at, const SafeText& t) {
  for (uint8_t c : t.bytes) {
    if (t.stop_at_nul && c == 0) return at;
    if (c >= 0x80) at = put_at(at, "M-");
    c &= 0x7f;
    if (c < 0x20 || c == 0x7f) {
      at = put_at(at, '^');
      c ^= 0x40;
    }
    at = put_at(at, static_cast<char>(c));
  }
  return at;
}

void put_safe_char(TextBuffer& out, uint8_t c) {
  out.put(safe_text({&c, 1}));
}

void put_text(Printer& p, Reader& r, size_t n) {
  p.put(safe_text(r.rest().first(std::min(n, r.captured()))));
  r.bytes(n);
}

void put_padded_text(Printer& p, Reader& r, size_t n) {
  const auto captured = r.rest().first(std::min(n, r.captured()));
  p.put(safe_string(captured));
  if (std::ranges::find(captured, 0) == captured.end()) r.need(n);
  r.skip(n);
}

void append(TextBuffer& out, const HostName& h) {
  h.names.put_host(out, h.address);
}

void append(TextBuffer& out, const EthernetName& e) {
  e.names.put_ethernet(out, e.address);
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

bool put_text_to_nul(Printer& p, Reader& r, size_t n) {
  for (size_t i = 0; i < n && !p.stopped(); i++) {
    const uint8_t c = r.u8();
    if (c == 0) return true;
    put_safe_char(p.text, c);
  }
  return false;
}

namespace {

constexpr size_t kBytesPerLine = 16;
constexpr size_t kHexColumns = 40;  // of 16 bytes: " 0011" eight times

constexpr char printable(uint8_t c) {
  return c > 0x20 && c < 0x7f ? static_cast<char>(c) : '.';
}

/// What a line begins with. The dump of a whole packet has the first of indents and small offsets.
char* put_front(char* at, std::string_view indent, size_t offset) {
  constexpr std::string_view kOfPackets = "\n\t";
  at = indent == kOfPackets ? put_at(at, kOfPackets) : put_at(at, indent);
  at = put_at(at, "0x");
  at = offset < 0x10000 ? put_short_hex(at, static_cast<uint32_t>(offset), 4) : put_at(at, hex(offset));
  return put_at(at, ": ");
}

/// " 0011" for each pair of bytes.
void put_words(char* at, const uint8_t* sixteen) {
  std::array<char, 2 * kBytesPerLine> digits{};
  put_32_hex_digits(digits.data(), sixteen);
  for (size_t i = 0; i < kBytesPerLine / 2; i++) {
    *at++ = ' ';
    std::memcpy(at, digits.data() + 4 * i, 4);
    at += 4;
  }
}

void put_printable(char* at, const uint8_t* sixteen) {
  SixteenBytes c;
  std::memcpy(&c, sixteen, sizeof c);
  const SixteenBytes shown = (c > ' ') & (c < 0x7f);
  const SixteenBytes text = (c & shown) | ('.' & ~shown);
  std::memcpy(at, &text, sizeof text);
}

void put_line(TextBuffer& out, std::string_view indent, std::span<const uint8_t> line, size_t offset, bool ascii) {
  char* const start = out.reserve(indent.size() + 96);
  char* at = put_front(start, indent, offset);
  std::array<uint8_t, kBytesPerLine> last{};  // a short line's bytes: 16 are printed, and what is too much is lost
  const bool full = line.size() == kBytesPerLine;
  if (!full) std::memcpy(last.data(), line.data(), line.size());
  const uint8_t* const bytes = full ? line.data() : last.data();
  put_words(at, bytes);
  const size_t columns = 2 * line.size() + (line.size() + 1) / 2;
  if (ascii) {
    std::memset(at + columns, ' ', kHexColumns + 2 - columns);
    at += kHexColumns + 2;
    put_printable(at, bytes);
    at += line.size();
  } else {
    at += columns;
  }
  out.commit(static_cast<size_t>(at - start));
}

void put_lines(TextBuffer& out, std::string_view indent, std::span<const uint8_t> bytes, size_t offset, bool ascii) {
  for (; !bytes.empty(); offset += kBytesPerLine) {
    const auto line = bytes.first(std::min(bytes.size(), kBytesPerLine));
    bytes = bytes.subspan(line.size());
    put_line(out, indent, line, offset, ascii);
  }
}

}  // namespace

void put_hex_lines(TextBuffer& out, std::string_view indent, std::span<const uint8_t> bytes, size_t first_offset) {
  put_lines(out, indent, bytes, first_offset, false);
}

void put_hex_ascii_lines(TextBuffer& out, std::string_view indent, std::span<const uint8_t> bytes,
                         size_t first_offset) {
  put_lines(out, indent, bytes, first_offset, true);
}

void put_ascii(TextBuffer& out, std::span<const uint8_t> bytes) {
  append(out, '\n');
  char* const start = out.reserve(bytes.size() + 1);
  char* at = start;
  for (size_t i = 0; i < bytes.size(); i++) {
    const uint8_t c = bytes[i];
    if (c == '\r') {
      // A line's end has its CR left out; any other CR is a dot.
      if (i + 1 < bytes.size() && bytes[i + 1] != '\n') *at++ = '.';
      continue;
    }
    *at++ = c == '\n' || c == '\t' || c == ' ' ? static_cast<char>(c) : printable(c);
  }
  out.commit(static_cast<size_t>(at - start));
}

namespace {

/// -x and -X show all bytes anyway; -A shows them as text only.
bool wants_default(const Printer& p) {
  return p.options.dump == Dump::kNone || p.options.dump == Dump::kAscii;
}

}  // namespace

void put_default(Printer& p, Reader r) {
  if (wants_default(p) && !p.options.quiet) put_hex_ascii_lines(p.text, "\n\t", r.rest());
}

void put_whole_default(Printer& p, Reader r) {
  put_default(p, r);
  if (wants_default(p) && !r.has(r.length())) p.truncated();
}

namespace {

uint64_t fold(uint64_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

/// Two sums side by side, in one register of the processor.
typedef uint64_t SumPair __attribute__((vector_size(16)));  // NOLINT(modernize-use-using): what both compilers take

/// Takes a T off the front of `bytes`, in the machine's order.
template <class T>
T take_front(std::span<const uint8_t>& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes = bytes.subspan(sizeof value);
  return value;
}

/// The one's complement sum of big-endian words. Adds in the machine's order, many bytes at a time, and swaps once:
/// neither the order nor the width matters to such a sum (RFC 1071, section 2).
uint64_t complement_sum(std::span<const uint8_t> bytes) {
  SumPair low{};  // of the lower halves of 64-bit words, so that there are no carries to care for
  SumPair high{};
  while (bytes.size() >= 32) {
    const auto first = take_front<SumPair>(bytes);
    const auto second = take_front<SumPair>(bytes);
    low += (first & 0xffffffff) + (second & 0xffffffff);
    high += (first >> 32) + (second >> 32);
  }
  const SumPair pair = low + high;
  uint64_t sum = pair[0] + pair[1];
  while (bytes.size() >= 4) sum += take_front<uint32_t>(bytes);
  if (bytes.size() >= 2) sum += take_front<uint16_t>(bytes);
  uint16_t odd = 0;  // the last byte of an odd number, with a zero behind it
  if (!bytes.empty()) std::memcpy(&odd, bytes.data(), 1);
  sum = fold(sum + odd);
  if constexpr (std::endian::native == std::endian::little) sum = (sum >> 8 | sum << 8) & 0xffff;
  return sum;
}

}  // namespace

uint16_t internet_checksum(std::span<const std::span<const uint8_t>> pieces) {
  uint64_t sum = 0;
  for (const auto piece : pieces) sum += complement_sum(piece);
  return static_cast<uint16_t>(~fold(sum));
}

uint16_t transport_checksum(const IpHeader& ip, std::span<const uint8_t> message, uint8_t protocol) {
  const uint64_t sum = complement_sum(ip.source) + complement_sum(ip.destination) + complement_sum(message);
  return static_cast<uint16_t>(~fold(sum + fold(message.size()) + protocol));
}

uint16_t right_checksum(uint16_t found, uint16_t sum) {
  // The sum was taken with the wrong value in it: RFC 1624, equation 3.
  return static_cast<uint16_t>(fold(found + uint64_t{sum}));
}

}  // namespace trawl
