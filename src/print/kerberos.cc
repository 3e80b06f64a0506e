// Kerberos: version 4 as MIT's implementation spoke it; of version 5 (RFC 4120) only that it is.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Type : uint8_t { kKdcRequest = 2, kKdcReply = 4, kApplicationRequest = 6, kErrorReply = 10 };
constexpr ValueName kTypes[] = {
    {kKdcRequest, "KDC_REQUEST"},
    {kKdcReply, "KDC_REPLY"},
    {kApplicationRequest, "APPL_REQUEST"},
    {8, "APPL_REQUEST_MUTUAL"},
    {kErrorReply, "ERR_REPLY"},
    {12, "PRIVATE"},
    {14, "SAFE"},
    {16, "APPL_ERR"},
    {126, "DIE"},
};
constexpr ValueName kErrors[] = {
    {0, "OK"},
    {1, "NAME_EXP"},
    {2, "SERVICE_EXP"},
    {3, "AUTH_EXP"},
    {4, "PKT_VER"},
    {5, "NAME_MAST_KEY_VER"},
    {6, "SERV_MAST_KEY_VER"},
    {7, "BYTE_ORDER"},
    {8, "PRINCIPAL_UNKNOWN"},
    {9, "PRINCIPAL_NOT_UNIQUE"},
    {10, "NULL_KEY"},
};

/// A NUL-terminated string. False when it does not end.
bool put_string(Printer& p, Reader& r) {
  return put_text_to_nul(p, r, SIZE_MAX);
}

/// "name.instance@realm".
bool put_principal(Printer& p, Reader& r) {
  if (!put_string(p, r)) return false;
  p.put('.');
  if (!put_string(p, r)) return false;
  p.put('@');
  return put_string(p, r);
}

void print_version4(Printer& p, Reader& r) {
  const uint8_t first = r.u8();
  const bool little = (first & 1) != 0;
  const uint8_t type = first & 0xfe;
  p.put(little ? " le " : " be ", named(kTypes, type, "#"), ": ");
  switch (type) {
    case kKdcRequest:
      if (!put_principal(p, r)) return;
      r.skip(4);
      p.put(' ', r.u8() * 5, "min ");
      if (!put_string(p, r)) return;
      p.put('.');
      put_string(p, r);
      return;
    case kApplicationRequest:
      p.put('v', r.u8(), ' ');
      if (!put_string(p, r)) return;
      p.put(" (", r.u8(), ')');
      p.put(" (", r.u8(), ')');
      return;
    case kKdcReply:
      if (!put_principal(p, r)) return;
      r.skip(10);
      p.put(" (", little ? r.le16() : r.u16(), ')');
      return;
    case kErrorReply:
      if (!put_principal(p, r)) return;
      r.skip(4);
      p.put(' ', named(kErrors, little ? r.le16_at(0) : r.u16_at(0), "#"), ' ');
      r.skip(4);
      put_string(p, r);
      return;
    default:
      return p.put("(unknown)");
  }
}

}  // namespace

void print_kerberos(Printer& p, Reader r) {
  p.protocol = "kerberos";
  p.put("kerberos");
  const uint8_t first = r.u8();
  if (first >= 1 && first <= 4) p.put(" v", first);
  if (first == 4) return print_version4(p, r);
  // The tags of the AS exchange.
  if (first == 106 || first == 107) p.put(" v5");
}

}  // namespace trawl
