// Locator/ID Separation Protocol, control plane: RFC 6830 section 6, RFC 6833.
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Type : uint8_t { kMapRequest = 1, kMapReply, kMapRegister, kMapNotify, kEncapsulated = 8 };
constexpr ValueName kTypes[] = {
    {0, "LISP-Reserved"},
    {kMapRequest, "LISP-Map-Request"},
    {kMapReply, "LISP-Map-Reply"},
    {kMapRegister, "LISP-Map-Register"},
    {kMapNotify, "LISP-Map-Notify"},
    {kEncapsulated, "LISP-Encapsulated-Control-Message"},
};

// Of the first word of the header.
constexpr uint32_t kRegisterHasXtrId = 0x02000000;
constexpr ValueName kRegisterFlags[] = {
    {0x08000000, "P-Proxy-Map-Reply"}, {0x04000000, "S-LISP-SEC-Capable"}, {kRegisterHasXtrId, "I-xTR-ID-Present"},
    {0x01000000, "R-Build-For-RTR"},   {0x00000100, "M-Want-Map-Notify"},
};
constexpr uint32_t kNotifyHasXtrId = 0x08000000;
constexpr ValueName kNotifyFlags[] = {{kNotifyHasXtrId, "I-xTR-ID-Present"}, {0x04000000, "R-Build-For-RTR"}};

constexpr ValueName kAuthentication[] = {{0, "None"}, {1, "SHA1"}, {2, "SHA256"}};
constexpr std::string_view kActions[] = {"No-Action", "Natively-Forward", "Send-Map-Request", "Drop"};
constexpr ValueName kLocatorFlags[] = {{4, "Local-Locator"}, {2, "RLoc-Probed"}, {1, "Reachable"}};

enum AddressFamily : uint16_t { kIpv4 = 1, kIpv6 = 2 };  // IANA's numbers
constexpr size_t kXtrIdLength = 16;
constexpr size_t kSiteIdLength = 8;

/// The length of an address; 0 for a family that is not shown.
size_t address_length(uint16_t family) {
  if (family == kIpv4) return 4;
  return family == kIpv6 ? 16 : 0;
}

void print_locator(Printer& p, Reader& r) {
  const auto head = r.bytes(6);
  const auto family = r.u16();
  if (p.stopped()) return;
  p.put(p.verbose() > 0 ? "\n       " : "");
  if (const size_t length = address_length(family); length > 0) {
    const auto address = r.bytes(length);
    p.put(" LOC ", host_name(p, address));
  }
  if (p.verbose() == 0) return;
  p.put("\n          Priority/Weight ", head[0], '/', head[1], ", Multicast Priority/Weight ", head[2], '/', head[3],
        ", flags [", flag_names(kLocatorFlags, static_cast<uint32_t>(head[4] << 8 | head[5])), "],");
}

/// False when what follows cannot be found.
bool print_record(Printer& p, Reader& r) {
  r.need(12);
  const uint32_t time_to_live = r.u32();
  const uint8_t locators = r.u8();
  const uint8_t mask = r.u8();
  const uint16_t flags = r.u16();
  const uint16_t version = r.u16() & 0xfff;
  if (p.verbose() > 0) {
    p.put("\n      Record TTL ", time_to_live, ',', (flags & 0x1000) != 0 ? " Authoritative," : " Non-Authoritative,",
          ' ', flags >> 13 < std::size(kActions) ? kActions[flags >> 13] : "unknown", ", Map Version: ", version, ',');
  } else {
    p.put('\n');
  }
  const size_t length = address_length(r.u16());
  if (length == 0) return false;
  const auto address = r.bytes(length);
  p.put(" EID ", host_name(p, address), '/', mask, ", ", locators, " locator(s)");
  for (int i = 0; i < locators && !p.stopped(); i++) print_locator(p, r);
  return true;
}

/// The end of a message: the device and the site that sent it, or bytes that nothing is known of.
void print_rest(Printer& p, Reader& r, bool has_xtr_id) {
  if (has_xtr_id) {
    if (!r.has(kXtrIdLength + kSiteIdLength)) return p.invalid();
    put_hex_lines(p.text, "\n    xTR-ID: ", r.bytes(kXtrIdLength));
    p.put("\n    SITE-ID: ", r.u64());
  } else {
    put_unknown(p, "\n    Data: ", r, r.length());
  }
}

/// A Map-Register, or the Map-Notify that answers it.
void print_registration(Printer& p, Reader& r, uint32_t flags, bool notify) {
  const auto names = notify ? NameTable(kNotifyFlags) : NameTable(kRegisterFlags);
  if (p.verbose() > 0) p.put(" flags [", flag_names(names, flags), "],");
  r.skip(8);  // the nonce
  const uint16_t key = r.u16();
  const uint16_t authentication = r.u16();
  uint8_t records = flags & 0xff;
  p.put(p.verbose() > 0 ? "\n    " : " ", records, " record(s),");
  if (p.verbose() > 0) {
    p.put(" Authentication ", name_or(kAuthentication, key, "unknown-type"), ',');
    if (authentication > 0) {
      if (!put_unknown_data(p, "\n    Authentication-Data: ", r, authentication)) return;
    }
  }
  r.skip(authentication);
  if (records == 0) return p.invalid();
  for (; records > 0 && r.length() > 0; records--) {
    if (!print_record(p, r)) return;
  }
  print_rest(p, r, (flags & (notify ? kNotifyHasXtrId : kRegisterHasXtrId)) != 0);
}

}  // namespace

void print_lisp(Printer& p, Reader r) {
  p.protocol = "lisp";
  r.need(16);
  const uint32_t word = r.u32();
  const uint8_t type = word >> 28;
  p.put(named(kTypes, type, "unknown-type-"), ',');
  if (type == kMapRegister || type == kMapNotify) print_registration(p, r, word & 0x0fffffff, type == kMapNotify);
}

}  // namespace trawl
