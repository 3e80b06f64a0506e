// Protocols made of lines of text: HTTP (RFC 9112), RTSP (RFC 2326), SIP (RFC 3261), FTP (RFC 959), SMTP (RFC 5321),
// WHOIS (RFC 3912).
#include <algorithm>
#include <string_view>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

using Words = std::span<const std::string_view>;

// RFC 9110 section 9, WebDAV (RFC 4918, 3253), BITS, SUBSCRIBE and the like of GENA.
constexpr std::string_view kHttpMethods[] = {
    "GET",
    "PUT",
    "COPY",
    "HEAD",
    "LOCK",
    "MOVE",
    "POLL",
    "POST",
    "BCOPY",
    "BMOVE",
    "MKCOL",
    "TRACE",
    "LABEL",
    "MERGE",
    "DELETE",
    "SEARCH",
    "UNLOCK",
    "REPORT",
    "UPDATE",
    "NOTIFY",
    "BDELETE",
    "CONNECT",
    "OPTIONS",
    "CHECKIN",
    "PROPFIND",
    "CHECKOUT",
    "CCM_POST",
    "SUBSCRIBE",
    "PROPPATCH",
    "BPROPFIND",
    "BPROPPATCH",
    "UNCHECKOUT",
    "MKACTIVITY",
    "MKWORKSPACE",
    "UNSUBSCRIBE",
    "RPC_CONNECT",
    "VERSION-CONTROL",
    "BASELINE-CONTROL",
};
constexpr std::string_view kRtspMethods[] = {"OPTIONS",       "DESCRIBE", "ANNOUNCE", "GET_PARAMETER",
                                             "SET_PARAMETER", "SETUP",    "PLAY",     "PAUSE",
                                             "TEARDOWN",      "RECORD",   "REDIRECT"};
constexpr std::string_view kSipMethods[] = {"INVITE",  "ACK",  "BYE",   "CANCEL",    "OPTIONS", "REGISTER", "PUBLISH",
                                            "MESSAGE", "INFO", "PRACK", "SUBSCRIBE", "NOTIFY",  "UPDATE",   "REFER"};

constexpr bool is_printable(uint8_t c) {
  return c >= 0x20 && c < 0x7f;
}
constexpr bool is_space(uint8_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr uint8_t upper(uint8_t c) {
  return c >= 'a' && c <= 'z' ? c - 32 : c;
}

using Bytes = std::span<const uint8_t>;

/// The next word of `text`, which moves to the word behind it on the same line. Empty when there is none, or it is no
/// text.
Bytes take_word(Bytes& text) {
  constexpr size_t kLongest = 127;
  size_t size = 0;
  while (size < text.size() && !is_space(text[size])) {
    if (text[size] >= 0x80) break;
    if (!is_printable(text[size]) || size == kLongest) return {};
    size++;
  }
  if (size == text.size()) return {};  // it may go on
  const Bytes word = text.first(size);
  while (size < text.size() && (text[size] == ' ' || text[size] == '\t')) size++;
  text = text.subspan(size);
  return word;
}

bool is_one_of(Bytes word, Words words) {
  return std::ranges::any_of(words, [&](std::string_view known) {
    return std::ranges::equal(word, known, {}, upper, [](char c) { return static_cast<uint8_t>(c); });
  });
}

/// A request's first word is a method, a response's second word is a code of three digits.
bool is_message(Bytes text, Words methods) {
  const Bytes first = take_word(text);
  if (first.empty()) return false;
  if (is_one_of(first, methods)) return true;
  const Bytes second = take_word(text);
  return second.size() == 3 && std::ranges::all_of(second, [](uint8_t c) { return c >= '0' && c <= '9'; });
}

/// The first line of `text`, behind which more is missing where it is `cut`, as far as it is text. `next` is what
/// follows; nothing when printing ends with this line.
struct Line {
  Bytes bytes;
  Bytes next;
  bool is_text = false;
};
Line take_line(Bytes text, bool cut) {
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '\n') return {text.first(i), text.subspan(i + 1), true};
    if (text[i] == '\r') {
      if (cut && i + 1 == text.size()) break;
      if (i + 1 >= text.size() || text[i + 1] != '\n') return {};
      return {text.first(i), text.subspan(i + 2), true};
    }
    if (!is_printable(text[i]) && text[i] != '\t') return {};
  }
  return {text, {}, true};
}

std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// With no methods, every line is shown.
void put_protocol(Printer& p, Reader r, std::string_view name, Words methods = {}) {
  const size_t length = r.length();
  const bool cut = r.captured() < length;
  Bytes text = r.rest().first(std::min(length, r.captured()));
  p.put(name);
  if (!methods.empty() && !is_message(text, methods)) return;
  if (p.verbose() > 0) p.put(", length: ", length);
  // A line whose end is not captured is not shown.
  while (!text.empty() || cut) {
    const Line line = take_line(text, cut);
    if (!line.is_text) return;
    if (cut && line.bytes.size() == text.size()) {
      r.need(length);
      return;
    }
    p.put(p.verbose() == 0 ? ": " : "\n\t", as_text(line.bytes));
    if (p.verbose() == 0) return;
    text = line.next;
  }
}

}  // namespace

void print_http(Printer& p, Reader r) {
  p.protocol = "http";
  p.put(": ");
  put_protocol(p, r, "HTTP", kHttpMethods);
}

void print_rtsp(Printer& p, Reader r) {
  p.protocol = "rtsp";
  p.put(": ");
  put_protocol(p, r, "RTSP", kRtspMethods);
}

void print_ftp(Printer& p, Reader r) {
  p.protocol = "ftp";
  p.put(": ");
  put_protocol(p, r, "FTP");
}

void print_smtp(Printer& p, Reader r) {
  p.protocol = "smtp";
  p.put(": ");
  put_protocol(p, r, "SMTP");
}

void print_whois(Printer& p, Reader r) {
  p.protocol = "whois";
  p.put(": ");
  put_protocol(p, r, "WHOIS");
}

void print_sip(Printer& p, Reader r) {
  p.protocol = "sip";
  put_protocol(p, r, "SIP", kSipMethods);
}

}  // namespace trawl
