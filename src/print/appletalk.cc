// AppleTalk: Inside AppleTalk (Sidhu, Andrews, Oppenheimer): datagrams (chapter 4), names (7) and transactions (9); in
// UDP with their LocalTalk header (KIP).
#include <algorithm>
#include <bit>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kDdpHeader = 13;
constexpr size_t kShortHeader = 5;
constexpr size_t kAtpHeader = 8;
constexpr size_t kLeastNbp = 10;  // with one tuple, whose names are empty

enum DdpType : uint8_t { kNbp = 2, kAtp = 3, kEigrp = 0x58 };
constexpr ValueName kDdpTypes[] = {
    {1, "rtmp"}, {4, "echo"}, {5, "rtmpReq"}, {0x16, "IP"}, {0x17, "ARP"}, {0x4b, "KLAP"},
};
constexpr ValueName kSockets[] = {{1, "rtmp"}, {2, "nis"}, {4, "echo"}, {6, "zip"}};

enum NbpFunction : uint8_t { kBroadcastRequest = 0x10, kLookup = 0x20, kReply = 0x30 };

constexpr uint8_t kAtpKind = 0xc0;
enum AtpKind : uint8_t { kRequest = 0x40, kResponse = 0x80, kRelease = 0xc0 };
constexpr uint8_t kExactlyOnce = 0x20;
constexpr uint8_t kEndOfMessage = 0x10;
constexpr uint8_t kSendStatus = 0x08;
constexpr ValueName kAtpFlags[] = {{kExactlyOnce, "XO"}, {kEndOfMessage, "EOM"}, {kSendStatus, "STS"}};

struct Address {
  uint16_t network;
  uint8_t node;
  bool operator==(const Address&) const = default;
};
constexpr uint8_t kAllNodes = 255;

void append(TextBuffer& out, Address a) {
  out.put(a.network);
  if (a.node != kAllNodes) out.put('.', a.node);
}

struct Source {
  Address address;
  uint8_t socket;
};

void put_socket(Printer& p, uint8_t socket) {
  p.put('.', named(p.options.numeric > 0 ? NameTable() : NameTable(kSockets), socket));
}

/// The numbers of the packets that are asked for or released.
void put_bitmap(Printer& p, uint8_t bitmap) {
  if ((bitmap & (bitmap + 1)) == 0) {
    const int count = std::popcount(bitmap);
    count > 1 ? p.put("<0-", count - 1, '>') : p.put("<0>");
    return;
  }
  char before = '<';
  for (int i = 0; i < 8; i++) {
    if ((bitmap >> i & 1) == 0) continue;
    p.put(before, i);
    before = ',';
  }
  p.put('>');
}

void put_flags(Printer& p, std::string_view before, uint8_t flags) {
  if (flags != 0) p.put(before, '[', flag_names(kAtpFlags, flags, ","), ']');
}

void print_atp(Printer& p, Reader& r) {
  const size_t length = r.length();
  if (!r.need(kAtpHeader) || length < kAtpHeader) return p.put(" [|atp ", length, ']');
  const size_t data = length - kAtpHeader;
  const uint8_t control = r.u8();
  const uint8_t bitmap = r.u8();
  const uint16_t id = r.u16();
  switch (control & kAtpKind) {
    case kRequest:
      p.put(" atp-req", (control & kExactlyOnce) != 0 ? " " : "*", ' ', id);
      put_bitmap(p, bitmap);
      if (data != 0) p.put(" [len=", data, ']');
      put_flags(p, " ", control & (kEndOfMessage | kSendStatus));
      break;
    case kResponse:
      p.put(" atp-resp", (control & kEndOfMessage) != 0 ? "*" : " ", id, ':', bitmap, " (", data, ')');
      put_flags(p, " ", control & (kExactlyOnce | kSendStatus));
      break;
    case kRelease:
      p.put(" atp-rel  ", id);
      put_bitmap(p, bitmap);
      if (data != 0) p.put(" [len=", data, ']');
      put_flags(p, "", control & (kExactlyOnce | kEndOfMessage | kSendStatus));
      break;
    default:
      p.put(" atp-0x", hex(control), "  ", id, " (", data, ')');
      break;
  }
  if (const uint32_t user = r.u32(); user != 0) p.put(" 0x", hex(user));
}

/// False when it is too long or cut short: nothing of the name follows.
bool put_name_part(Printer& p, Reader& r) {
  constexpr size_t kLongest = 32;
  if (!r.has(1)) {
    p.truncated();
    return false;
  }
  const size_t length = r.u8();
  if (length > kLongest) {
    p.put("[len=", length, ']');
    return false;
  }
  const auto rest = r.rest();
  p.put(safe_text(rest.first(std::min(length, rest.size()))));
  if (!r.has(length)) {
    p.truncated();
    return false;
  }
  r.skip(length);
  return true;
}

struct Tuple {
  Address address;
  uint8_t socket;
  uint8_t enumerator;
  bool whole;
};

/// A name's tuple: its numbers, and the object, type and zone, which are printed.
Tuple print_tuple(Printer& p, Reader& r) {
  Tuple t{};
  t.address.network = r.u16();
  t.address.node = r.u8();
  t.socket = r.u8();
  t.enumerator = r.u8();
  for (const std::string_view before : {" \"", ":", "@"}) {
    p.put(before);
    if (!put_name_part(p, r)) return t;
  }
  p.put('"');
  t.whole = true;
  return t;
}

void print_question(Printer& p, Reader& r, std::string_view name, uint16_t id, int count, const Source& source) {
  p.put(name, id, ':');
  const Tuple t = print_tuple(p, r);
  if (count != 1) p.put(" [ntup=", count, ']');
  if (t.enumerator != 0) p.put(" [enum=", t.enumerator, ']');
  if (t.address != source.address || t.socket != source.socket) p.put(" [addr=", t.address, '.', t.socket, ']');
}

void print_answers(Printer& p, Reader& r, uint16_t id, int count, const Source& source) {
  p.put(" nbp-reply ", id, ':');
  for (; count > 0 && !p.stopped(); count--) {
    const Tuple t = print_tuple(p, r);
    if (t.enumerator != 1) p.put('(', t.enumerator, ')');
    if (t.socket != source.socket) p.put(' ', t.socket);
    if (t.address != source.address) p.put(" [addr=", t.address, ']');
    if (!t.whole) return;
  }
}

void print_nbp(Printer& p, Reader& r, const Source& source) {
  const size_t length = r.length();
  if (length < kLeastNbp) return p.put(" truncated-nbp ", length);
  const uint8_t control = r.u8();
  const uint8_t id = r.u8();
  const int count = control & 0x0f;
  switch (control & 0xf0) {
    case kBroadcastRequest:
      return print_question(p, r, " nbp-brRq ", id, count, source);
    case kLookup:
      return print_question(p, r, " nbp-lkup ", id, count, source);
    case kReply:
      return print_answers(p, r, id, count, source);
    default:
      return p.put(" nbp-0x", hex(control), "  ", id, " (", length - 2, ')');
  }
}

void print_payload(Printer& p, Reader r, uint8_t type, const Source& source) {
  switch (type) {
    case kNbp:
      return print_nbp(p, r, source);
    case kAtp:
      return print_atp(p, r);
    case kEigrp:
      return print_eigrp(p, r);
    default:
      return p.put(" at-", named(kDdpTypes, type, "#"), ' ', r.length());
  }
}

/// A datagram with the header that names networks; `after_addresses` stands before what it carries.
void print_long_datagram(Printer& p, Reader r, std::string_view after_addresses) {
  if (r.length() < kDdpHeader) return p.put(" [|ddp ", r.length(), ']');
  if (!r.has(kDdpHeader)) return p.put(" [|ddp]");
  r.skip(4);
  Address destination{};
  Source source{};
  destination.network = r.u16();
  source.address.network = r.u16();
  destination.node = r.u8();
  source.address.node = r.u8();
  const uint8_t destination_socket = r.u8();
  source.socket = r.u8();
  const uint8_t type = r.u8();
  p.put(source.address);
  put_socket(p, source.socket);
  p.put(" > ", destination);
  put_socket(p, destination_socket);
  p.put(after_addresses);
  print_payload(p, r, type, source);
}

/// A datagram between nodes of one network, which LocalTalk's header has named.
void print_short_datagram(Printer& p, Reader r, uint8_t from, uint8_t to) {
  if (r.length() < kShortHeader) return p.put(" [|sddp ", r.length(), ']');
  if (!r.has(kShortHeader)) return p.put(" [|sddp]");
  r.skip(2);
  const uint8_t destination_socket = r.u8();
  const Source source{.address = {.network = 0, .node = from}, .socket = r.u8()};
  const uint8_t type = r.u8();
  p.put(source.address);
  put_socket(p, source.socket);
  p.put(" > ", Address{.network = 0, .node = to});
  put_socket(p, destination_socket);
  p.put(':');
  print_payload(p, r, type, source);
}

}  // namespace

void print_appletalk(Printer& p, Reader r) {
  p.protocol = "atalk";
  if (!p.options.link_header) p.put("AT ");
  print_long_datagram(p, r, ": ");
}

/// The first phase of EtherTalk: datagrams under an EtherType of their own.
void print_ethertalk(Printer& p, Reader r) {
  if (p.verbose() > 0) p.put("et1 ");
  print_appletalk(p, r);
}

/// LocalTalk: Inside AppleTalk, chapter 1 (the link access protocol).
namespace {

constexpr size_t kLapHeader = 3;
enum LapType : uint8_t { kShort = 1, kLong = 2 };

/// The link access protocol's header, of which all is captured, and what follows.
void print_lap(Printer& p, Reader r) {
  const uint8_t destination = r.u8();
  const uint8_t source = r.u8();
  const uint8_t type = r.u8();
  if (type == kShort) return print_short_datagram(p, r.after(0), source, destination);
  if (type == kLong) return print_long_datagram(p, r.after(0), ":");
  p.put(source, " > ", destination, " at-lap#", type, ' ', r.length());
}

}  // namespace

void print_localtalk_link(Printer& p, Reader r) {
  p.protocol = "llap";
  p.link_header_length = r.captured();
  if (r.length() < kLapHeader) return p.put(" [|llap ", r.length(), ']');
  if (!r.has(kLapHeader)) return p.truncated();
  p.link_header_length = kLapHeader;
  const uint8_t type = r.u8_at(2);
  // -x leaves the datagram's header out, too.
  if (type == kShort && r.has(kLapHeader + kShortHeader)) p.link_header_length += kShortHeader;
  if (type == kLong && r.has(kLapHeader + kDdpHeader)) p.link_header_length += kDdpHeader;
  print_lap(p, r);
}

bool print_kip(Printer& p, Reader r) {
  if (r.length() < kLapHeader || !r.has(kLapHeader) || r.u8_at(2) != kLong) return false;
  p.protocol = "llap";
  if (p.verbose() > 0) p.put("kip ");
  print_lap(p, r);
  return true;
}

}  // namespace trawl
