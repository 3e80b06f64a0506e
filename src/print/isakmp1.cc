// IKEv1's payloads: RFC 2408, RFC 2407 (the IPsec domain of interpretation), RFC 2409.
#include <algorithm>

#include "print/isakmp.h"

#include "base/address.h"

namespace trawl {

namespace {

constexpr uint32_t kIpsec = 1;

enum Payload : uint8_t {
  kSa = 1,
  kProposal,
  kTransform,
  kKeyExchange,
  kIdentification,
  kCertificate,
  kCertificateRequest,
  kHash,
  kSignature,
  kNonce,
  kNotification,
  kDelete,
  kVendor,
};

constexpr ValueName kCiphers[] = {{1, "1des"}, {2, "idea"}, {3, "blowfish"}, {4, "rc5"},
                                  {5, "3des"}, {6, "cast"}, {7, "aes"}};
constexpr ValueName kHashes[] = {{1, "md5"},      {2, "sha1"},     {3, "tiger"},
                                 {4, "sha2-256"}, {5, "sha2-384"}, {6, "sha2-512"}};
constexpr ValueName kMethods[] = {{1, "preshared"}, {2, "dss"}, {3, "rsa sig"}, {4, "rsa enc"}, {5, "rsa enc revised"}};
constexpr ValueName kGroups[] = {
    {1, "modp768"},     {2, "modp1024"},    {3, "EC2N 2^155"},  {4, "EC2N 2^185"}, {5, "modp1536"},
    {6, "iana-grp06"},  {7, "iana-grp07"},  {8, "iana-grp08"},  {9, "iana-grp09"}, {10, "iana-grp10"},
    {11, "iana-grp11"}, {12, "iana-grp12"}, {13, "iana-grp13"}, {14, "modp2048"},  {15, "modp3072"},
    {16, "modp4096"},   {17, "modp6144"},   {18, "modp8192"},
};
constexpr ValueName kGroupTypes[] = {{1, "MODP"}, {2, "ECP"}, {3, "EC2N"}};
constexpr ValueName kLifeTypes[] = {{1, "sec"}, {2, "kb"}};
constexpr ValueName kModes[] = {{1, "tunnel"}, {2, "transport"}};
constexpr ValueName kAuthentications[] = {{1, "hmac-md5"}, {2, "hmac-sha1"}, {3, "1des-mac"}, {4, "keyed"}};

constexpr IsakmpAttribute kOakleyAttributes[] = {
    {1, "enc", kCiphers},
    {2, "hash", kHashes},
    {3, "auth", kMethods},
    {4, "group desc", kGroups},
    {5, "group type", kGroupTypes},
    {6, "group prime", {}},
    {7, "group gen1", {}},
    {8, "group gen2", {}},
    {9, "group curve A", {}},
    {10, "group curve B", {}},
    {11, "lifetype", kLifeTypes},
    {12, "lifeduration", {}},
    {13, "prf", {}},
    {14, "keylen", {}},
    {15, "field", {}},
    {16, "order", {}},
};
constexpr IsakmpAttribute kIpsecAttributes[] = {
    {1, "lifetype", kLifeTypes},
    {2, "life", {}},
    {3, "group desc", kGroups},
    {4, "enc mode", kModes},
    {5, "auth", kAuthentications},
    {6, "keylen", {}},
    {7, "rounds", {}},
    {8, "dictsize", {}},
    {9, "privalg", {}},
};

constexpr ValueName kAhTransforms[] = {{1, "(reserved)"}, {2, "md5"},      {3, "sha"},     {4, "1des"},
                                       {5, "sha2-256"},   {6, "sha2-384"}, {7, "sha2-512"}};
constexpr ValueName kIpcompTransforms[] = {{1, "oui"}, {2, "deflate"}, {3, "lzs"}};

enum Identity : uint8_t {
  kIpv4 = 1,
  kFqdn,
  kUserFqdn,
  kIpv4Subnet,
  kIpv6,
  kIpv6Subnet,
  kIpv4Range,
  kIpv6Range,
};
constexpr ValueName kIdentities[] = {
    {kIpv4, "IPv4"},
    {kFqdn, "FQDN"},
    {kUserFqdn, "user FQDN"},
    {kIpv4Subnet, "IPv4net"},
    {kIpv6, "IPv6"},
    {kIpv6Subnet, "IPv6net"},
    {kIpv4Range, "IPv4range"},
    {kIpv6Range, "IPv6range"},
    {9, "ASN1 DN"},
    {10, "ASN1 GN"},
    {11, "keyid"},
};
constexpr ValueName kCertificates[] = {
    {0, "none"},     {1, "pkcs7"}, {2, "pgp"}, {3, "dns"},  {4, "x509sign"},  {5, "x509ke"},
    {6, "kerberos"}, {7, "crl"},   {8, "arl"}, {9, "spki"}, {10, "x509attr"},
};

constexpr uint16_t kConnected = 16384;
constexpr uint16_t kResponderLifetime = 24576;
constexpr uint16_t kReplayStatus = 24577;
constexpr ValueName kNotifications[] = {
    {1, "INVALID-PAYLOAD-TYPE"},
    {2, "DOI-NOT-SUPPORTED"},
    {3, "SITUATION-NOT-SUPPORTED"},
    {4, "INVALID-COOKIE"},
    {5, "INVALID-MAJOR-VERSION"},
    {6, "INVALID-MINOR-VERSION"},
    {7, "INVALID-EXCHANGE-TYPE"},
    {8, "INVALID-FLAGS"},
    {9, "INVALID-MESSAGE-ID"},
    {10, "INVALID-PROTOCOL-ID"},
    {11, "INVALID-SPI"},
    {12, "INVALID-TRANSFORM-ID"},
    {13, "ATTRIBUTES-NOT-SUPPORTED"},
    {14, "NO-PROPOSAL-CHOSEN"},
    {15, "BAD-PROPOSAL-SYNTAX"},
    {16, "PAYLOAD-MALFORMED"},
    {17, "INVALID-KEY-INFORMATION"},
    {18, "INVALID-ID-INFORMATION"},
    {19, "INVALID-CERT-ENCODING"},
    {20, "INVALID-CERTIFICATE"},
    {21, "CERT-TYPE-UNSUPPORTED"},
    {22, "INVALID-CERT-AUTHORITY"},
    {23, "INVALID-HASH-INFORMATION"},
    {24, "AUTHENTICATION-FAILED"},
    {25, "INVALID-SIGNATURE"},
    {26, "ADDRESS-NOTIFICATION"},
    {27, "NOTIFY-SA-LIFETIME"},
    {28, "CERTIFICATE-UNAVAILABLE"},
    {29, "UNSUPPORTED-EXCHANGE-TYPE"},
    {30, "UNEQUAL-PAYLOAD-LENGTHS"},
    {kConnected, "CONNECTED"},
};
constexpr ValueName kIpsecNotifications[] = {{8192, "RESERVED"},
                                             {kResponderLifetime, "RESPONDER-LIFETIME"},
                                             {kReplayStatus, "REPLAY-STATUS"},
                                             {24578, "INITIAL-CONTACT"}};

size_t content_length(const Reader& r) {
  return r.length() < 4 ? 0 : r.length() - 4;
}

/// A payload that is only a length, and its content with -vvv.
void print_opaque(Printer& p, Reader r, std::string_view label) {
  const size_t length = content_length(r);
  p.put(label, length);
  r.skip(4);
  if (p.verbose() > 2 && length > 0) p.put(' ', hex_bytes(r.bytes(length)));
}

bool print_sa(Printer& p, Reader& r, const IsakmpContext& context) {
  r.skip(4);
  const uint32_t doi = r.u32();
  const uint32_t situation = r.u32();
  if (doi != kIpsec) {
    p.put(" doi=", doi, " situation=", situation);
    return true;
  }
  p.put(" doi=ipsec situation=");
  const char* separator = "";
  constexpr ValueName kSituations[] = {{1, "identity"}, {2, "secrecy"}, {4, "integrity"}};
  for (const auto& [bit, name] : kSituations) {
    if ((situation & bit) == 0) continue;
    p.put(separator, name);
    separator = "+";
  }
  if (situation != 1) p.put(" ident=", r.u32());
  return print_isakmp_payloads(p, r, kProposal, context);
}

bool print_proposal(Printer& p, Reader& r, IsakmpContext context) {
  r.skip(4);
  const uint8_t number = r.u8();
  context.protocol = r.u8();
  const uint8_t spi = r.u8();
  p.put(" #", number, " protoid=", isakmp_protocol_name(static_cast<uint8_t>(context.protocol)), " transform=", r.u8());
  if (!put_isakmp_spi(p, r, spi) || !r.has(4)) return isakmp_truncated(p, kProposal);
  return print_isakmp_payloads(p, r, kTransform, context);
}

void print_transform(Printer& p, Reader& r, const IsakmpContext& context) {
  r.skip(4);
  const uint8_t number = r.u8();
  const uint8_t id = r.u8();
  r.skip(2);
  std::string_view name;
  IsakmpAttributes map = kIpsecAttributes;
  switch (context.protocol) {
    case 1:
      name = id == 1 ? "ike" : "";
      map = kOakleyAttributes;
      break;
    case 2:
      name = find_name(kAhTransforms, id);
      break;
    case 3:
      name = esp_transform_name(id);
      break;
    case 4:
      name = find_name(kIpcompTransforms, id);
      break;
    default:
      map = {};
  }
  p.put(" #", number, " id=");
  name.empty() ? p.put(map.empty() ? "" : "#", id) : p.put(name);
  p.put(' ');
  while (r.length() > 0) print_isakmp_attribute(p, r, map);
}

void put_range(Printer& p, Reader& r, size_t address) {
  p.put(' ', host_name(p, r.bytes(address)));
  p.put('-', host_name(p, r.bytes(address)));
}

void put_subnet(Printer& p, Reader& r, size_t address) {
  p.put(' ', host_name(p, r.bytes(address)));
  if (address == 4) {
    p.put('/', ip4_text(r.bytes(4)));
  } else {
    p.put("/0x", hex_bytes(r.bytes(16)));
  }
}

void print_identity(Printer& p, Reader& r, uint8_t type, size_t length) {
  const bool six = type == kIpv6 || type == kIpv6Subnet || type == kIpv6Range;
  const size_t address = six ? 16 : 4;
  const bool two = type == kIpv4Subnet || type == kIpv6Subnet || type == kIpv4Range || type == kIpv6Range;
  const size_t least = two ? 2 * address : address;
  if (type == kFqdn || type == kUserFqdn) {
    p.put(" len=", length, ' ');
    put_text(p, r, length);
  } else if (type < kIpv4 || type > kIpv6Range) {
    p.put(" len=", length);
    if (p.verbose() > 2) p.put(' ', hex_bytes(r.bytes(length)));
  } else if (length < least) {
    p.put(" len=", length, " [bad: < ", least, ']');
  } else {
    p.put(" len=", length);
    if (!two) {
      p.put(' ', host_name(p, r.bytes(address)));
    } else if (type == kIpv4Subnet || type == kIpv6Subnet) {
      put_subnet(p, r, address);
    } else {
      put_range(p, r, address);
    }
  }
}

void print_identification(Printer& p, Reader r) {
  r.skip(4);
  const uint8_t type = r.u8();
  const uint8_t protocol = r.u8();
  p.put(" idtype=", named(kIdentities, type, "#"), " protoid=", protocol, " port=", r.u16());
  if (r.length() > 0) print_identity(p, r, type, r.length());
}

void print_certificate(Printer& p, Reader r) {
  const size_t length = content_length(r);
  p.put(" len=", length);
  p.put(" type=", named(kCertificates, r.u8_at(4), "#"));
  r.skip(4);
  if (p.verbose() > 2 && length > 0) p.put(' ', hex_bytes(r.bytes(length)));
}

void print_nonce(Printer& p, Reader r) {
  const size_t length = content_length(r);
  p.put(" n len=", length);
  r.skip(4);
  if (length == 0) return;
  if (p.verbose() > 2) {
    p.put(' ', hex_bytes(r.bytes(length)));
  } else if (p.verbose() > 1) {
    p.put(' ');
    put_isakmp_ends(p, r);
  }
}

void put_notification_data(Printer& p, Reader& r, uint16_t type) {
  if (type == kResponderLifetime) {
    p.put(" attrs=(");
    while (r.length() > 0) print_isakmp_attribute(p, r, kOakleyAttributes);
    p.put(')');
  } else if (type == kReplayStatus) {
    p.put(" status=(");
    p.put("replay detection ", r.u32() != 0 ? "en" : "dis", "abled)");
  } else if (p.verbose() > 3) {
    put_isakmp_data(p, r, true);
  } else {
    put_isakmp_ends(p, r);
  }
}

/// Numbers of notifications (RFC 2408, section 3.14.1; RFC 2407, section 4.6.3). One without a name is counted from the
/// beginning of its range.
struct NotificationRange {
  uint16_t first;
  uint16_t last;
  bool ipsec_only;
};

constexpr NotificationRange kNotificationRanges[] = {
    {8192, 16383, true},
    {16384, 24575, false},
    {24576, 32767, true},
};

void put_notification_type(Printer& p, uint16_t type, bool ipsec) {
  std::string_view name = ipsec ? find_name(kIpsecNotifications, type) : std::string_view();
  if (name.empty()) name = find_name(kNotifications, type);
  if (!name.empty()) return p.put(name);
  const auto* const range = std::ranges::find_if(kNotificationRanges, [&](const NotificationRange& each) {
    return type >= each.first && type <= each.last && (ipsec || !each.ipsec_only);
  });
  p.put('#', range == std::end(kNotificationRanges) ? type : type - range->first);
}

bool print_notification(Printer& p, Reader& r) {
  const Reader whole = r;
  r.skip(4);
  const uint32_t doi = r.u32();
  const uint8_t protocol = r.u8();
  const uint8_t spi = r.u8();
  const uint16_t type = r.u16();
  if (doi != kIpsec) {
    p.put(" doi=", doi, " proto=", protocol, " type=");
    put_notification_type(p, type, false);
    return put_isakmp_spi(p, r, spi) || isakmp_truncated(p, kNotification);  // the next payload is looked for here
  }
  p.put(" doi=ipsec proto=", isakmp_protocol_name(protocol), " type=");
  put_notification_type(p, type, true);
  if (!put_isakmp_spi(p, r, spi)) return isakmp_truncated(p, kNotification);
  if (r.captured() > 0) put_notification_data(p, r, type);
  r = whole;
  r.skip(whole.length());
  return true;
}

bool print_delete(Printer& p, Reader r) {
  r.skip(4);
  const uint32_t doi = r.u32();
  const uint8_t protocol = r.u8();
  const uint8_t spi = r.u8();
  const uint16_t count = r.u16();
  if (doi == kIpsec) {
    p.put(" doi=ipsec proto=", isakmp_protocol_name(protocol));
  } else {
    p.put(" doi=", doi, " proto=", protocol);
  }
  p.put(" spilen=", spi, " nspi=", count);
  if (spi == 0) return true;
  p.put(" spi=");
  for (uint16_t i = 0; i < count && !p.stopped(); i++) {
    if (i != 0) p.put(',');
    if (!r.has(spi)) return isakmp_truncated(p, kDelete);
    p.put(hex_bytes(r.bytes(spi)));
  }
  return true;
}

struct FixedLength {
  uint8_t type;
  uint8_t length;
};
/// Of the payloads that have fields in front of their content: how long those are.
constexpr size_t fixed_length(uint8_t type) {
  constexpr FixedLength kLengths[] = {
      {kSa, 12},         {kProposal, 8},           {kTransform, 8},     {kIdentification, 8},
      {kCertificate, 8}, {kCertificateRequest, 8}, {kNotification, 12}, {kDelete, 12}};
  const auto* const found = std::ranges::find(kLengths, type, &FixedLength::type);
  return found == std::end(kLengths) ? 0 : found->length;
}

}  // namespace

bool print_ikev1_payload(Printer& p, Reader& r, uint8_t type, const IsakmpContext& context) {
  p.put(isakmp_payload_name(type), ':');
  if (!r.has(fixed_length(type))) return isakmp_truncated(p, type);
  switch (type) {
    case kSa:
      return print_sa(p, r, context);
    case kProposal:
      return print_proposal(p, r, context);
    case kTransform:
      print_transform(p, r, context);
      return true;
    case kNotification:
      return print_notification(p, r);
    case kKeyExchange:
      print_opaque(p, r, " key len=");
      break;
    case kIdentification:
      print_identification(p, r);
      break;
    case kCertificate:
    case kCertificateRequest:
      print_certificate(p, r);
      break;
    case kNonce:
      print_nonce(p, r);
      break;
    case kDelete:
      if (!print_delete(p, r)) return false;
      break;
    default:
      print_opaque(p, r, " len=");
  }
  r.skip(r.length());
  return true;
}

}  // namespace trawl
