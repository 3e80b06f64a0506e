// Kerberos: the message types of version 4; of version 5 (RFC 4120) that it is there.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

// What stands in the first byte: version 5's messages are ASN.1 application tags.
constexpr uint8_t kVersion4 = 4;
constexpr uint8_t kRequestTag = 0x6a;
constexpr uint8_t kReplyTag = 0x6b;

enum Type : uint8_t { kRequest = 2, kReply = 4, kApplicationRequest = 6, kErrorReply = 10 };
constexpr ValueName kTypes[] = {
    {kRequest, "KDC_REQUEST"},
    {kReply, "KDC_REPLY"},
    {kApplicationRequest, "APPL_REQUEST"},
    {8, "APPL_REQUEST_MUTUAL"},
    {kErrorReply, "ERR_REPLY"},
    {12, "PRIVATE"},
    {14, "SAFE"},
    {16, "APPL_ERR"},
};

void put_string(Printer& p, Reader& r) {
  for (uint8_t c = r.u8(); c != 0 && !p.stopped(); c = r.u8()) put_safe_char(p.text, c);
}

/// "name.instance".
void put_principal(Printer& p, Reader& r) {
  put_string(p, r);
  p.put('.');
  put_string(p, r);
}

void put_principal_and_realm(Printer& p, Reader& r) {
  put_principal(p, r);
  p.put('@');
  put_string(p, r);
}

void put_version4(Printer& p, Reader r) {
  constexpr unsigned kLifetimeUnit = 5;  // minutes
  const uint8_t type = r.u8();
  const bool little_endian = (type & 1) != 0;
  const auto read16 = [&] { return little_endian ? r.le16() : r.u16(); };
  p.put(little_endian ? " le " : " be ", named(kTypes, type & 0xfe, "#"), ": ");
  switch (type & 0xfe) {
    case kRequest:
      put_principal_and_realm(p, r);
      r.skip(4);
      p.put(' ', r.u8() * kLifetimeUnit, "min ");
      return put_principal(p, r);
    case kReply:
      put_principal_and_realm(p, r);
      r.skip(10);
      p.put(" (", read16(), ')');
      return;
    case kApplicationRequest: {
      p.put('v', r.u8(), ' ');
      put_string(p, r);
      p.put(" (", r.u8(), ')');
      p.put(" (", r.u8(), ')');
      return;
    }
    case kErrorReply:
      put_principal_and_realm(p, r);
      r.skip(4);
      p.put(" #", read16(), ' ');
      r.skip(2);
      return put_string(p, r);
    default:
      p.put("(unknown)");
  }
}

}  // namespace

void print_kerberos(Printer& p, Reader r) {
  p.protocol = "kerberos";
  p.put("kerberos");
  const uint8_t version = r.u8();
  if (version == kRequestTag || version == kReplyTag) {
    p.put(" v5");
  } else if (version >= 1 && version < kVersion4) {
    p.put(" v", version);
  } else if (version == kVersion4) {
    p.put(" v4");
    put_version4(p, r);
  }
}

}  // namespace trawl
