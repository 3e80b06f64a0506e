// Mobile IPv6's mobility header: RFC 6275 section 6.1.
#include "print/ipv6.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Type : uint8_t {
  kRefreshRequest = 0,
  kHomeTestInit = 1,
  kCareOfTestInit = 2,
  kHomeTest = 3,
  kCareOfTest = 4,
  kBindingUpdate = 5,
  kBindingAck = 6,
  kBindingError = 7,
};

// The name and the size of the fixed part, with the header's first 6 bytes.
struct Message {
  std::string_view name;
  size_t size;
};
constexpr Message kMessages[] = {{"BRR", 8},  {"HoTI", 16}, {"CoTI", 16}, {"HoT", 24},
                                 {"CoT", 24}, {"BU", 12},   {"BA", 12},   {"BE", 24}};
constexpr size_t kHeader = 6;
constexpr uint8_t kNoNextHeader = 59;

constexpr ValueName kUpdateFlags[] = {{0x80, "A"}, {0x40, "H"}, {0x20, "L"}, {0x10, "K"}};

// What an option's text begins with, and how many bytes it needs with its type and length.
struct Option {
  std::string_view name;
  size_t size;
};
constexpr Option kOptions[] = {{"", 1},      {"(padn)", 2}, {"(refresh: ", 4}, {"(alt-CoA: ", 18},
                               {"(ni: ", 6}, {"(auth)", 12}};
enum OptionType : uint8_t { kPad1 = 0, kRefresh = 2, kAlternateAddress = 3, kNonceIndices = 4 };

bool short_of(Printer& p, size_t rest, size_t needed) {
  if (rest >= needed) return false;
  p.put(" [remaining length ", rest, " < ", needed, ']');
  p.invalid();
  return true;
}

/// False when the rest can not be understood.
bool put_option(Printer& p, Reader& r) {
  const size_t rest = r.length();
  const uint8_t type = r.u8_at(0);
  if (type == kPad1) {
    p.put("(pad1)");
    r.skip(1);
    return true;
  }
  if (short_of(p, rest, 2)) return false;
  const size_t size = r.u8_at(1) + size_t{2};
  if (short_of(p, rest, size)) return false;
  if (!r.need(size)) return false;
  if (type >= std::size(kOptions)) {
    p.put("(unknown: type-#", type, " len=", size - 2, ')');
    r.skip(size);
    return true;
  }
  p.put(kOptions[type].name);
  if (short_of(p, rest, kOptions[type].size)) return false;
  switch (type) {
    case kRefresh:  // in units of 4 s
      p.put(r.u16_at(2) * 4);
      break;
    case kAlternateAddress:
      p.put(host_name(p, r.bytes_at(2, 16)));
      break;
    case kNonceIndices: {
      const uint16_t home = r.u16_at(2);
      const uint16_t care_of = r.u16_at(4);
      p.put("ho=0x", hex(home, 4), " co=0x", hex(care_of, 4));
      break;
    }
    default:
      r.skip(size);
      return true;
  }
  p.put(')');
  r.skip(size);
  return true;
}

/// " Home Init Cookie=01234567:89abcdef"
void put_cookie(Printer& p, Reader& r, std::string_view whose, std::string_view name) {
  const uint32_t high = r.u32();
  const uint32_t low = r.u32();
  p.put(' ', whose, name, hex(high, 8), ':', hex(low, 8));
}

void put_test_init(Printer& p, Reader r, std::string_view whose) {
  r.skip(2);
  if (p.verbose() > 0) put_cookie(p, r, whose, " Init Cookie=");
}

void put_test(Printer& p, Reader r, std::string_view whose) {
  p.put(" nonce id=0x", hex(r.u16()));
  if (p.verbose() == 0) return;
  put_cookie(p, r, whose, " Init Cookie=");
  put_cookie(p, r, whose, " Keygen Token=");
}

void put_update(Printer& p, Reader r) {
  p.put(" seq#=", r.u16());
  const uint8_t flags = r.u8();
  if ((flags & 0xf0) != 0) p.put(' ', flag_names(kUpdateFlags, flags, "", ""));
  r.skip(1);
  p.put(" lifetime=", r.u16() * 4);
}

void put_acknowledgement(Printer& p, Reader r) {
  p.put(" status=", r.u8());
  if ((r.u8() & 0x80) != 0) p.put(" K");
  p.put(" seq#=", r.u16());
  p.put(" lifetime=", r.u16() * 4);
}

void put_error(Printer& p, Reader r) {
  p.put(" status=", r.u8());
  r.skip(1);
  p.put(" homeaddr ", host_name(p, r.bytes(16)));
}

void put_message(Printer& p, const Reader& r, uint8_t type) {
  switch (type) {
    case kHomeTestInit:
      return put_test_init(p, r, "Home");
    case kCareOfTestInit:
      return put_test_init(p, r, "Care-of");
    case kHomeTest:
      return put_test(p, r, "Home");
    case kCareOfTest:
      return put_test(p, r, "Care-of");
    case kBindingUpdate:
      return put_update(p, r);
    case kBindingAck:
      return put_acknowledgement(p, r);
    case kBindingError:
      return put_error(p, r);
    default:
      return;
  }
}

}  // namespace

void print_mobility(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader&) {
  p.protocol = "mobility";
  chain.done = true;
  p.put("mobility: ");
  if (const uint8_t next = r.u8_at(0); next != kNoNextHeader) {
    p.put("(payload protocol ", next, " should be ", kNoNextHeader, ") ");
  }
  const size_t size = (r.u8_at(1) + 1U) * 8;
  const uint8_t type = r.u8_at(2);
  if (p.stopped()) return;
  if (type >= std::size(kMessages)) return p.put("type-#", type, " len=", r.u8_at(1));
  const Message& message = kMessages[type];
  p.put(message.name);
  const size_t least = (message.size + 7) / 8 * 8;  // a header has whole units of eight bytes
  if (size < least) {
    p.put(" (header length ", size, " < ", least, ')');
    return p.invalid();
  }
  Reader whole = r.with_length(size);
  whole.skip(kHeader);
  put_message(p, whole, type);
  if (p.verbose() == 0) return;
  whole.skip(message.size - kHeader);
  while (whole.length() > 0 && !p.stopped()) {
    if (!put_option(p, whole)) return;
  }
}

}  // namespace trawl
