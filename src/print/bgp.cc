// BGP-4: RFC 4271, RFC 5492 (capabilities), RFC 2918 (route refresh), RFC 4486 and RFC 9003 (cease). Its messages.
#include "print/bgp.h"

#include <algorithm>

#include "base/address.h"
#include "print/number_names.h"
#include "print/protocols.h"
#include "print/unknown_data.h"

namespace trawl {

namespace {

using namespace bgp;

enum Message : uint8_t { kOpen = 1, kUpdate = 2, kNotification = 3, kKeepalive = 4, kRouteRefresh = 5 };
constexpr ValueName kMessages[] = {
    {kOpen, "Open"},
    {kUpdate, "Update"},
    {kNotification, "Notification"},
    {kKeepalive, "Keepalive"},
    {kRouteRefresh, "Route Refresh"},
};

constexpr ValueName kOptions[] = {{1, "Authentication Information"}, {2, "Capabilities Advertisement"}};

enum Capability : uint8_t {
  kMultiprotocol = 1,
  kRefresh = 2,
  kMultipleLabels = 8,
  kGracefulRestart = 64,
  kAs4 = 65,
  kDynamic = 67,
  kMultisession = 68,
  kAddPath = 69,
  kEnhancedRefresh = 70,
  kLongLivedRestart = 71,
  kCiscoRefresh = 128,
};
constexpr ValueName kCapabilities[] = {
    {1, "Multiprotocol Extensions"},
    {2, "Route Refresh"},
    {3, "Cooperative Route Filtering"},
    {4, "Multiple Routes to a Destination"},
    {5, "Extended Next Hop Encoding"},
    {8, "Multiple Labels"},
    {64, "Graceful Restart"},
    {65, "32-Bit AS Number"},
    {67, "Dynamic Capability"},
    {68, "Multisession BGP"},
    {69, "Multiple Paths"},
    {70, "Enhanced Route Refresh"},
    {71, "Long-lived Graceful Restart"},
    {128, "Route Refresh (Cisco)"},
};

constexpr ValueName kSendReceive[] = {{1, "Receive"}, {2, "Send"}, {3, "Both"}};

// Notifications: errors, and for each its subcodes.
constexpr ValueName kErrors[] = {
    {1, "Message Header Error"},     {2, "OPEN Message Error"},         {3, "UPDATE Message Error"},
    {4, "Hold Timer Expired"},       {5, "Finite State Machine Error"}, {6, "Cease"},
    {7, "Capability Message Error"},
};
constexpr ValueName kHeaderErrors[] = {
    {1, "Connection Not Synchronized"},
    {2, "Bad Message Length"},
    {3, "Bad Message Type"},
};
constexpr ValueName kOpenErrors[] = {
    {1, "Unsupported Version Number"}, {2, "Bad Peer AS"},
    {3, "Bad BGP Identifier"},         {4, "Unsupported Optional Parameter"},
    {5, "Authentication Failure"},     {6, "Unacceptable Hold Time"},
    {7, "Capability Message Error"},
};
constexpr ValueName kUpdateErrors[] = {
    {1, "Malformed Attribute List"},
    {2, "Unrecognized Well-known Attribute"},
    {3, "Missing Well-known Attribute"},
    {4, "Attribute Flags Error"},
    {5, "Attribute Length Error"},
    {6, "Invalid ORIGIN Attribute"},
    {7, "AS Routing Loop"},
    {8, "Invalid NEXT_HOP Attribute"},
    {9, "Optional Attribute Error"},
    {10, "Invalid Network Field"},
    {11, "Malformed AS_PATH"},
};
constexpr ValueName kFsmErrors[] = {
    {0, "Unspecified Error"},
    {1, "In OpenSent State"},
    {2, "In OpenConfirm State"},
    {3, "In Established State"},
};
constexpr ValueName kCeaseErrors[] = {
    {1, "Maximum Number of Prefixes Reached"},
    {2, "Administrative Shutdown"},
    {3, "Peer Unconfigured"},
    {4, "Administrative Reset"},
    {5, "Connection Rejected"},
    {6, "Other Configuration Change"},
    {7, "Connection Collision Resolution"},
};
constexpr ValueName kCapabilityErrors[] = {
    {1, "Invalid Action Value"},
    {2, "Invalid Capability Length"},
    {3, "Malformed Capability Value"},
    {4, "Unsupported Capability Code"},
};

constexpr uint8_t kStateMachine = 5;
constexpr uint8_t kCease = 6;
constexpr uint8_t kCapabilityMessage = 7;

struct ErrorSubcodes {
  uint8_t error;
  NameTable names;
};
constexpr ErrorSubcodes kSubcodes[] = {
    {1, kHeaderErrors},          {2, kOpenErrors},       {3, kUpdateErrors},
    {kStateMachine, kFsmErrors}, {kCease, kCeaseErrors}, {kCapabilityMessage, kCapabilityErrors},
};

constexpr size_t kHeaderLength = 19;
constexpr size_t kMarkerLength = 16;

void put_family(Printer& p, uint16_t afi, uint8_t safi) {
  p.put("AFI ", name_or(kAddressFamilyNames, afi, "Unknown"), " (", afi, "), SAFI ",
        name_or(kSafiNames, safi, "Unknown"), " (", safi, ')');
}

void print_multiple_labels(Printer& p, Reader r) {
  while (r.length() >= 4) {
    const uint16_t afi = r.u16();
    const uint8_t safi = r.u8();
    p.put("\n\t\t");
    put_family(p, afi, safi);
    p.put(", Count: ", r.u8());
  }
}

void print_graceful_restart(Printer& p, Reader r) {
  constexpr ValueName kFlags[] = {{0x8000, "R"}};
  const uint16_t field = r.u16();
  p.put("\n\t\tRestart Flags: [", flag_names(kFlags, field), "], Restart Time ", field & 0xfff, 's');
  while (r.length() >= 4) {
    const uint16_t afi = r.u16();
    const uint8_t safi = r.u8();
    p.put("\n\t\t  ");
    put_family(p, afi, safi);
    p.put(", Forwarding state preserved: ", (r.u8() & 0x80) != 0 ? "yes" : "no");
  }
}

void print_add_path(Printer& p, Reader r) {
  if (r.length() == 0) return p.put(" (bogus)");
  while (r.length() > 0) {
    if (r.length() < 4) return p.put(" (invalid)");
    const uint16_t afi = r.u16();
    const uint8_t safi = r.u8();
    p.put("\n\t\t");
    put_family(p, afi, safi);
    p.put(", Send/Receive: ", named_hex(kSendReceive, r.u8(), "Bogus (0x", ")", 2));
  }
}

/// Returns false when the rest of the capabilities is out of step.
bool print_capability(Printer& p, Reader r, uint8_t type) {
  const size_t length = r.length();
  const size_t least = type == kMultiprotocol || type == kAs4 ? 4 : type == kGracefulRestart ? 2 : 0;
  if (length < least) {
    p.put(" (too short, < ", least, ')');
    return false;
  }
  switch (type) {
    case kMultiprotocol: {
      const uint16_t afi = r.u16();
      r.skip(1);
      p.put("\n\t\t");
      put_family(p, afi, r.u8());
      return true;
    }
    case kMultipleLabels:
      print_multiple_labels(p, r);
      return true;
    case kGracefulRestart:
      print_graceful_restart(p, r);
      return true;
    case kAs4:
      p.put("\n\t\t 4 Byte AS ", as_number(p, r.u32()));
      return true;
    case kAddPath:
      print_add_path(p, r);
      return true;
    case kRefresh:
    case kLongLivedRestart:
    case kCiscoRefresh:
      return true;
    default:
      p.put("\n\t\tno decoder for Capability ", type);
      if (p.verbose() <= 1) put_unknown(p, "\n\t\t", r, length);
      return true;
  }
}

void print_capabilities(Printer& p, Reader r) {
  while (r.length() > 0) {
    const uint8_t type = r.u8();
    const uint8_t length = r.u8();
    p.put("\n\t      ", name_or(kCapabilities, type, "Unknown"), " (", type, "), length: ", length);
    if (!r.has(length)) return p.truncated();  // the option's own length leads on
    if (!print_capability(p, r.with_length(length), type)) return;
    if (p.verbose() > 1 && length > 0) put_unknown(p, "\n\t\t", r, length);
    r.skip(length);
  }
}

void print_open(Printer& p, Reader r) {
  p.put("\n\t  Version ", r.u8(), ", ");
  p.put("my AS ", as_number(p, r.u16()), ", ");
  p.put("Holdtime ", r.u16(), "s, ");
  const auto id = r.bytes(4);
  p.put("ID ", ip4_text(id));
  const uint8_t options_length = r.u8();
  p.put("\n\t  Optional parameters, length: ", options_length);
  Reader options = r.with_length(options_length);
  while (options.length() > 0) {
    constexpr uint8_t kCapabilitiesOption = 2;
    const uint8_t type = options.u8();
    const uint8_t length = options.u8();
    if (length > options.length()) {
      return p.put("\n\t     Option ", type, ", length: ", length, ", goes past the end of the options");
    }
    p.put("\n\t    Option ", name_or(kOptions, type, "Unknown"), " (", type, "), length: ", length);
    if (type == kCapabilitiesOption) {
      print_capabilities(p, options.with_length(length));
    } else {
      p.put("\n\t      no decoder for option ", type);
    }
    options.skip(length);
  }
}

/// Prefixes in all of `r`; returns false where one runs past its end.
bool print_prefixes(Printer& p, Reader& r) {
  const bool path_ids = has_path_ids(r, 32);
  while (r.length() > 0) {
    if (path_ids && r.length() < 4) {
      r.skip(r.length());
      break;
    }
    const Route route = print_update_prefix(p, r, path_ids);
    if (route == Route::kIllegal) {
      p.put("\n\t    (illegal prefix length)");
      break;
    }
    if (route != Route::kRead) return false;
  }
  return true;
}

void print_update(Printer& p, Reader r) {
  if (r.length() < 2) return p.truncated();
  const uint16_t withdrawn_length = r.u16();
  if (withdrawn_length > 1) {
    if (r.length() < withdrawn_length) return p.truncated();
    p.put("\n\t  Withdrawn routes:");
    Reader withdrawn = r.with_length(withdrawn_length);
    if (!print_prefixes(p, withdrawn)) return p.truncated();
    r.skip(withdrawn.position());
  } else {
    r.skip(withdrawn_length);
  }
  if (r.length() < 2) return p.truncated();
  const uint16_t attributes_length = r.u16();
  if (attributes_length > 0) {
    if (r.length() < attributes_length) return p.truncated();
    if (!print_attributes(p, r.with_length(attributes_length))) return p.truncated();
    r.skip(attributes_length);
  }
  if (r.length() > 0) {
    p.put("\n\t  Updated routes:");
    if (!print_prefixes(p, r)) p.truncated();
  } else if (attributes_length == 0) {
    p.put("\n\t  End-of-Rib Marker (empty NLRI)");
  }
}

/// What a shutdown says to the operator (RFC 9003).
void print_shutdown(Printer& p, Reader& r) {
  const uint8_t length = r.u8_at(0);
  if (r.length() < length + 1U) {
    p.put(", invalid Shutdown Communication length");
    return;
  }
  r.skip(1);
  if (length == 0) {
    p.put(", empty Shutdown Communication");
    return;
  }
  p.put(", Shutdown Communication (length: ", length, "): \"");
  put_text(p, r, length);
  p.put('"');
}

void print_cease(Printer& p, Reader& r, uint8_t subcode) {
  constexpr uint8_t kMaximumPrefixes = 1;
  constexpr uint8_t kShutdown = 2;
  constexpr uint8_t kReset = 4;
  if (subcode == kMaximumPrefixes && r.length() >= 7) {
    const uint16_t afi = r.u16();
    const uint8_t safi = r.u8();
    p.put(", ");
    put_family(p, afi, safi);
    p.put(", Max Prefixes: ", r.u32());
  }
  if ((subcode != kShutdown && subcode != kReset) || r.length() == 0) return;
  print_shutdown(p, r);
  if (r.length() == 0) return;
  p.put(", Data: (length: ", r.length(), ')');
  put_unknown(p, "\n\t\t", r, r.length());
}

void print_notification(Printer& p, Reader r) {
  const uint8_t error = r.u8();
  p.put(", ", name_or(kErrors, error, "Unknown Error"), " (", error, ')');
  const auto* const subcodes = std::ranges::find(kSubcodes, error, &ErrorSubcodes::error);
  if (subcodes == std::ranges::end(kSubcodes)) return;
  const uint8_t subcode = r.u8();
  p.put(error == kStateMachine || error == kCapabilityMessage ? " " : ", ", "subcode ",
        name_or(subcodes->names, subcode, "Unknown"), " (", subcode, ')');
  if (error == kCease) print_cease(p, r, subcode);
}

void print_route_refresh(Printer& p, Reader r, const Reader& message) {
  const uint16_t afi = r.u16();
  r.skip(1);
  p.put("\n\t  ");
  put_family(p, afi, r.u8());
  if (p.verbose() > 1) put_unknown(p, "\n\t  ", message, message.length());
}

void print_message(Printer& p, const Reader& message) {
  Reader r = message;
  r.skip(kHeaderLength - 1);
  const uint8_t type = r.u8();
  p.put("\n\t", name_or(kMessages, type, "Unknown"), " Message (", type, "), length: ", message.length());
  switch (type) {
    case kOpen:
      return print_open(p, r);
    case kUpdate:
      return print_update(p, r);
    case kNotification:
      return print_notification(p, r);
    case kKeepalive:
      return;
    case kRouteRefresh:
      return print_route_refresh(p, r, message);
    default:
      p.put("\n\t  no Message ", type, " decoder");
      put_unknown(p, "\n\t  ", message, message.length());
  }
}

bool is_marker(std::span<const uint8_t> bytes) {
  return bytes.size() == kMarkerLength && std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0xff; });
}

}  // namespace

void print_bgp(Printer& p, Reader r) {
  p.protocol = "bgp";
  p.put(": BGP");
  if (p.verbose() == 0) return;
  Reader left = r.first(std::min(r.length(), r.captured()));
  bool in_step = true;
  while (left.length() > 0 && !p.stopped()) {
    if (left.u8_at(0) != 0xff) {  // a segment may begin inside a message: look for the next marker
      left.skip(1);
      in_step = false;
      continue;
    }
    if (!r.after(left.position()).has(kMarkerLength)) return;
    Reader message = r.after(left.position());
    if (!is_marker(message.bytes_at(0, kMarkerLength))) {
      left.skip(1);
      in_step = false;
      continue;
    }
    message.need(kHeaderLength);
    if (!in_step) p.truncated();
    const uint16_t length = message.u16_at(kMarkerLength);
    const uint8_t type = message.u8_at(kMarkerLength + 2);
    if (length < kHeaderLength) {
      p.put("\nmessage length ", length, " < ", kHeaderLength);
      p.invalid();
      return;
    }
    if (!message.has(length)) return p.put("\n[|BGP ", name_or(kMessages, type, "Unknown Message Type"), ']');
    print_message(p, message.with_length(length));
    left.skip(length);
    in_step = true;
  }
}

}  // namespace trawl
