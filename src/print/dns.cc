// DNS: RFC 1035, EDNS(0): RFC 6891, multicast DNS: RFC 6762.
#include <algorithm>

#include "print/dns_name.h"
#include "print/dns_types.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Type : uint16_t {
  kA = 1,
  kNs = 2,
  kCname = 5,
  kSoa = 6,
  kPtr = 12,
  kMx = 15,
  kTxt = 16,
  kAaaa = 28,
  kSrv = 33,
  kA6 = 38,
  kDname = 39,
  kOpt = 41,
  kTsig = 250,
  kUri = 256,
};

constexpr uint16_t kTopBit = 0x8000;  // mDNS: "QU" in a question, "cache flush" in an answer; RFC 6762 section 18

constexpr std::string_view kOperations[16] = {"",         " inv_q",    " stat",     " op3",     " notify",  " update",
                                              " op6",     " op7",      " op8",      " updateA", " updateD", " updateDA",
                                              " updateM", " updateMA", " zoneInit", " zoneRef"};
constexpr unsigned kInverseQuery = 1;

// IANA "DNS RCODEs".
constexpr ValueName kResponseCodes[] = {
    {1, " FormErr"},   {2, " ServFail"}, {3, " NXDomain"}, {4, " NotImp"},  {5, " Refused"},
    {6, " YXDomain"},  {7, " YXRRSet"},  {8, " NXRRSet"},  {9, " NotAuth"}, {10, " NotZone"},
    {15, " NoChange"}, {16, " BadVers"}, {17, "Resp17"},   {21, "Resp21"},  {23, " BadCookie"},
};

// IANA "DNS Security Algorithm Numbers", "Digest Algorithms", "NSEC3 Hash Algorithms".
constexpr ValueName kSecurityAlgorithms[] = {
    {0, "DELETE"},
    {1, "RSAMD5"},
    {2, "DH"},
    {3, "DS"},
    {5, "RSASHA1"},
    {6, "DSA-NSEC3-SHA1"},
    {7, "RSASHA1-NSEC3-SHA1"},
    {8, "RSASHA256"},
    {10, "RSASHA512"},
    {12, "ECC-GOST"},
    {13, "ECDSAP256SHA256"},
    {14, "ECDSAP384SHA384"},
    {15, "ED25519"},
    {16, "ED448"},
    {252, "INDIRECT"},
    {253, "PRIVATEDNS"},
    {254, "PRIVATEOID"},
};
constexpr ValueName kDigestAlgorithms[] = {{1, "SHA-1"}, {2, "SHA-256"}, {3, "GOST_R_34.11-94"}, {4, "SHA-384"}};
constexpr ValueName kNsec3Algorithms[] = {{1, "SHA-1"}};

struct Message {
  Printer& p;
  Reader start;  // compression pointers count from here
  bool multicast;
};

/// Bytes of the label whose type and length byte comes next in `r`; a bit string label (RFC 2673) holds a bit count.
struct Label {
  enum Kind : uint8_t { kText, kPointer, kBits, kUnknown };
  Kind kind = kText;
  uint8_t first = 0;
};

Label next_label(Reader& r) {
  const uint8_t first = r.u8();
  switch (first >> 6) {
    case 0:
      return {Label::kText, first};
    case 1:
      return {(first & 0x3f) == 1 ? Label::kBits : Label::kUnknown, first};
    case 3:
      return {Label::kPointer, first};
    default:
      return {Label::kUnknown, first};
  }
}

void put_bit_label(Printer& p, Reader& r) {
  const unsigned said = r.u8();
  unsigned bits = said == 0 ? 256 : said;
  const unsigned all = bits;
  p.put("\\[x");
  for (; bits > 7; bits -= 8) p.put(hex(r.u8(), 2));
  if (bits > 4) {
    p.put(hex(r.u8() & (0xffU << (8 - bits)) & 0xff, 2));
  } else if (bits > 0) {
    p.put(hex((r.u8() >> 4) & (0xfU << (4 - bits)) & 0xf));
  }
  p.put('/', all, ']');
}

/// Moves `r` behind a name. False when a label's type is unknown or the name is cut; no read fails.
bool skip_name(Reader& r) {
  while (r.has(1)) {
    const Label label = next_label(r);
    if (label.first == 0) return true;
    switch (label.kind) {
      case Label::kPointer:
        r.skip(1);
        return true;
      case Label::kText:
        r.skip(label.first);
        break;
      case Label::kBits: {
        if (!r.has(1)) return false;
        const unsigned bits = r.u8();
        r.skip(((bits == 0 ? 256 : bits) + 7) / 8);
        break;
      }
      case Label::kUnknown:
        return false;
    }
  }
  return false;
}

// Characters of a name that are printed, dots included (RFC 1035, section 2.3.4).
constexpr size_t kMostCharacters = 255;

/// Of a text label, what a name's limit leaves.
void put_text_label(Printer& p, Reader& at, size_t size, size_t& characters) {
  const size_t shown = characters < kMostCharacters ? std::min(size, kMostCharacters - characters) : 0;
  put_text(p, at, shown);
  at.skip(size - shown);
  characters += size;
}

/// Prints a name and moves `r` behind it. A pointer must lead before `limit` and the last one, so that a name
/// ends. False when the name can not be understood.
bool put_name(Printer& p, const Reader& start, Reader& r, size_t limit) {
  Reader at = r;
  bool jumped = false;
  size_t characters = 0;
  Label label = next_label(at);
  if (label.first == 0) p.put('.');
  // The data may end behind a label's first byte: that is no error, but its kind must be known.
  while (label.first != 0 && (at.has(1) || label.kind == Label::kUnknown || label.kind == Label::kBits)) {
    switch (label.kind) {
      case Label::kPointer: {
        const size_t target = static_cast<size_t>(label.first & 0x3f) << 8 | at.u8();
        if (!at.ok()) return false;
        if (!jumped) r = at;
        jumped = true;
        if (target >= limit) {
          p.put("<BAD PTR>");
          return false;
        }
        limit = target;
        at = start;
        at.skip(target);
        label = next_label(at);
        continue;
      }
      case Label::kBits:
        put_bit_label(p, at);
        break;
      case Label::kText:
        put_text_label(p, at, label.first, characters);
        if (!at.ok()) return false;
        break;
      case Label::kUnknown:
        if (label.first >> 6 == 1) {
          p.put("<ELT ", label.first & 0x3f, '>');
        } else {
          p.put("<BAD LABEL TYPE>");
        }
        return false;
    }
    if (characters <= kMostCharacters) {
      p.put('.');
      characters++;
    }
    label = next_label(at);
  }
  if (characters > kMostCharacters) p.put("<DOMAIN NAME TOO LONG>");
  if (jumped) return true;
  r = at;
  return label.first == 0 || label.kind != Label::kPointer;
}

bool put_name(const Message& m, Reader& r) {
  return put_name(m.p, m.start, r, r.position());
}

void put_class(Printer& p, uint16_t number) {
  p.put(' ', named(kDnsClasses, number, "(Class ", ")"));
}

/// One entry of the question section: the type and class come first in the text, the name first on the wire.
bool put_question(const Message& m, Reader& r) {
  Printer& p = m.p;
  Reader name = r;
  if (!skip_name(r) || !r.has(4)) return false;
  const uint16_t type = r.u16();
  p.put(' ', named(kDnsTypes, type, "Type"));
  const uint16_t word = r.u16();
  const uint16_t number = m.multicast ? word & ~kTopBit : word;
  if (number != kDnsClassInternet) put_class(p, number);
  if (m.multicast) p.put((word & kTopBit) != 0 ? " (QU)" : " (QM)");
  p.put("? ");
  return put_name(m, name);
}

void put_algorithms(Printer& p, Reader& r, size_t n, NameTable table) {
  for (; n > 0 && !p.stopped(); n--) p.put(' ', named(table, r.u8(), "Alg_"));
}

/// RFC 7871.
void put_client_subnet(Printer& p, Reader r, size_t n) {
  p.put(' ');
  if (n < 4) return p.invalid();
  const uint16_t family = r.u16();
  const uint8_t source = r.u8();
  const uint8_t scope = r.u8();
  const size_t address_bytes = n - 4;
  const size_t size = family == 1 ? 4 : family == 2 ? 16 : 0;
  if (size == 0 || source > size * 8 || scope > size * 8 || address_bytes != (source + 7U) / 8) return p.invalid();
  Ip6Address address{};
  std::ranges::copy(r.bytes(address_bytes), address.begin());
  if (size == 4) {
    p.put(ip4_text(std::span(address).first(4)));
  } else {
    p.put(ip6_text(address));
  }
  p.put('/', source, '/', scope);
}

/// RFC 7901: a name without compression. A pointer in it is followed all the same, from the option's end, as tcpdump
/// does; where it leads out of the packet the name just ends.
void put_chain_name(Printer& p, const Reader& r, size_t n) {
  ReadFailure quiet;
  Reader name(r.rest(), &quiet);
  put_name(p, name.after(n), name, SIZE_MAX);
}

void put_opt_data(const Message& m, Reader r, uint16_t code, size_t n);

constexpr ValueName kOptions[] = {
    {1, "LLQ"},      {2, "UL"},     {3, "NSID"},     {5, "DAU"},         {6, "DHU"},
    {7, "N3U"},      {8, "ECS"},    {9, "EXPIRE"},   {10, "COOKIE"},     {11, "KEEPALIVE"},
    {12, "PADDING"}, {13, "CHAIN"}, {14, "KEY-TAG"}, {16, "CLIENT-TAG"}, {17, "SERVER-TAG"},
};

/// One option of an OPT record (IANA "DNS EDNS0 Option Codes").
void put_option(const Message& m, Reader& r) {
  const uint16_t code = r.u16();
  m.p.put(named(kOptions, code, "Opt"));
  const uint16_t length = r.u16();
  r.need(length);
  if (length != 0) put_opt_data(m, r, code, length);
  r.skip(length);
}

void put_opt_data(const Message& m, Reader r, uint16_t code, size_t n) {
  Printer& p = m.p;
  switch (code) {
    case 5:
      return put_algorithms(p, r, n, kSecurityAlgorithms);
    case 6:
      return put_algorithms(p, r, n, kDigestAlgorithms);
    case 7:
      return put_algorithms(p, r, n, kNsec3Algorithms);
    case 8:
      return put_client_subnet(p, r, n);
    case 9:  // RFC 7314
      p.put(' ');
      if (n != 4) return p.invalid();
      return p.put(r.u32(), " sec");
    case 10:  // RFC 7873: the client's 8 bytes, the server's 8 to 32
      p.put(' ');
      if (n < 8 || (n > 8 && n < 16) || n > 40) return p.invalid();
      p.put(hex_bytes(r.bytes(8)));
      if (n > 8) p.put(' ', hex_bytes(r.bytes(n - 8)));
      return;
    case 11: {  // RFC 7828: in units of 100 ms
      p.put(' ');
      if (n != 2) return p.invalid();
      const uint16_t timeout = r.u16();
      return p.put(timeout / 10, '.', timeout % 10, " sec");
    }
    case 12:
      return p.put(" (", n, ')');
    case 13:
      p.put(' ');
      return put_chain_name(p, r, n);
    case 14:  // RFC 8145
      p.put(' ');
      if (n % 2 != 0) return p.invalid();
      for (size_t i = 0; i < n && !p.stopped(); i += 2) p.put(i == 0 ? "" : " ", r.u16());
      return;
    default:
      p.put(' ');
      for (; n > 0 && !p.stopped(); n--) p.put(hex(r.u8(), 2));
  }
}

void put_opt(const Message& m, Reader r, uint16_t udp_size, uint16_t flags, size_t end) {
  Printer& p = m.p;
  p.put(" UDPsize=", udp_size);
  if ((flags & 0x8000) != 0) p.put(" DO");
  if (r.position() >= end) return;
  p.put(" [");
  while (r.position() < end && !p.stopped()) {
    put_option(m, r);
    if (r.position() < end) p.put(',');
  }
  p.put(']');
}

bool put_soa(const Message& m, Reader r, size_t /*length*/) {
  Printer& p = m.p;
  if (p.verbose() == 0) return true;
  p.put(' ');
  if (!put_name(m, r)) return false;
  p.put(' ');
  if (!put_name(m, r)) return false;
  r.need(20);
  for (int i = 0; i < 5; i++) p.put(' ', r.u32());
  return true;
}

/// RFC 2874: prefix length, the address behind the prefix, the prefix's name.
bool put_a6(const Message& m, Reader r, size_t /*length*/) {
  Printer& p = m.p;
  const uint8_t prefix = r.u8();
  if (prefix > 128) {
    p.put(' ', prefix, "(bad plen)");
    return true;
  }
  const size_t named_bytes = prefix / 8;
  if (prefix < 128) {
    Ip6Address address{};
    std::ranges::copy(r.bytes(16 - named_bytes), address.begin() + static_cast<ptrdiff_t>(named_bytes));
    p.put(' ', prefix, ' ', ip6_text(address));
  }
  if (prefix == 0) return true;
  p.put(' ');
  return put_name(m, r);
}

bool put_tsig(const Message& m, Reader r, size_t /*length*/) {
  Printer& p = m.p;
  if (p.verbose() == 0) return true;
  p.put(' ');
  if (!put_name(m, r)) return false;
  r.skip(6);
  p.put(" fudge=", r.u16());
  const uint16_t size = r.u16();
  p.put(" maclen=", size);
  r.skip(size);
  p.put(" origid=", r.u16());
  p.put(" error=", r.u16());
  p.put(" otherlen=", r.u16());
  return true;
}

bool put_ipv4(const Message& m, Reader r, size_t /*length*/) {
  m.p.put(' ', ip4_text(r.bytes(4)));
  return true;
}

bool put_ipv6(const Message& m, Reader r, size_t /*length*/) {
  m.p.put(' ', ip6_text(r.bytes(16)));
  return true;
}

bool put_one_name(const Message& m, Reader r, size_t /*length*/) {
  m.p.put(' ');
  return put_name(m, r);
}

bool put_mail_exchange(const Message& m, Reader r, size_t /*length*/) {
  m.p.put(' ');
  const uint16_t preference = r.u16();
  if (!put_name(m, r)) return false;
  m.p.put(' ', preference);
  return true;
}

bool put_strings(const Message& m, Reader r, size_t length) {
  const size_t end = r.position() + length;
  while (r.position() < end && !m.p.stopped()) {
    m.p.put(" \"");
    put_text(m.p, r, r.u8());
    m.p.put('"');
  }
  return true;
}

bool put_service(const Message& m, Reader r, size_t /*length*/) {
  m.p.put(' ');
  const uint16_t priority = r.u16();
  const uint16_t weight = r.u16();
  const uint16_t port = r.u16();
  if (!put_name(m, r)) return false;
  m.p.put(':', port, ' ', priority, ' ', weight);
  return true;
}

bool put_uri(const Message& m, Reader r, size_t length) {
  constexpr size_t kNumbers = 4;
  if (length < kNumbers) {
    m.p.put(" len ", length, " is too short (< 4)");
    return true;
  }
  const uint16_t priority = r.u16();
  const uint16_t weight = r.u16();
  m.p.put(' ', priority, ' ', weight, ' ');
  put_text(m.p, r, length - kNumbers);
  return true;
}

/// How the data of a type prints. False: it is cut short.
struct DataPrinter {
  uint16_t type;
  bool (*put)(const Message& m, Reader r, size_t length);
};

constexpr DataPrinter kDataPrinters[] = {
    {kA, put_ipv4},         {kAaaa, put_ipv6}, {kNs, put_one_name},      {kCname, put_one_name}, {kPtr, put_one_name},
    {kDname, put_one_name}, {kSoa, put_soa},   {kMx, put_mail_exchange}, {kTxt, put_strings},    {kSrv, put_service},
    {kA6, put_a6},          {kUri, put_uri},   {kTsig, put_tsig},
};

/// A type without an entry has no text of its own.
bool put_data(const Message& m, Reader r, uint16_t type, size_t length) {
  const auto* const found = std::ranges::find(kDataPrinters, type, &DataPrinter::type);
  return found == std::end(kDataPrinters) || found->put(m, r, length);
}

/// One record of the answer, authority or additional section.
bool put_record(const Message& m, Reader& r) {
  Printer& p = m.p;
  if (p.verbose() > 0) {
    p.put(' ');
    if (!r.has(1) || !put_name(m, r)) return false;
  } else if (!skip_name(r)) {
    r.skip(r.captured());
    return true;
  }
  if (!r.has(10)) {
    r.skip(r.captured());
    return true;
  }
  const uint16_t type = r.u16();
  const uint16_t word = r.u16();
  const uint16_t number = m.multicast ? word & ~kTopBit : word;
  if (number != kDnsClassInternet && type != kOpt) put_class(p, number);
  if (m.multicast && (word & kTopBit) != 0) p.put(" (Cache flush)");
  const uint32_t ttl = r.u32();
  if (type != kOpt && p.verbose() > 2) p.put(" [", time_span(ttl), ']');
  const uint16_t length = r.u16();
  p.put(' ', named(kDnsTypes, type, "Type"));
  if (!r.has(length)) return false;
  if (type == kOpt) {
    put_opt(m, r, number, static_cast<uint16_t>(ttl), r.position() + length);
  } else if (!put_data(m, r, type, length)) {
    return false;
  }
  r.skip(length);
  return true;
}

/// `count` records, as far as bytes are there, but at least one. False when some are missing or wrong.
bool put_records(const Message& m, Reader& r, unsigned count) {
  if (count == 0) return true;
  do {
    if (!put_record(m, r)) return false;
    if (--count > 0 && r.has(1)) m.p.put(',');
  } while (count > 0 && r.has(1) && !m.p.stopped());
  return count == 0;
}

/// The same for a section behind the answers: nothing at all where no bytes are left.
bool put_section(const Message& m, Reader& r, std::string_view name, unsigned count) {
  if (count == 0) return true;
  if (!r.has(1)) return false;
  m.p.put(name);
  return put_records(m, r, count);
}

struct Header {
  uint16_t id, flags, questions, answers, authorities, additionals;
  unsigned operation() const { return flags >> 11 & 0xf; }
};

/// RFC 6891 section 6.1.3: an OPT record in the additional section has the upper bits of the response code. Looked for
/// before anything is printed, with a failure of its own: what is missing there is told when it is printed.
unsigned response_code(const Header& h, const Reader& records) {
  const unsigned low = h.flags & 0xf;
  ReadFailure quiet;
  Reader r(records.rest(), &quiet);
  for (unsigned i = 0; i < h.questions && r.ok(); i++) {
    if (!skip_name(r)) return low;
    r.skip(4);
  }
  const unsigned before = h.answers + h.authorities;
  for (unsigned i = 0; i < before + h.additionals && r.ok(); i++) {
    if (!skip_name(r)) return low;
    const uint16_t type = r.u16();
    r.skip(2);
    if (i >= before && type == kOpt) return r.has(1) ? unsigned{r.u8()} << 4 | low : low;
    r.skip(4);
    r.skip(r.u16());
  }
  return low;
}

void put_response_code(Printer& p, unsigned code) {
  if (code != 0) p.put(named(kResponseCodes, code, " Resp"));
}

bool put_other_sections(const Message& m, Reader& r, const Header& h) {
  return put_section(m, r, " ns:", h.authorities) && put_section(m, r, " ar:", h.additionals);
}

bool put_response(const Message& m, Reader r, const Header& h) {
  Printer& p = m.p;
  p.put(h.id, kOperations[h.operation()]);
  put_response_code(p, response_code(h, r));
  if ((h.flags & 0x0400) != 0) p.put('*');
  if ((h.flags & 0x0080) == 0) p.put('-');
  if ((h.flags & 0x0200) != 0) p.put('|');
  if ((h.flags & 0x0020) != 0) p.put('$');
  if (h.questions != 1) p.put(" [", h.questions, "q]");
  for (unsigned i = 0; i < h.questions && !p.stopped(); i++) {
    if (i != 0) p.put(',');
    if (p.verbose() > 1) {
      p.put(" q:");
      if (!put_question(m, r)) return false;
    } else {
      if (!skip_name(r)) return false;
      r.skip(4);
    }
  }
  p.put(' ', h.answers, '/', h.authorities, '/', h.additionals);
  if (!put_records(m, r, h.answers)) return false;
  return p.verbose() < 2 || put_other_sections(m, r, h);
}

bool put_request(const Message& m, Reader r, const Header& h) {
  Printer& p = m.p;
  p.put(h.id, kOperations[h.operation()]);
  if ((h.flags & 0x0100) != 0) p.put('+');
  if ((h.flags & 0x0010) != 0) p.put('%');
  if ((h.flags & 0x06cf) != 0) p.put(" [b2&3=0x", hex(h.flags), ']');
  const bool inverse = h.operation() == kInverseQuery;
  if (inverse && h.questions != 0) p.put(" [", h.questions, "q]");
  if (h.answers != (inverse ? 1 : 0)) p.put(" [", h.answers, "a]");
  if (!inverse && h.questions != 1) p.put(" [", h.questions, "q]");
  if (h.authorities != 0) p.put(" [", h.authorities, "n]");
  if (h.additionals != 0) p.put(" [", h.additionals, "au]");
  unsigned questions = h.questions;
  for (; questions > 0 && r.has(1); questions--) {
    if (!put_question(m, r)) return false;
  }
  if (questions > 0) return false;
  if (p.verbose() < 2) return true;
  return put_records(m, r, h.answers) && put_other_sections(m, r, h);
}

void put_message(Printer& p, Reader r, bool multicast) {
  const size_t length = r.length();
  const Message m{p, r, multicast};
  if (length < 12) {
    p.put("domain [length ", length, " < 12]");
    return p.invalid();
  }
  r.need(12);
  const Header h{r.u16(), r.u16(), r.u16(), r.u16(), r.u16(), r.u16()};
  const bool complete = (h.flags & 0x8000) != 0 ? put_response(m, r, h) : put_request(m, r, h);
  if (!complete) return p.truncated();
  p.put(" (", length, ')');
}

}  // namespace

bool put_domain_name(Printer& p, const Reader& start, Reader& r) {
  return put_name({p, start, false}, r);
}

void print_dns(Printer& p, Reader r) {
  p.protocol = "domain";
  put_message(p, r, false);
}

void print_multicast_dns(Printer& p, Reader r) {
  p.protocol = "domain";
  put_message(p, r, true);
}

void print_dns_tcp(Printer& p, Reader r) {
  p.protocol = "domain";
  if (r.length() < 2) {
    p.put(" [DNS over TCP: length ", r.length(), " < 2]");
    return p.invalid();
  }
  const uint16_t length = r.u16();
  if (length != r.length()) {
    p.put(" [prefix length(", length, ") != length(", r.length(), ")]");
    return p.invalid();
  }
  p.put(' ');
  put_message(p, r.with_length(length), false);
}

}  // namespace trawl
