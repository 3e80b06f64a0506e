// IKEv2's payloads: RFC 7296.
#include <algorithm>

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

constexpr ValueName kMethods[] = {{0, "invalid"}, {1, "rsasig"}, {2, "shared-secret"}, {3, "dsssig"}};

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

constexpr size_t kGenericHeader = 4;
constexpr size_t kFixed = 8;  // with the fields that some payloads have in front of their content

/// tcpdump marks a notification by IKEv1's name for it.
bool truncated(Printer& p, uint8_t type) {
  constexpr uint8_t kIkev1Notification = 11;
  return isakmp_truncated(p, type == kNotification ? kIkev1Notification : type);
}

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

/// The container is broken off; what stands behind `end` (counted from its start) can be understood again.
bool skip_rest(Printer& p, Reader& r, uint8_t container, size_t end) {
  isakmp_truncated(p, container);
  r.skip(end - std::min(end, r.position()));
  return true;
}

/// A chain that has payloads of one type only: of another one's the name is printed. What does not fit the container,
/// which has `end`, ends the chain. False when a payload is too short to be one.
bool print_chain_of(Printer& p, Reader& r, uint8_t wanted, IsakmpContext context, size_t end) {
  const uint8_t container = wanted == kProposal ? kSa : kProposal;
  context.depth++;
  context.number = 0;
  for (uint8_t type = wanted; type != 0 && !p.stopped();) {
    if (!r.has(kGenericHeader)) return isakmp_truncated(p, container);
    const size_t length = r.length() < kGenericHeader ? SIZE_MAX : r.u16_at(2);
    if (length > r.length()) return skip_rest(p, r, container, end);
    if (length <= kGenericHeader) {
      return isakmp_truncated(p, container);
    }
    put_isakmp_line(p, context.depth);
    Reader payload = r.with_length(length);
    const uint8_t next = r.u8_at(0);
    context.number++;
    if (type != wanted) {
      p.put(isakmp_payload_name(type));
      payload.skip(length);
    } else if (!print_ikev2_payload(p, payload, type, context)) {
      return false;
    }
    p.put(')');
    r.skip(payload.position());
    type = next;
  }
  return true;
}

bool print_sa(Printer& p, Reader& r, const IsakmpContext& context) {
  put_name(p, r, kSa, "sa");
  const size_t end = r.length();
  p.put(" len=", content_length(r));
  r.skip(kGenericHeader);
  return print_chain_of(p, r, kProposal, context, end);
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
  // tcpdump counts the length from behind the generic header when it skips the rest.
  const size_t end = kGenericHeader + length;
  if (spi > r.length()) return skip_rest(p, r, kProposal, end);
  if (spi != 0) p.put(" spi=", hex_bytes(r.bytes(spi)));
  return print_chain_of(p, r, kTransform, context, end);
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

void print_transform(Printer& p, Reader& r, int number) {
  put_name(p, r, kTransform, "t");
  r.skip(4);
  const uint8_t type = r.u8();
  r.skip(1);
  const uint16_t id = r.u16();
  p.put(" #", number, " type=", named(kTransformTypes, type, "#"), " id=", TransformName{type, id}, ' ');
  const IsakmpAttributes map = type == kEncryption ? IsakmpAttributes(kEncryptionAttributes) : IsakmpAttributes();
  while (r.length() > 0) print_isakmp_attribute(p, r, map);
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

/// Text whose characters that do not print are dots.
void put_plain(Printer& p, std::span<const uint8_t> text) {
  for (const uint8_t c : text) p.put(c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '.');
}

bool print_identity(Printer& p, Reader r, uint8_t type) {
  put_name(p, r, type, "");
  p.put(" len=", content_length(r));
  const bool whole = r.length() >= kFixed;
  r.skip(kGenericHeader);
  put_content(p, r);
  const uint8_t kind = r.u8();
  r.skip(3);
  const auto name = find_name(kIdentities, kind);
  if (name.empty()) return true;
  p.put(' ', name, ':');
  if (!whole) return isakmp_truncated(p, type);
  if (kind == kFqdn || kind == kRfc822) {
    put_plain(p, r.bytes(r.length()));
  } else {
    p.put(hex_bytes(r.bytes(r.length())));
  }
  return true;
}

void print_authentication(Printer& p, Reader r) {
  put_name(p, r, kAuthentication, "");
  const size_t length = r.length();
  r.skip(4);
  const uint8_t method = r.u8();
  p.put(" len=", length - 4, " method=", named(kMethods, method, "#"));
  r.skip(3);
  if (p.verbose() <= 1) return put_isakmp_ends(p, r);
  p.put(" authdata=(", hex_bytes(r.bytes(r.length())), ") ");
}

void print_nonce(Printer& p, Reader r) {
  put_name(p, r, kNonce, "nonce");
  p.put(" len=", content_length(r));
  r.skip(kGenericHeader);
  if (r.length() == 0) return;
  if (p.verbose() > 1) {
    p.put(" nonce=(", hex_bytes(r.bytes(r.length())), ") ");
  } else {
    put_isakmp_ends(p, r);
  }
}

bool print_notification(Printer& p, Reader r) {
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
  if (!put_isakmp_spi(p, r, spi)) return truncated(p, kNotification);
  const bool all = p.verbose() > 3;
  if (r.captured() > 0 && (all || type == kCookie)) put_isakmp_data(p, r, all);
  return true;
}

void print_vendor(Printer& p, Reader r) {
  put_name(p, r, kVendor, "");
  p.put(" len=", content_length(r), " vid=");
  r.skip(kGenericHeader);
  put_plain(p, r.bytes_at(0, r.length()));
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

/// False when the payload is broken off, or when what it names as the next one is inside it.
bool print_simple(Printer& p, const Reader& r, uint8_t type, const IsakmpContext& context) {
  switch (type) {
    case kInitiatorId:
    case kResponderId:
      return print_identity(p, r, type);
    case kNotification:
      return print_notification(p, r);
    case kKeyExchange:
      print_key_exchange(p, r);
      break;
    case kAuthentication:
      print_authentication(p, r);
      break;
    case kNonce:
      print_nonce(p, r);
      break;
    case kVendor:
      print_vendor(p, r);
      break;
    case kEncrypted:
      print_encrypted(p, r, context);
      return false;
    default:
      print_opaque(p, r, type);
  }
  return true;
}

constexpr bool has_fixed_fields(uint8_t type) {
  return type == kKeyExchange || type == kInitiatorId || type == kResponderId || type == kAuthentication ||
         type == kNotification;
}

}  // namespace

bool print_ikev2_payload(Printer& p, Reader& r, uint8_t type, const IsakmpContext& context) {
  if (has_fixed_fields(type) && !r.has(kFixed)) return truncated(p, type);
  if (type == kSa) return print_sa(p, r, context);
  if (type == kProposal) return print_proposal(p, r, context);
  if (type == kTransform) {
    print_transform(p, r, context.number);
    return true;
  }
  const bool whole = print_simple(p, r, type, context);
  r.skip(r.length());
  return whole;
}

}  // namespace trawl
