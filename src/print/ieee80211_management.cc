// Bodies of wireless LAN management frames: IEEE Std 802.11-2016, section 9.3.3 (frames), 9.4 (fields and elements),
// 9.6 (actions).
#include <optional>
#include <span>

#include "print/ieee80211.h"
#include "print/ieee80211_names.h"
#include "print/util.h"

namespace trawl {

namespace {

using Bytes = std::span<const uint8_t>;

enum : uint8_t {
  kAssociationRequest,
  kAssociationResponse,
  kReassociationRequest,
  kReassociationResponse,
  kProbeRequest,
  kProbeResponse,
  kBeacon = 8,
  kDisassociation = 10,
  kAuthentication,
  kDeauthentication,
  kAction,
};

enum : uint8_t { kElementSsid, kElementRates, kElementDs = 3, kElementTim = 5, kElementChallenge = 16 };
constexpr size_t kMaxSsid = 32;
constexpr size_t kMaxRates = 16;

constexpr uint16_t kExtendedServiceSet = 0x0001;
constexpr uint16_t kPrivacy = 0x0010;

constexpr uint16_t kSharedKey = 1;
constexpr std::string_view kAlgorithms[] = {"Open System", "Shared Key", "EAP"};

/// What frames say in elements: the first of each kind counts.
struct Elements {
  std::optional<Bytes> ssid;
  Bytes rates;
  std::optional<uint8_t> channel;
};

/// False at an element that is cut short or too long.
bool read_element(Reader& r, Elements& e) {
  if (!r.has(2) || r.length() < 2) return false;
  const uint8_t id = r.u8();
  const uint8_t length = r.u8();
  if (!r.has(length) || r.length() < length) return false;
  const Bytes value = r.bytes(length);
  switch (id) {
    case kElementSsid:
      if (length > kMaxSsid) return false;
      if (!e.ssid) e.ssid = value;
      break;
    case kElementRates:
      if (length > kMaxRates) return false;
      if (e.rates.empty()) e.rates = value;
      break;
    case kElementDs:
      if (length == 1 && !e.channel) e.channel = value[0];
      break;
    default:
      break;
  }
  return true;
}

bool read_elements(Reader r, Elements& e) {
  while (r.length() > 0) {
    if (!read_element(r, e)) return false;
  }
  return true;
}

void put_ssid(Printer& p, const Elements& e) {
  if (e.ssid) p.put(" (", safe_string(*e.ssid), ')');
}

void put_rates(Printer& p, const Elements& e) {
  if (e.rates.empty()) return;
  std::string_view before = " [";
  for (const uint8_t rate : e.rates) {
    p.put(before, fixed((rate & 0x7f) / 2.0, 1), (rate & 0x80) != 0 ? "*" : "");
    before = " ";
  }
  p.put(" Mbit]");
}

void put_channel(Printer& p, const Elements& e, uint16_t capabilities) {
  if (e.channel) p.put(" CH: ", *e.channel);
  if ((capabilities & kPrivacy) != 0) p.put(", PRIVACY");
}

std::string_view status_name(uint16_t status) {
  return name_or(kIeee80211Statuses, status, status > kIeee80211LastStatus ? "n/a" : "Reserved");
}

/// Beacon and Probe Response: time, interval and capabilities before the elements.
bool put_beacon(Printer& p, Reader r, bool probe) {
  if (!r.has(12) || r.length() < 12) return false;
  r.skip(10);
  const uint16_t capabilities = r.le16();
  Elements e;
  const bool whole = read_elements(r, e);
  put_ssid(p, e);
  put_rates(p, e);
  if (!probe) p.put((capabilities & kExtendedServiceSet) != 0 ? " ESS" : " IBSS");
  put_channel(p, e, capabilities);
  return whole;
}

bool put_association_request(Printer& p, Reader r) {
  if (!r.has(4) || r.length() < 4) return false;
  r.skip(4);
  Elements e;
  const bool whole = read_elements(r, e);
  put_ssid(p, e);
  put_rates(p, e);
  return whole;
}

bool put_reassociation_request(Printer& p, Reader r) {
  if (!r.has(10) || r.length() < 10) return false;
  r.skip(4);
  const Bytes access_point = r.bytes(6);
  Elements e;
  const bool whole = read_elements(r, e);
  put_ssid(p, e);
  p.put(" AP : ", ethernet_name(p, access_point));
  return whole;
}

bool put_association_response(Printer& p, Reader r) {
  if (!r.has(6) || r.length() < 6) return false;
  const uint16_t capabilities = r.le16();
  const uint16_t status = r.le16();
  const uint16_t association = r.le16();
  Elements e;
  const bool whole = read_elements(r, e);
  p.put(" AID(", hex(association & 0x3fff), ") :", (capabilities & kPrivacy) != 0 ? " PRIVACY " : "", ": ",
        status_name(status));
  return whole;
}

bool put_probe_request(Printer& p, Reader r) {
  Elements e;
  const bool whole = read_elements(r, e);
  put_ssid(p, e);
  put_rates(p, e);
  return whole;
}

bool put_authentication(Printer& p, Reader r) {
  if (!r.has(6) || r.length() < 6) return false;
  const uint16_t algorithm = r.le16();
  const uint16_t step = r.le16();
  const uint16_t status = r.le16();
  Elements e;
  const bool whole = read_elements(r, e);
  const std::string_view name = algorithm < std::size(kAlgorithms) ? kAlgorithms[algorithm] : "Reserved";
  p.put(" (", name, ")-", hex(step));
  // The first and the last step of a shared key's exchange name their status as those of the others do.
  p.put(algorithm == kSharedKey && (step == 2 || step == 3) ? " [Challenge Text] " : ": ");
  if (step % 2 != 0) p.put(status_name(status));
  return whole;
}

bool put_reason(Printer& p, Reader r) {
  if (!r.has(2)) return false;
  if (r.length() < 2) return false;
  p.put(name_or(kIeee80211Reasons, r.le16(), "Reserved"));
  return true;
}

constexpr ValueName kBlockAckActions[] = {{0, "ADDBA Request"}, {1, "ADDBA Response"}, {2, "DELBA"}};
constexpr ValueName kHighThroughputActions[] = {{0, "TxChWidth"}, {1, "MIMOPwrSave"}};
constexpr ValueName kMeshActions[] = {
    {0, "MeshLink"},
    {1, "HWMP"},
    {2, "Gate Announcement"},
    {3, "Congestion Control"},
    {4, "MCCA Setup Request"},
    {5, "MCCA Setup Reply"},
    {6, "MCCA Advertisement Request"},
    {7, "MCCA Advertisement"},
    {8, "MCCA Teardown"},
    {9, "TBTT Adjustment Request"},
    {10, "TBTT Adjustment Response"},
};
constexpr ValueName kMultihopActions[] = {{0, "Proxy Update"}, {1, "Proxy Update Confirmation"}};
constexpr ValueName kSelfProtectedActions[] = {
    {1, "Peering Open"},     {2, "Peering Confirm"},       {3, "Peering Close"},
    {4, "Group Key Inform"}, {5, "Group Key Acknowledge"},
};

constexpr struct {
  uint8_t category;
  std::string_view name;
  NameTable actions;
} kCategories[] = {
    {0, "Spectrum Management ", {}},
    {1, "QoS ", {}},
    {2, "DLS ", {}},
    {3, "BA ", kBlockAckActions},
    {7, "HT ", kHighThroughputActions},
    {13, "MeshAction ", kMeshActions},
    {14, "MultihopAction", kMultihopActions},
    {15, "SelfprotectAction ", kSelfProtectedActions},
    {127, "Vendor ", {}},
};

bool put_action(Printer& p, Reader r, Bytes source) {
  if (!r.has(2) || r.length() < 2) return false;
  if (!p.options.link_header) p.put(" (", ethernet_name(p, source), ')');
  p.put(": ");
  const uint8_t category = r.u8();
  const uint8_t action = r.u8();
  for (const auto& known : kCategories) {
    if (known.category == category) {
      p.put(known.name, named(known.actions, action, "Act#"));
      return true;
    }
  }
  p.put("Reserved(", category, ") Act#", action);
  return true;
}

bool put_deauthentication(Printer& p, Reader r, Bytes source) {
  if (!r.has(2) || r.length() < 2) return false;
  if (!p.options.link_header) p.put(" (", ethernet_name(p, source), ')');
  p.put(": ");
  return put_reason(p, r);
}

}  // namespace

bool put_ieee80211_management(Printer& p, Reader body, uint8_t subtype, Bytes source) {
  switch (subtype) {
    case kAssociationRequest:
      return put_association_request(p, body);
    case kAssociationResponse:
    case kReassociationResponse:
      return put_association_response(p, body);
    case kReassociationRequest:
      return put_reassociation_request(p, body);
    case kProbeRequest:
      return put_probe_request(p, body);
    case kProbeResponse:
    case kBeacon:
      return put_beacon(p, body, subtype == kProbeResponse);
    case kDisassociation:
      if (body.has(2) && body.length() >= 2) p.put(": ");
      return put_reason(p, body);
    case kAuthentication:
      return put_authentication(p, body);
    case kDeauthentication:
      return put_deauthentication(p, body, source);
    case kAction:
      return put_action(p, body, source);
    default:
      return true;
  }
}

}  // namespace trawl
