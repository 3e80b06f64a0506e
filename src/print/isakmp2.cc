// IKEv2's payloads: RFC 7296.
#include "print/esp_secrets.h"
#include "print/isakmp.h"

namespace trawl {

namespace {

enum Payload : uint8_t {
  kProposal = 2,
  kTransform = 3,
  kSa = 33,
  kKeyExchange,
  kInitiatorId,
  kResponderId,
  kAuthentication = 39,
  kNonce,
  kNotification,
  kVendor = 43,
  kEncrypted = 46,
};

enum TransformType : uint8_t { kEncryption = 1, kPrf, kIntegrity, kGroup, kExtendedSequence };
constexpr ValueName kTransformTypes[] = {
    {kEncryption, "encr"}, {kPrf, "prf"}, {kIntegrity, "integ"}, {kGroup, "dh"}, {kExtendedSequence, "esn"}};
constexpr ValueName kPrfs[] = {{1, "hmac-md5"}, {2, "hmac-sha"}, {3, "hmac-tiger"}, {4, "aes128_xcbc"}};
constexpr ValueName kIntegrities[] = {
    {1, "hmac-md5"}, {2, "hmac-sha"}, {3, "dec-mac"}, {4, "kpdk-md5"}, {5, "aes-xcbc"}};
constexpr ValueName kSequences[] = {{0, "no-esn"}, {1, "esn"}};
constexpr IsakmpAttribute kEncryptionAttributes[] = {{14, "keylen", {}}};

constexpr ValueName kMethods[] = {{1, "rsasig"}, {2, "shared-secret"}, {3, "dsssig"}};

enum Identity : uint8_t { kIpv4 = 1, kFqdn = 2, kRfc822 = 3, kIpv6 = 5, kDn = 9, kGn = 10, kKeyId = 11 };
constexpr ValueName kIdentities[] = {
    {kIpv4, "ipv4"}, {kFqdn, "fqdn"}, {kRfc822, "rfc822"}, {kIpv6, "ipv6"}, {kDn, "dn"}, {kGn, "gn"}, {kKeyId, "keyid"},
};

constexpr uint16_t kCookie = 16390;
constexpr ValueName kNotifications[] = {
    {1, "unsupported_critical_payload"},
    {4, "invalid_ike_spi"},
    {5, "invalid_major_version"},
    {7, "invalid_syntax"},
    {9, "invalid_message_id"},
    {11, "invalid_spi"},
    {14, "no_protocol_chosen"},
    {17, "invalid_ke_payload"},
    {24, "authentication_failed"},
    {34, "single_pair_required"},
    {35, "no_additional_sas"},
    {36, "internal_address_failure"},
    {37, "failed:cp_required"},
    {39, "invalid_selectors"},
    {16384, "initial_contact"},
    {16385, "set_window_size"},
    {16386, "additional_ts_possible"},
    {16387, "ipcomp_supported"},
    {16388, "nat_detection_source_ip"},
    {16389, "nat_detection_destination_ip"},
    {kCookie, "cookie"},
    {16391, "use_transport_mode"},
    {16392, "http_cert_lookup_supported"},
    {16393, "rekey_sa"},
    {16394, "tfc_padding_not_supported"},
    {16395, "non_first_fragment_also"},
};

size_t content_length(const Reader& r) {
  return r.length() < 4 ? 0 : r.length() - 4;
}

void put_name(Printer& p, Reader& r, uint8_t type, std::string_view name) {
  name.empty() ? p.put(isakmp_payload_name(type)) : p.put(name);
  p.put((r.u8_at(1) & 0x80) != 0 ? "[C]" : "", ':');
}

void put_content(Printer& p, Reader r) {
  if (p.verbose() > 2 && r.length() > 0) p.put(' ', hex_bytes(r.bytes(r.length())));
}

void print_opaque(Printer& p, Reader r, uint8_t type) {
  put_name(p, r, type, "");
  p.put(" len=", content_length(r));
  r.skip(4);
  put_content(p, r);
}

bool print_sa(Printer& p, Reader& r, const IsakmpContext& context) {
  put_name(p, r, kSa, "sa");
  p.put(" len=", content_length(r));
  r.skip(4);
  return print_isakmp_payloads(p, r, kProposal, context);
}

bool print_proposal(Printer& p, Reader& r, IsakmpContext context) {
  put_name(p, r, kProposal, "p");
  const size_t length = r.length();
  r.skip(4);
  const uint8_t number = r.u8();
  context.protocol = r.u8();
  const uint8_t spi = r.u8();
  p.put(" #", number, " protoid=", isakmp_protocol_name(static_cast<uint8_t>(context.protocol)), " transform=", r.u8());
  p.put(" len=", length);
  if (spi != 0) p.put(" spi=", hex_bytes(r.bytes(spi)));
  return print_isakmp_payloads(p, r, kTransform, context);
}

struct TransformName {
  uint8_t type;
  uint16_t id;
};
void append(TextBuffer& out, TransformName t) {
  std::string_view name;
  switch (t.type) {
    case kEncryption:
      name = esp_transform_name(t.id);
      break;
    case kPrf:
      name = find_name(kPrfs, t.id);
      break;
    case kIntegrity:
      name = find_name(kIntegrities, t.id);
      break;
    case kGroup:
      name = isakmp_group_text(t.id);
      break;
    case kExtendedSequence:
      name = find_name(kSequences, t.id);
      break;
    default:
      return out.put(t.id);
  }
  name.empty() ? out.put('#', t.id) : out.put(name);
}

bool print_transform(Printer& p, Reader& r, int number) {
  put_name(p, r, kTransform, "t");
  r.skip(4);
  const uint8_t type = r.u8();
  r.skip(1);
  const uint16_t id = r.u16();
  p.put(" #", number, " type=", named(kTransformTypes, type, "#"), " id=", TransformName{type, id}, ' ');
  const IsakmpAttributes map = type == kEncryption ? IsakmpAttributes(kEncryptionAttributes) : IsakmpAttributes();
  while (r.length() > 0) {
    if (!print_isakmp_attribute(p, r, map)) return false;
  }
  return true;
}

void print_key_exchange(Printer& p, Reader r) {
  put_name(p, r, kKeyExchange, "");
  const size_t length = r.length();
  if (length < 8) return p.put(" len=", length, " < 8");
  r.skip(4);
  p.put(" len=", length - 8, " group=", isakmp_group_name(r.u16()));
  r.skip(2);
  put_content(p, r);
}

void print_identity(Printer& p, Reader r, uint8_t type) {
  put_name(p, r, type, "");
  p.put(" len=", content_length(r));
  r.skip(4);
  put_content(p, r);
  const uint8_t kind = r.u8();
  r.skip(3);
  const auto name = find_name(kIdentities, kind);
  if (name.empty()) return;
  p.put(' ', name, ':');
  if (kind == kFqdn || kind == kRfc822) {
    put_text(p, r, r.length());
  } else if (kind == kIpv4 && r.length() >= 4) {
    p.put(host_name(p, r.bytes(4)));
  } else if (kind == kIpv6 && r.length() >= 16) {
    p.put(host_name(p, r.bytes(16)));
  } else if (kind != kIpv4 && kind != kIpv6) {
    p.put(hex_bytes(r.bytes(r.length())));
  }
}

void print_authentication(Printer& p, Reader r) {
  put_name(p, r, kAuthentication, "");
  const size_t length = r.length();
  r.skip(4);
  const uint8_t method = r.u8();
  p.put(" len=", length - 4, " method=", named(kMethods, method, "#"));
  r.skip(3);
  if (r.length() > 0 && p.verbose() > 1) p.put(" authdata=(", hex_bytes(r.bytes(r.length())), ") ");
}

void print_nonce(Printer& p, Reader r) {
  put_name(p, r, kNonce, "nonce");
  p.put(" len=", content_length(r));
  r.skip(4);
  if (p.verbose() > 1 && r.length() > 0) {
    p.put(" nonce=(", hex_bytes(r.bytes(r.length())), ") ");
  } else {
    put_isakmp_data(p, r, false, true);
  }
}

void print_notification(Printer& p, Reader r) {
  put_name(p, r, kNotification, "n");
  r.skip(4);
  const uint8_t protocol = r.u8();
  const uint8_t spi = r.u8();
  const uint16_t type = r.u16();
  p.put(" prot_id=", isakmp_protocol_name(protocol), " type=", type, '(');
  const auto name = find_name(kNotifications, type);
  if (!name.empty()) {
    p.put(name);
  } else {
    p.put(type < 8192 ? "error" : type < 16384 ? "private-error" : type < 40960 ? "status" : "private-status");
  }
  p.put(')');
  if (spi != 0) p.put(" spi=", hex_bytes(r.bytes(spi)));
  put_isakmp_data(p, r, p.verbose() > 3, type == kCookie);
}

void print_vendor(Printer& p, Reader r) {
  constexpr size_t kShown = 14;
  put_name(p, r, kVendor, "");
  const size_t length = content_length(r);
  p.put(" len=", length, " vid=");
  r.skip(4);
  for (size_t i = 0; i < length && i < kShown; i++) {
    const uint8_t c = r.u8_at(i);
    p.put(c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '.');
  }
  if (length > kShown) p.put("...");
  put_content(p, r);
}

/// The sealed payloads (RFC 7296, section 3.14), opened when -E has the keys.
void print_encrypted(Printer& p, Reader r, const IsakmpContext& context) {
  const uint8_t first = r.u8_at(0);
  print_opaque(p, r, kEncrypted);
  if (p.options.esp_secrets.empty() || p.stopped()) return;
  const EspSecret* secret =
      esp_secrets(p).find_ikev2(context.initiator, context.initiator_cookie, context.responder_cookie);
  if (secret == nullptr) return;
  r.skip(4);
  const auto data = r.bytes(r.length());
  if (data.size() < secret->icv_length) return;
  const auto text = decrypt(*secret, data.first(data.size() - secret->icv_length));
  if (text.empty() || text.back() + size_t{1} > text.size()) return;
  Reader inner({text.data(), text.size() - text.back() - 1}, &p.failure);
  auto nested = context;
  nested.depth++;
  print_isakmp_payloads(p, inner, first, nested);
}

void print_simple(Printer& p, const Reader& r, uint8_t type, const IsakmpContext& context) {
  switch (type) {
    case kKeyExchange:
      return print_key_exchange(p, r);
    case kInitiatorId:
    case kResponderId:
      return print_identity(p, r, type);
    case kAuthentication:
      return print_authentication(p, r);
    case kNonce:
      return print_nonce(p, r);
    case kNotification:
      return print_notification(p, r);
    case kVendor:
      return print_vendor(p, r);
    case kEncrypted:
      return print_encrypted(p, r, context);
    default:
      return print_opaque(p, r, type);
  }
}

}  // namespace

bool print_ikev2_payload(Printer& p, Reader& r, uint8_t type, const IsakmpContext& context) {
  if (type == kKeyExchange && !r.has(8)) {
    p.put(" [|", isakmp_payload_name(type), ']');
    return false;
  }
  if (type == kSa) return print_sa(p, r, context);
  if (type == kProposal) return print_proposal(p, r, context);
  if (type == kTransform) return print_transform(p, r, context.number);
  print_simple(p, r, type, context);
  r.skip(r.length());
  return type != kEncrypted;  // the next payload that it names is inside it
}

}  // namespace trawl
