// SCTP: RFC 9260, RFC 3758 (partial reliability).
#include "print/ip.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kSctp = 132;
constexpr size_t kHeader = 12;
constexpr size_t kChunkHeader = 4;

enum ChunkType : uint8_t {
  kData,
  kInit,
  kInitAck,
  kSack,
  kHeartbeat,
  kHeartbeatAck,
  kAbort,
  kShutdown,
  kShutdownAck,
  kError,
  kCookieEcho,
  kCookieAck,
  kEcnEcho,
  kCwr,
  kShutdownComplete,
};
constexpr ValueName kChunks[] = {
    {kData, "DATA"},
    {kInit, "INIT"},
    {kInitAck, "INIT ACK"},
    {kSack, "SACK"},
    {kHeartbeat, "HB REQ"},
    {kHeartbeatAck, "HB ACK"},
    {kAbort, "ABORT"},
    {kShutdown, "SHUTDOWN"},
    {kShutdownAck, "SHUTDOWN ACK"},
    {kError, "OP ERR"},
    {kCookieEcho, "COOKIE ECHO"},
    {kCookieAck, "COOKIE ACK"},
    {kEcnEcho, "ECN ECHO"},
    {kCwr, "ECN CWR"},
    {kShutdownComplete, "SHUTDOWN COMPLETE"},
    {0xc0, "FOR CUM TSN"},
    {0xc1, "REL CTRL"},
    {0xc2, "REL CTRL ACK"},
};

// RFC 5811: high, medium and low priority.
constexpr ValueName kForcesPorts[] = {{6704, "[ForCES HP]"}, {6705, "[ForCES MP]"}, {6706, "[ForCES LP]"}};

constexpr uint32_t kM3ua = 3;
constexpr uint32_t kForcesFirst = 21;
constexpr uint32_t kForcesLast = 23;
constexpr ValueName kPayloadProtocols[] = {
    {1, "ISDN Q.921"}, {2, "M2UA"},       {3, "M3UA"},    {4, "SUA"},   {5, "M2PA"},  {6, "V5.2"},   {7, "H.248"},
    {8, "BICC"},       {9, "TALI"},       {10, "DUA"},    {11, "ASAP"}, {12, "ENRP"}, {13, "H.323"}, {14, "Q.IPC"},
    {15, "SIMCO"},     {16, "DDPSC"},     {17, "DDPSSC"}, {18, "S1AP"}, {19, "RUA"},  {20, "HNBAP"}, {21, "ForCES HP"},
    {22, "ForCES MP"}, {23, "ForCES LP"}, {24, "SBc-AP"}, {25, "NBAP"}, {27, "X2AP"},
};

void put_ports(Printer& p, uint16_t source, uint16_t destination) {
  const bool addresses = p.ip != nullptr && (p.ip->version == 6 || follows_fixed_header(*p.ip, kSctp));
  if (addresses) p.put(host_name(p, header_source(*p.ip)), '.');
  p.put(source, " > ");
  if (addresses) p.put(host_name(p, header_destination(*p.ip)), '.');
  p.put(destination, ": ");
}

/// Whether a chunk has room for the fixed part of its type.
bool check_length(Printer& p, const Reader& r, size_t fixed) {
  if (r.length() >= fixed) return true;
  p.put("bogus chunk length ", r.length() + kChunkHeader, ']');
  return false;
}

/// False, as for the other types, when nothing can follow. Behind ForCES, all that the packet has is ForCES.
bool print_data(Printer& p, Reader r, uint8_t flags, bool& forces) {
  constexpr size_t kFixed = 12;
  if ((flags & 4) != 0) p.put("(U)");
  if ((flags & 2) != 0) p.put("(B)");
  if ((flags & 1) != 0) p.put("(E)");
  if ((flags & 7) != 0) p.put(' ');
  if (!check_length(p, r, kFixed)) return false;
  p.put("[TSN: ", r.u32(), "] ");
  p.put("[SID: ", r.u16(), "] ");
  p.put("[SSEQ ", r.u16(), "] ");
  p.put("[PPID ", named_hex(kPayloadProtocols, r.u32_at(0), "0x", ""), "] ");
  const uint32_t protocol = r.u32();
  if (r.length() == 0 && !p.stopped()) {
    p.put("bogus chunk length ", kChunkHeader + kFixed, ']');
    return false;
  }
  forces = forces || (protocol >= kForcesFirst && protocol <= kForcesLast);
  if (forces) {
    if (Layer layer{p}) print_forces(p, r);
    p.protocol = "sctp";
    return true;
  }
  if (p.verbose() < 2) return true;
  if (protocol == kM3ua) {
    if (Layer layer{p}) print_m3ua(p, r);
    p.protocol = "sctp";
    return true;
  }
  p.put("[Payload");
  if (!p.options.quiet && p.options.dump == Dump::kNone) {
    p.put(':');
    put_hex_ascii_lines(p.text, "\n\t", r.rest().first(r.length() < r.captured() ? r.length() : r.captured()));
  }
  p.put(']');
  return true;
}

bool print_init(Printer& p, Reader r) {
  if (!check_length(p, r, 16)) return false;
  p.put("[init tag: ", r.u32(), "] ");
  p.put("[rwnd: ", r.u32(), "] ");
  p.put("[OS: ", r.u16(), "] ");
  p.put("[MIS: ", r.u16(), "] ");
  p.put("[init TSN: ", r.u32(), "] ");
  return true;
}

bool print_sack(Printer& p, Reader r) {
  const size_t chunk_length = r.length() + kChunkHeader;
  if (!check_length(p, r, 12)) return false;
  const uint32_t acknowledged = r.u32();
  p.put("[cum ack ", acknowledged, "] ");
  p.put("[a_rwnd ", r.u32(), "] ");
  const uint16_t gaps = r.u16();
  p.put("[#gap acks ", gaps, "] ");
  const uint16_t duplicates = r.u16();
  p.put("[#dup tsns ", duplicates, "] ");
  for (int i = 1; i <= gaps + duplicates && r.length() > 0; i++) {
    if (r.length() < 4) {
      p.put("bogus chunk length ", chunk_length, ']');
      return false;
    }
    if (i <= gaps) {
      const uint32_t start = acknowledged + r.u16();
      p.put("\n\t\t[gap ack block #", i, ": start = ", start);
      p.put(", end = ", acknowledged + r.u16(), "] ");
    } else {
      p.put("\n\t\t[dup TSN #", i - gaps, ": ", r.u32(), "] ");
    }
  }
  return true;
}

bool print_content(Printer& p, const Reader& r, uint8_t type, uint8_t flags, bool& forces) {
  switch (type) {
    case kData:
      return print_data(p, r, flags, forces);
    case kInit:
    case kInitAck:
      return print_init(p, r);
    case kSack:
      return print_sack(p, r);
    default:
      return true;
  }
}

/// The chunk at `r`, which moves behind it and its padding. False when nothing follows.
bool print_chunk(Printer& p, Reader& r, bool& forces) {
  if (r.length() < kChunkHeader) {
    p.put("[chunk descriptor cut off at end of packet]");
    return false;
  }
  const uint8_t type = r.u8();
  const uint8_t flags = r.u8();
  const uint16_t length = r.u16();
  if (p.stopped()) return false;
  if (length < kChunkHeader) {
    p.put("[Bad chunk length ", length, ", < size of chunk descriptor]");
    return false;
  }
  if (length > r.length() + kChunkHeader) {
    p.put("[Bad chunk length ", length, ", > remaining data in packet]");
    return false;
  }
  p.put('[', named_hex(kChunks, type, "Unknown chunk type: 0x", ""), "] ");
  const size_t content = length - kChunkHeader;
  if (!print_content(p, r.with_length(content), type, flags, forces)) return false;
  const size_t padded = (content + 3) & ~size_t{3};
  if (!r.has(padded)) {
    p.truncated();
    return false;
  }
  r.skip(padded);
  return true;
}

}  // namespace

void print_sctp(Printer& p, Reader r) {
  p.protocol = "sctp";
  if (r.length() < kHeader) return p.put("truncated-sctp - ", kHeader - r.length(), " bytes missing!");
  if (!r.has(kHeader)) return p.truncated();
  const uint16_t source = r.u16();
  const uint16_t destination = r.u16();
  put_ports(p, source, destination);
  const std::string_view source_label = find_name(kForcesPorts, source);
  const std::string_view destination_label = find_name(kForcesPorts, destination);
  bool forces = !source_label.empty() || !destination_label.empty();
  p.put("sctp", source_label, destination_label);
  r.skip(8);
  for (int i = 1; r.length() > 0 && !p.stopped(); i++) {
    if (r.length() >= kChunkHeader && (!r.has(kChunkHeader) || !r.has(r.u16_at(2)))) return p.truncated();
    if (p.verbose() < 2) {
      p.put(i == 1 ? " (" : ", (", i, ") ");
    } else {
      p.put("\n\t", i, ") ");
    }
    if (!print_chunk(p, r, forces)) return;
  }
}

}  // namespace trawl
