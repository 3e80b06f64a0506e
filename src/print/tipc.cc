// Transparent Inter-Process Communication: draft-spec-tipc-10, and the header words of version 2.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum User : uint32_t {
  kLowData = 0,
  kMediumData = 1,
  kHighData = 2,
  kCriticalData = 3,
  kBroadcastLink = 5,
  kBundler = 6,
  kLinkState = 7,
  kConnectionManager = 8,
  kChangeover = 10,
  kNameTable = 11,
  kFragmenter = 12,
  kNeighborDetection = 13,
};
constexpr ValueName kUsers[] = {
    {kLowData, "Low Importance Data payload"},
    {kMediumData, "Medium Importance Data payload"},
    {kHighData, "High Importance Data payload"},
    {kCriticalData, "Critical Importance Data payload"},
    {kBroadcastLink, "Broadcast Link Protocol internal"},
    {kBundler, "Message Bundler Protocol internal"},
    {kLinkState, "Link State Protocol internal"},
    {kConnectionManager, "Connection Manager internal"},
    {kChangeover, "Link Changeover Protocol internal"},
    {kNameTable, "Name Table Update Protocol internal"},
    {kFragmenter, "Message Fragmentation Protocol internal"},
    {kNeighborDetection, "Neighbor Detection Protocol internal"},
};
constexpr ValueName kMessages[] = {{0, "CONN_MSG"}, {1, "MCAST_MSG"}, {2, "NAMED_MSG"}, {3, "DIRECT_MSG"}};
constexpr ValueName kLinkMessages[] = {{0, "Link request"}, {1, "Link response"}};
constexpr uint32_t kShortHeader = 6;  // words: between sockets whose nodes are known

/// A node's address: zone, cluster, node.
struct Node {
  uint32_t value;
};
void append(TextBuffer& out, Node n) {
  out.put(n.value >> 24, '.', n.value >> 12 & 0xfff, '.', n.value & 0xfff);
}

struct Header {
  uint32_t version;
  uint32_t user;
  uint32_t words;
  uint32_t size;
};

void put_sizes(Printer& p, const Header& h) {
  p.put(", headerlength ", h.words * 4, " bytes, MessageSize ", h.size, " bytes, ", find_name(kUsers, h.user),
        ", messageType ");
}

void print_payload(Printer& p, Reader r, const Header& h) {
  const uint32_t control = r.u32_at(4);
  const std::string_view type = name_or(kMessages, control >> 29);
  const uint32_t previous = r.u32_at(12);
  const uint32_t source_port = r.u32_at(16);
  const uint32_t destination_port = r.u32_at(20);
  if (h.words <= kShortHeader) {
    p.put("TIPC v", h.version, ".0 ", Node{previous}, ':', source_port, " > ", destination_port);
    put_sizes(p, h);
    return p.put(type);
  }
  const uint32_t source = r.u32_at(24);
  const uint32_t destination = r.u32_at(28);
  p.put("TIPC v", h.version, ".0 ", Node{source}, ':', source_port, " > ", Node{destination}, ':', destination_port);
  put_sizes(p, h);
  p.put(type);
  if (p.verbose() == 0) return;
  p.put("\n\tPrevious Node ", Node{previous}, ", Broadcast Ack ", control & 0xffff, ", Link Ack ", r.u16_at(8));
  p.put(", Link Sequence ", r.u16_at(10));
}

void print_internal(Printer& p, Reader r, const Header& h) {
  const uint32_t control = r.u32_at(4);
  const uint32_t source = r.u32_at(24);
  const uint32_t destination = r.u32_at(28);
  p.put("TIPC v", h.version, ".0 ", Node{source}, " > ", Node{destination});
  put_sizes(p, h);
  p.put(name_or(kMessages, control >> 29), " (0x", hex(control, 8), ')');
  if (p.verbose() == 0 || !r.need(40)) return;
  p.put("\n\tPrevious Node ", Node{r.u32_at(12)});
  p.put(", Session No. ", r.u16_at(20), ", Broadcast Ack ", control & 0xffff, ", Sequence Gap ", control >> 16 & 0x1fff,
        ",  Broadcast Gap After ", r.u16_at(8), ", Broadcast Gap To ", r.u16_at(10), ", Last Sent Packet No. ",
        r.u16_at(16), ", Next sent Packet No. ", r.u16_at(18), ", Transport Sequence ", r.u32_at(32), ", msg_count ",
        r.u16_at(36), ", Link Tolerance ", r.u16_at(38));
}

void print_neighbor_detection(Printer& p, Reader r, const Header& h) {
  const uint32_t control = r.u32_at(4);
  const uint32_t destination = r.u32_at(8);
  const uint32_t source = r.u32_at(12);
  p.put("TIPC v", h.version, ".0 ", Node{source}, " > ", Node{destination});
  put_sizes(p, h);
  p.put(name_or(kLinkMessages, control >> 29));
  if (p.verbose() == 0 || !r.need(24)) return;
  p.put("\n\tNodeSignature ", control & 0xffff, ", network_id ", r.u32_at(16), ", media_id ", r.u32_at(20) & 0xff);
}

}  // namespace

void print_tipc(Printer& p, Reader r) {
  p.protocol = "tipc";
  const uint32_t word = r.u32_at(0);
  const Header h = {word >> 29, word >> 25 & 15, word >> 21 & 15, word & 0x1ffff};
  if (find_name(kUsers, h.user).empty()) return;
  switch (h.user) {
    case kLowData:
    case kMediumData:
    case kHighData:
    case kCriticalData:
    case kConnectionManager:
    case kNameTable:
      return print_payload(p, r, h);
    case kNeighborDetection:
      return print_neighbor_detection(p, r, h);
    default:
      return print_internal(p, r, h);
  }
}

}  // namespace trawl
