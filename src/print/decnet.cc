// DECnet Phase IV: routing layer (Digital's Routing Layer Functional Specification, version 2.0.0) and Network Services
// Protocol (NSP Functional Specification, version 4.0.0). All fields are little-endian.
#include <algorithm>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

/// Whether there are `n` bytes more; says so where the message is too short for them.
bool has(Printer& p, Reader& r, size_t n) {
  if (r.length() >= n) return r.need(n);
  p.invalid();
  return false;
}

/// An area and a node in it.
struct NodeAddress {
  uint16_t value;
};
void append(TextBuffer& out, NodeAddress a) {
  out.put(a.value >> 10, '.', a.value & 0x3ff);
}
NodeAddress node_address(Reader& r) {
  return {r.le16()};
}

/// A system's id on Ethernet: AA-00-04-00 and its address.
NodeAddress node_id(Reader& r) {
  r.skip(4);
  return node_address(r);
}

struct Version {
  std::span<const uint8_t> bytes;
};
void append(TextBuffer& out, Version v) {
  if (!v.bytes.empty()) out.put("vers ", v.bytes[0], " eco ", v.bytes[1], " ueco ", v.bytes[2]);
}

// Routing layer: control messages. Each printer is given what is behind the message's flags.

constexpr ValueName kNodeTypes[] = {{1, "l2rout "}, {2, "l1rout "}, {3, "endnode "}};
constexpr ValueName kInitFlags[] = {{4, "verif "}, {8, "blo "}};
constexpr ValueName kHelloFlags[] = {{4, "verif "}, {0x20, "nomcast "}, {0x40, "blo "}};

void put_node_type(Printer& p, uint8_t info, NameTable flags) {
  p.put(name_or(kNodeTypes, info & 3, "reserved-ntype? "), flag_names(flags, info, "", ""));
}

void print_init(Printer& p, Reader r) {
  const NodeAddress source = node_address(r);
  const uint8_t info = r.u8();
  const uint16_t block_size = r.le16();
  const Version version{r.bytes(3)};
  put_node_type(p, info, kInitFlags);
  p.put("src ", source, "blksize ", block_size, ' ', version, " hello ", r.le16());
}

void print_verification(Printer& p, Reader r) {
  const NodeAddress source = node_address(r);
  p.put("src ", source, " fcnval ", octal(r.u8()));
}

void print_test(Printer& p, Reader r) {
  const NodeAddress source = node_address(r);
  p.put("src ", source, " data ", octal(r.u8()));
}

constexpr size_t kSegment = 6;

void put_segments(Printer& p, Reader r, std::string_view what) {
  const NodeAddress source = node_address(r);
  r.u8();  // reserved
  p.put("src ", source, ' ');
  while (r.length() > kSegment) {  // a checksum comes last
    const uint16_t count = r.le16();
    if (count > 1024) return;
    const uint16_t first = r.le16();
    const uint16_t route = r.le16();
    p.put('{', what, ' ', first, '-', first + count, " cost ", route & 0x1ff, " hops ", (route >> 10) & 0x1f, "} ");
  }
}

void print_level_1_routing(Printer& p, Reader r) {
  put_segments(p, r, "ids");
}

void print_level_2_routing(Printer& p, Reader r) {
  put_segments(p, r, "areas");
}

void print_router_hello(Printer& p, Reader r) {
  const Version version{r.bytes(3)};
  r.skip(4);
  const NodeAddress source = node_address(r);
  put_node_type(p, r.u8(), kHelloFlags);
  const uint16_t block_size = r.le16();
  p.put(version, " src ", source, " blksize ", block_size, " pri ", r.u8());
  r.skip(1);
  p.put(" hello ", r.le16());
}

void print_endnode_hello(Printer& p, Reader r) {
  const Version version{r.bytes(3)};
  const NodeAddress source = node_id(r);
  put_node_type(p, r.u8(), kHelloFlags);
  const uint16_t block_size = r.le16();
  r.skip(1 + 8);  // an area that is reserved, a seed
  p.put(version, " src ", source, " blksize ", block_size, " rtr ", node_id(r));
  p.put(" hello ", r.le16());
  r.skip(1);
  p.put(" data ", octal(r.u8()));
}

struct ControlMessage {
  uint8_t type;
  std::string_view name;
  size_t least;  // length behind the flags
  PrintFunction print;
};
constexpr ControlMessage kControlMessages[] = {
    {0, "init ", 11, print_init},
    {1, "verification ", 3, print_verification},
    {2, "test ", 3, print_test},
    {3, "lev-1-routing ", 3, print_level_1_routing},
    {4, "lev-2-routing ", 3, print_level_2_routing},
    {5, "router-hello ", 17, print_router_hello},
    {6, "endnode-hello ", 31, print_endnode_hello},
};

/// From the message's flags on.
void print_control(Printer& p, Reader r) {
  const Reader whole = r;
  const uint8_t flags = r.u8();
  const auto* const message = std::ranges::find(kControlMessages, flags >> 1 & 7, &ControlMessage::type);
  if (message == std::end(kControlMessages)) {
    p.put("unknown control message");
    return put_whole_default(p, whole);
  }
  p.put(message->name);
  if (has(p, r, message->least)) message->print(p, r);
}

// NSP. Each printer is given what is behind the message's flags: its two link addresses first, mostly.

struct Links {
  uint16_t destination;
  uint16_t source;
};
Links read_links(Reader& r) {
  const uint16_t destination = r.le16();
  return {destination, r.le16()};
}
void append(TextBuffer& out, Links links) {
  out.put(links.source, '>', links.destination, ' ');
}

/// What is said of the other subchannel's acknowledgement.
struct OtherNames {
  std::string_view good;
  std::string_view bad;
};
constexpr OtherNames kOtherOfData = {"oack ", "onak "};
constexpr OtherNames kDataOfOther = {"ackdat ", "nakdat "};

enum AcknowledgementBits : uint16_t { kAcknowledgement = 0x8000, kOtherSubchannel = 0x2000, kNegative = 0x1000 };

/// An acknowledgement's first bit tells it from the number of a segment. tcpdump takes the second one for such a thing
/// by the bit of the other subchannel, too.
void put_acknowledgements(Printer& p, Reader& r, const OtherNames& other) {
  constexpr uint16_t kOthersNegative = kAcknowledgement | kOtherSubchannel | kNegative;
  const auto next_has = [&r](uint16_t bits) { return r.length() >= 2 && (r.le16_at(0) & bits) != 0; };
  if (!next_has(kAcknowledgement)) return;
  const uint16_t own = r.le16();
  p.put((own & kNegative) != 0 ? "nak " : "ack ", own & 0xfff, ' ');
  if (!next_has(kAcknowledgement | kOtherSubchannel)) return;
  const uint16_t others = r.le16();
  p.put((others & kOthersNegative) == kOthersNegative ? other.bad : other.good, others & 0xfff, ' ');
}

void put_segment(Printer& p, Reader& r, const OtherNames& other) {
  put_acknowledgements(p, r, other);
  if (!has(p, r, 2)) return;
  p.put("seg ", r.le16() & 0xfff, ' ');
}

void print_data(Printer& p, Reader r) {
  p.put("data ", read_links(r));
  put_segment(p, r, kOtherOfData);
}

void print_interrupt(Printer& p, Reader r) {
  read_links(r);
  p.put("intr ");
  put_segment(p, r, kDataOfOther);
}

void print_link_service(Printer& p, Reader r) {
  static constexpr ValueName kModifiers[] = {{0, ""}, {1, "donotsend-data "}, {2, "send-data "}};
  p.put("link-service ", read_links(r));
  if (r.length() < 8) return p.invalid();
  // tcpdump takes the flow control from where it is behind two acknowledgements, whether they are there or not.
  Reader control = r.after(6);
  put_segment(p, r, kDataOfOther);
  const uint8_t flags = control.u8();
  const uint8_t value = control.u8();
  const uint8_t modifier = flags & 3;
  const uint8_t interpretation = flags & 0xc;
  if (interpretation == 0) {
    p.put("dat seg count ", value, ' ');
    if (modifier == 3) return p.put("reserved-fcmod? ", hex(flags));
    p.put(find_name(kModifiers, modifier));
  } else if (interpretation == 4) {
    p.put("intr req count ", value, ' ');
  } else {
    p.put("reserved-fcval-int? ", hex(flags));
  }
}

void print_data_acknowledgement(Printer& p, Reader r) {
  p.put("data-ack ", read_links(r));
  if (!has(p, r, 4)) return;
  put_acknowledgements(p, r, kOtherOfData);
}

void print_other_acknowledgement(Printer& p, Reader r) {
  p.put("ils-ack ", read_links(r));
  if (!has(p, r, 4)) return;
  put_acknowledgements(p, r, kDataOfOther);
}

void print_connect_acknowledgement(Printer& p, Reader r) {
  p.put("conn-ack ", read_links(r).destination);
}

/// Services, version of NSP and segment size.
void put_connect(Printer& p, Reader& r) {
  static constexpr ValueName kServices[] = {{4, "seg "}, {8, "msg "}};
  static constexpr std::string_view kVersions[] = {"3.2", "3.1", "4.0", "4.1"};
  const uint8_t services = r.u8();
  const uint8_t info = r.u8();
  p.put(find_name(kServices, services & 0xc), "ver ", kVersions[info & 3], " segsize ", r.le16(), ' ');
}

void put_connect_initiate(Printer& p, Reader r, std::string_view name) {
  p.put(name, read_links(r));
  if (!has(p, r, 4)) return;
  put_connect(p, r);
}

void print_connect_initiate(Printer& p, Reader r) {
  put_connect_initiate(p, r, "conn-initiate ");
}

void print_connect_retransmitted(Printer& p, Reader r) {
  put_connect_initiate(p, r, "retrans-conn-initiate ");
}

void put_optional_length(Printer& p, Reader& r) {
  const uint8_t length = r.u8();
  if (length != 0) p.put("optlen ", length, ' ');
}

void print_connect_confirm(Printer& p, Reader r) {
  p.put("conn-confirm ", read_links(r));
  if (!has(p, r, 5)) return;
  put_connect(p, r);
  put_optional_length(p, r);
}

constexpr ValueName kReasons[] = {
    {0, "object rejected connect"},
    {1, "insufficient resources"},
    {2, "unrecognized node name"},
    {3, "node is shutting down"},
    {4, "unrecognized object"},
    {5, "invalid object name format"},
    {6, "object too busy"},
    {7, "protocol error discovered"},
    {8, "third party abort"},
    {9, "user abort"},
    {10, "invalid node name format"},
    {11, "local node shutting down"},
    {32, "insufficient local resources"},
    {33, "insufficient remote user resources"},
    {34, "invalid access control information"},
    {36, "bad ACCOUNT information"},
    {38, "no response from object"},
    {39, "node unreachable"},
    {41, "no link terminate"},
    {42, "disconnect complete"},
    {43, "bad image data in connect"},
};

void print_disconnect_initiate(Printer& p, Reader r) {
  p.put("disconn-initiate ", read_links(r));
  if (!has(p, r, 3)) return;
  p.put(named(kReasons, r.le16(), "reason-"), ' ');
  put_optional_length(p, r);
}

void print_disconnect_confirm(Printer& p, Reader r) {
  p.put("disconn-confirm ", read_links(r));
  p.put(named(kReasons, r.le16(), "reason-"), ' ');
}

enum MessageType : uint8_t { kDataMessage = 0, kAckMessage = 4, kControlMessage = 8, kReservedMessage = 12 };

/// By the flags' type and subtype. Begin and end of a message are flags of their own in a data segment's subtype.
struct NspMessage {
  MessageType type;
  uint8_t subtype;
  PrintFunction print;
};
constexpr NspMessage kNspMessages[] = {
    {kDataMessage, 0x00, print_data},
    {kDataMessage, 0x20, print_data},
    {kDataMessage, 0x40, print_data},
    {kDataMessage, 0x60, print_data},
    {kDataMessage, 0x10, print_link_service},
    {kDataMessage, 0x30, print_interrupt},
    {kAckMessage, 0x00, print_data_acknowledgement},
    {kAckMessage, 0x10, print_other_acknowledgement},
    {kAckMessage, 0x20, print_connect_acknowledgement},
    {kControlMessage, 0x10, print_connect_initiate},
    {kControlMessage, 0x20, print_connect_confirm},
    {kControlMessage, 0x30, print_disconnect_initiate},
    {kControlMessage, 0x40, print_disconnect_confirm},
    {kControlMessage, 0x60, print_connect_retransmitted},
};
constexpr ValueName kReservedNames[] = {
    {kDataMessage, "reserved-subtype? "},
    {kAckMessage, "reserved-acktype? "},
    {kControlMessage, "reserved-ctltype? "},
    {kReservedMessage, "reserved-type? "},
};

constexpr size_t kLeastNsp = 5;

void print_nsp(Printer& p, Reader r) {
  if (r.length() < kLeastNsp) {
    p.put(" (nsplen ", r.length(), " < ", kLeastNsp, ')');
    return p.invalid();
  }
  const uint8_t flags = r.u8();
  for (const auto& message : kNspMessages) {
    if (message.type == (flags & 0xc) && message.subtype == (flags & 0x70)) return message.print(p, r);
  }
  const Links links = read_links(r);
  p.put(find_name(kReservedNames, flags & 0xc), hex(flags), ' ', links.source, " > ", links.destination);
}

// Routing layer: data packets.

enum Flags : uint8_t {
  kControl = 0x01,
  kShort = 0x02,
  kLong = 0x06,
  kFormat = 0x07,
  kReturnRequest = 0x08,
  kReturned = 0x10,
  kIntraEthernet = 0x20,
  kFutureVersion = 0x40,
  kPadding = 0x80,
};
constexpr ValueName kDataFlags[] = {{kReturnRequest, "RQR "}, {kReturned, "RTS "}, {kIntraEthernet, "IE "}};

struct Route {
  NodeAddress destination;
  NodeAddress source;
  uint8_t visits;
};

Route read_short_route(Reader& r) {
  const NodeAddress destination = node_address(r);
  const NodeAddress source = node_address(r);
  return {destination, source, static_cast<uint8_t>((r.u8() & 0x3f) + 1)};
}

Route read_long_route(Reader& r) {
  r.skip(2);
  const NodeAddress destination = node_id(r);
  r.skip(2);
  const NodeAddress source = node_id(r);
  r.skip(1);
  const uint8_t visits = r.u8();
  r.u16();  // reserved
  return {destination, source, visits};
}

constexpr size_t kShortHeader = 6;
constexpr size_t kLongHeader = 21;

bool fits(Printer& p, size_t length, size_t least) {
  if (length >= least) return true;
  p.put(" (length ", length, " < ", least, ')');
  p.invalid();
  return false;
}

/// From the flags on; `length` is the packet's by its own header, which counts padding.
void print_routed(Printer& p, Reader r, size_t length) {
  const uint8_t flags = r.u8();
  const bool is_long = (flags & kFormat) == kLong;
  const Route route = is_long ? read_long_route(r) : read_short_route(r);
  p.put(route.source, " > ", route.destination, ' ', length, ' ');
  if (p.verbose() > 0) p.put(flag_names(kDataFlags, flags, "", ""), route.visits, " hops ");
  print_nsp(p, r);
}

}  // namespace

void print_decnet(Printer& p, Reader r) {
  p.protocol = "decnet";
  if (!fits(p, r.length(), kShortHeader)) return;
  const size_t length = r.le16_at(0);
  if (length < kShortHeader || length > r.length()) {
    p.put(" (pktlen ", length, length < kShortHeader ? " < " : " > ",
          length < kShortHeader ? kShortHeader : r.length());
    p.put(')');
    return p.invalid();
  }
  Reader whole = r.first(length);  // what is dumped where it cannot be understood
  r.skip(2);
  Reader packet = r.first(length);
  uint8_t flags = packet.u8_at(0);
  if ((flags & kPadding) != 0) {
    const size_t padding = flags & 0x7f;
    if (p.verbose() > 0) p.put("[pad:", padding, "] ");
    if (!fits(p, length, padding + 2)) return;
    packet.skip(padding);
    whole.skip(padding);
    flags = packet.u8_at(0);
  }
  if ((flags & kFutureVersion) != 0) {
    p.put("future-version-decnet");
    return put_default(p, whole);
  }
  if ((flags & kControl) != 0) return print_control(p, packet);
  const uint8_t format = flags & kFormat;
  if (format != kShort && format != kLong) {
    p.put("unknown message flags under mask");
    return put_default(p, whole);
  }
  if (fits(p, packet.length(), format == kLong ? kLongHeader : kShortHeader)) print_routed(p, packet, length);
}

}  // namespace trawl
