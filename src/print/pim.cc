// PIM version 2: RFC 7761, RFC 3973 (dense mode), RFC 5015 (bidirectional), RFC 5059 (bootstrap), RFC 2117 (old
// address encoding). Version 1: draft-ietf-pim-arch. Auto-RP: Cisco's, without a specification.
#include <array>

#include "print/ip.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

enum MessageType : uint8_t {
  kHello,
  kRegister,
  kRegisterStop,
  kJoinPrune,
  kBootstrap,
  kAssert,
  kGraft,
  kGraftAck,
  kCandidateRp,
  kPruneRefresh,
  kElection,
  kRedirect,
};
constexpr ValueName kMessages[] = {
    {kHello, "Hello"},
    {kRegister, "Register"},
    {kRegisterStop, "Register Stop"},
    {kJoinPrune, "Join / Prune"},
    {kBootstrap, "Bootstrap"},
    {kAssert, "Assert"},
    {kGraft, "Graft"},
    {kGraftAck, "Graft Acknowledgement"},
    {kCandidateRp, "Candidate RP Advertisement"},
    {kPruneRefresh, "Prune Refresh"},
    {kElection, "DF Election"},
    {kRedirect, "ECMP Redirect"},
};

enum HelloOption : uint16_t {
  kHoldTime = 1,
  kPruneDelay = 2,
  kPriorityOld = 18,
  kPriority = 19,
  kGenerationId = 20,
  kRefreshCapability = 21,
  kBidirectional = 22,
  kAddressList = 24,
  kAddressListOld = 65001,
};
constexpr ValueName kHelloOptions[] = {
    {kHoldTime, "Hold Time"},
    {kPruneDelay, "LAN Prune Delay"},
    {kPriorityOld, "DR Priority (Old)"},
    {kPriority, "DR Priority"},
    {kGenerationId, "Generation ID"},
    {kRefreshCapability, "State Refresh Capability"},
    {kBidirectional, "Bi-Directional Capability"},
    {kAddressList, "Address List"},
    {kAddressListOld, "Address List (Old)"},
};
constexpr ValueName kRegisterFlags[] = {{0x80000000, "Border"}, {0x40000000, "Null"}};

enum Election : uint8_t { kOffer = 1, kWinner, kBackoff, kPass };
constexpr ValueName kElections[] = {{kOffer, "Offer"}, {kWinner, "Winner"}, {kBackoff, "Backoff"}, {kPass, "Pass"}};

/// How addresses stand in the message: in RFC 2117's form the header says their length, else each says its own.
struct Encoding {
  uint8_t address_length;  // 0: each address says its family
};

enum class AddressKind : uint8_t { kUnicast, kGroup, kSource };

/// An address of one of PIM's three forms. False (and [|pimv2]) when it is cut short or of an unknown form.
bool put_address(Printer& p, Reader& r, Encoding encoding, AddressKind kind) {
  size_t size = encoding.address_length;
  if (size == 0) {
    if (!r.has(2)) return p.truncated(), false;
    const uint8_t family = r.u8_at(0);
    if ((family != 1 && family != 2) || r.u8_at(1) != 0) return p.truncated(), false;
    size = family == 1 ? 4 : 16;
    r.skip(2);
  }
  if ((size != 4 && size != 16) || !r.has(size + (kind == AddressKind::kUnicast ? 0 : 2))) {
    return p.truncated(), false;
  }
  if (kind == AddressKind::kUnicast) return p.put(host_name(p, r.bytes(size))), true;
  const uint8_t flags = r.u8();
  const uint8_t mask = r.u8();
  p.put(host_name(p, r.bytes(size)));
  if (mask != size * 8) p.put('/', mask);
  if (flags == 0) return true;
  if (kind == AddressKind::kGroup) {
    p.put("(0x", hex(flags, 2), ')');
    return true;
  }
  p.put('(', (flags & 4) != 0 ? "S" : "", (flags & 2) != 0 ? "W" : "", (flags & 1) != 0 ? "R" : "");
  if ((flags & 0xf8) != 0) p.put("+0x", hex(flags & 0xf8, 2));
  p.put(')');
  return true;
}

bool option_of(Printer& p, size_t length, size_t expected) {
  if (length == expected) return true;
  p.put("[option length ", length, " != ", expected, ']');
  p.invalid();
  return false;
}

void put_refresh_capability(Printer& p, Reader& r) {
  p.put('v', r.u8());
  const uint8_t interval = r.u8();
  if (interval != 0) p.put(", interval ", time_span(interval));
  const uint16_t rest = r.u16();
  if (rest != 0) p.put(" ?0x", hex(rest, 4), '?');
}

void put_prune_delay(Printer& p, Reader& r) {
  const uint16_t delay = r.u16();
  const uint16_t interval = r.u16();
  p.put("\n\t    T-bit=", (delay & 0x8000) != 0 ? 1 : 0, ", LAN delay ", delay & 0x7fff, "ms, Override interval ",
        interval, "ms");
}

/// False when the option is malformed and the rest is left.
bool print_hello_option(Printer& p, Reader r, uint16_t type, Encoding encoding) {
  const size_t length = r.length();
  switch (type) {
    case kHoldTime:
      if (!option_of(p, length, 2)) return false;
      p.put(time_span(r.u16()));
      return true;
    case kPruneDelay:
      if (!option_of(p, length, 4)) return false;
      put_prune_delay(p, r);
      return true;
    case kPriority:
    case kPriorityOld:
      if (!option_of(p, length, 4)) return false;
      p.put(r.u32());
      return true;
    case kGenerationId:
      if (!option_of(p, length, 4)) return false;
      p.put("0x", hex(r.u32(), 8));
      return true;
    case kRefreshCapability:
      if (!option_of(p, length, 4)) return false;
      put_refresh_capability(p, r);
      return true;
    case kBidirectional:
      return true;
    case kAddressList:
    case kAddressListOld:
      while (p.verbose() > 1 && r.length() > 0) {
        p.put("\n\t    ");
        if (!put_address(p, r, encoding, AddressKind::kUnicast)) return false;
      }
      return true;
    default:
      if (p.verbose() <= 1) put_unknown_data(p, "\n\t    ", r, length);
      return true;
  }
}

void print_hello(Printer& p, Reader r, Encoding encoding) {
  while (r.length() > 0) {
    const uint16_t type = r.u16();
    const uint16_t length = r.u16();
    p.put("\n\t  ", name_or(kHelloOptions, type, "Unknown"), " Option (", type, "), length ", length, ", Value: ");
    if (!r.need(length)) return;
    if (!print_hello_option(p, r.first(length), type, encoding)) return;
    if (p.verbose() > 1) put_unknown_data(p, "\n\t    ", r, length);
    r.skip(length);
  }
}

void print_register(Printer& p, Reader r) {
  const uint32_t flags = r.u32();
  p.put(", Flags [ ", name_or(kRegisterFlags, flags, "none"), " ]\n\t");
  const uint8_t version = r.u8_at(0) >> 4;
  if (p.stopped()) return;
  if (version == 0) {
    const auto source = r.bytes_at(12, 4);
    p.put("IP-Null-header ", host_name(p, source), " > ", host_name(p, r.bytes_at(16, 4)));
    return;
  }
  if (version != 4 && version != 6) return p.put("IP ver ", version);
  const PrintFunction print = find_ethertype(version == 4 ? 0x0800 : 0x86dd);
  if (Layer layer{p}; layer && print != nullptr) print(p, r.with_length(r.length()));
}

void print_join_prune(Printer& p, Reader r, Encoding encoding, bool acknowledgment) {
  if (!acknowledgment) {
    p.put(", upstream-neighbor: ");
    if (!put_address(p, r, encoding, AddressKind::kUnicast)) return;
  }
  r.need(4);
  r.skip(1);
  const uint8_t groups = r.u8();
  const uint16_t hold = r.u16();
  p.put("\n\t  ", groups, " group(s)");
  if (!acknowledgment) hold == 0xffff ? p.put(", holdtime: infinite") : p.put(", holdtime: ", time_span(hold));
  for (int i = 1; i <= groups && !p.stopped(); i++) {
    p.put("\n\t    group #", i, ": ");
    if (!put_address(p, r, encoding, AddressKind::kGroup)) return;
    if (!r.need(4)) return;
    const std::array<uint16_t, 2> counts = {r.u16(), r.u16()};
    p.put(", joined sources: ", counts[0], ", pruned sources: ", counts[1]);
    for (size_t kind = 0; kind < 2; kind++) {
      for (uint32_t n = 1; n <= counts[kind]; n++) {
        p.put("\n\t      ", kind == 0 ? "joined" : "pruned", " source #", n, ": ");
        if (!put_address(p, r, encoding, AddressKind::kSource)) return;
      }
    }
  }
}

void print_bootstrap(Printer& p, Reader r, Encoding encoding) {
  p.put(" tag=", hex(r.u16()));
  p.put(" hashmlen=", r.u8());
  p.put(" BSRprio=", r.u8(), " BSR=");
  if (!put_address(p, r, encoding, AddressKind::kUnicast)) return;
  for (int i = 0; r.length() > 0; i++) {
    p.put(" (group", i, ": ");
    if (!put_address(p, r, encoding, AddressKind::kGroup)) return;
    p.put(" RPcnt=", r.u8());
    const uint8_t points = r.u8();
    p.put(" FRPcnt=", points);
    r.skip(2);
    for (int j = 0; j < points && r.length() > 0; j++) {
      p.put(" RP", j, '=');
      if (!put_address(p, r, encoding, AddressKind::kUnicast)) return;
      p.put(",holdtime=");
      p.put(time_span(r.u16()));
      p.put(",prio=", r.u8());
      r.skip(1);
    }
    p.put(')');
  }
}

void put_preference(Printer& p, Reader& r) {
  const uint32_t word = r.u32();
  if (word >> 31 != 0) p.put(" RPT");
  p.put(" pref=", word & 0x7fffffff);
  p.put(" metric=", r.u32());
}

void print_assert(Printer& p, Reader r, Encoding encoding) {
  p.put(" group=");
  if (!put_address(p, r, encoding, AddressKind::kGroup)) return;
  p.put(" src=");
  if (put_address(p, r, encoding, AddressKind::kUnicast)) put_preference(p, r);
}

void print_candidate_rp(Printer& p, Reader r, Encoding encoding) {
  const uint8_t groups = r.u8();
  p.put(" prefix-cnt=", groups);
  p.put(" prio=", r.u8());
  p.put(" holdtime=");
  p.put(time_span(r.u16()), " RP=");
  if (!put_address(p, r, encoding, AddressKind::kUnicast)) return;
  for (int i = 0; i < groups && r.length() > 0; i++) {
    p.put(" Group", i, '=');
    if (!put_address(p, r, encoding, AddressKind::kGroup)) return;
  }
}

void print_prune_refresh(Printer& p, Reader r, Encoding encoding) {
  p.put(" src=");
  if (!put_address(p, r, encoding, AddressKind::kUnicast)) return;
  p.put(" grp=");
  if (!put_address(p, r, encoding, AddressKind::kGroup)) return;
  p.put(" forwarder=");
  if (!put_address(p, r, encoding, AddressKind::kUnicast)) return;
  p.put(" TUNR ", time_span(r.u16()));
}

void print_election(Printer& p, Reader r, Encoding encoding, uint8_t subtype) {
  p.put("\n\t  ", name_or(kElections, subtype, "Unknown"), ", rpa=");
  if (!put_address(p, r, encoding, AddressKind::kUnicast)) return;
  p.put(" sender pref=", r.u32());
  p.put(" sender metric=", r.u32());
  if (subtype != kBackoff && subtype != kPass) return;
  const std::string_view whose = subtype == kBackoff ? "offer" : "new winner";
  p.put("\n\t  ", whose, " addr=");
  if (!put_address(p, r, encoding, AddressKind::kUnicast)) return;
  p.put(' ', whose, " pref=", r.u32());
  p.put(' ', whose, " metric=", r.u32());
  if (subtype == kBackoff) p.put(" interval ", r.u16(), "ms");
}

/// Newer versions use the upper bits of the octet for flags and subtypes.
constexpr uint8_t old_address_length(uint8_t type, uint8_t reserved) {
  return type == kElection ? uint8_t{0} : static_cast<uint8_t>(reserved & 15);
}

void print_message(Printer& p, uint8_t type, uint8_t reserved, Reader r) {
  const Encoding encoding{old_address_length(type, reserved)};
  switch (type) {
    case kHello:
      return print_hello(p, r, encoding);
    case kRegister:
      return print_register(p, r);
    case kRegisterStop:
      p.put(" group=");
      if (!put_address(p, r, encoding, AddressKind::kGroup)) return;
      p.put(" source=");
      put_address(p, r, encoding, AddressKind::kUnicast);
      return;
    case kJoinPrune:
    case kGraft:
    case kGraftAck:
      return print_join_prune(p, r, encoding, type == kGraftAck);
    case kBootstrap:
      return print_bootstrap(p, r, encoding);
    case kAssert:
      return print_assert(p, r, encoding);
    case kCandidateRp:
      return print_candidate_rp(p, r, encoding);
    case kPruneRefresh:
      return print_prune_refresh(p, r, encoding);
    case kElection:
      return print_election(p, r, encoding, reserved >> 4);
    default:
      p.put(" [type ", type, ']');
  }
}

/// A register's checksum is over its first 8 bytes, or all of it by an old misreading (RFC 7761, section 4.9).
std::string_view checksum_verdict(Printer& p, Reader r, uint8_t type, uint16_t found) {
  const size_t length = r.length();
  if (found == 0) return "unverified";
  const bool six = p.ip != nullptr && p.ip->version == 6;
  const auto good = [&](size_t n) {
    return (six ? transport_checksum(*p.ip, r.bytes_at(0, n), p.ip->protocol) : internet_checksum(r.bytes_at(0, n))) ==
           0;
  };
  if (type == kRegister) {
    if (!r.has(8)) return "unverified";
    if (length >= 8 && good(8)) return "correct";
  }
  if (!r.has(length)) return "unverified";
  return good(length) ? "correct" : "incorrect";
}

void print_version2(Printer& p, Reader r, uint8_t type) {
  p.protocol = "pimv2";
  if (r.length() < 2) {
    p.put("[length ", r.length(), " < 2]");
    return p.invalid();
  }
  const Reader whole = r;
  r.skip(1);
  const uint8_t reserved = r.u8();
  if (old_address_length(type, reserved) != 0) p.put(", RFC2117-encoding");
  const uint16_t checksum = r.u16();
  p.put(", cksum 0x", hex(checksum, 4), " (");
  if (!p.stopped()) p.put(checksum_verdict(p, whole, type, checksum), ')');
  print_message(p, type, reserved, r);
}

}  // namespace

void print_pim(Printer& p, Reader r) {
  p.protocol = "pim";
  const uint8_t octet = r.u8_at(0);
  const uint8_t version = octet >> 4;
  const uint8_t type = octet & 15;
  const size_t length = r.length();
  if (p.stopped()) return;
  p.put("PIMv", version);
  if (version != 2) return p.put(", length ", length);
  const auto name = name_or(kMessages, type, "Unknown Type");
  if (p.verbose() == 0) return p.put(", ", name, ", length ", length);
  p.put(", length ", length, "\n\t", name);
  print_version2(p, r, type);
}

}  // namespace trawl
