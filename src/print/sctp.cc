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

constexpr uint32_t kM3ua = 3;
constexpr ValueName kPayloadProtocols[] = {
    {1, "ISDN Q.921"}, {2, "M2UA"},       {3, "M3UA"},    {4, "SUA"},   {5, "M2PA"},  {6, "V5.2"},   {7, "H.248"},
    {8, "BICC"},       {9, "TALI"},       {10, "DUA"},    {11, "ASAP"}, {12, "ENRP"}, {13, "H.323"}, {14, "Q.IPC"},
    {15, "SIMCO"},     {16, "DDPSC"},     {17, "DDPSSC"}, {18, "S1AP"}, {19, "RUA"},  {20, "HNBAP"}, {21, "ForCES HP"},
    {22, "ForCES MP"}, {23, "ForCES LP"}, {24, "SBc-AP"}, {25, "NBAP"}, {27, "X2AP"},
};

void put_ports(Printer& p, uint16_t source, uint16_t destination) {
  const bool addresses = p.ip != nullptr && follows_fixed_header(*p.ip, kSctp);
  if (addresses) p.put(host_name(p, header_source(*p.ip)), '.');
  p.put(source, " > ");
  if (addresses) p.put(host_name(p, header_destination(*p.ip)), '.');
  p.put(destination, ": ");
}

void print_data(Printer& p, Reader r, uint8_t flags) {
  if ((flags & 4) != 0) p.put("(U)");
  if ((flags & 2) != 0) p.put("(B)");
  if ((flags & 1) != 0) p.put("(E)");
  if ((flags & 7) != 0) p.put(' ');
  p.put("[TSN: ", r.u32(), "] ");
  p.put("[SID: ", r.u16(), "] ");
  p.put("[SSEQ ", r.u16(), "] ");
  p.put("[PPID ", named_hex(kPayloadProtocols, r.u32_at(0), "0x", ""), "] ");
  const uint32_t protocol = r.u32();
  if (r.length() == 0) return p.put("bogus chunk length ", kChunkHeader + kHeader, ']');
  if (p.verbose() < 2) return;
  if (protocol == kM3ua) {
    if (Layer layer{p}) print_m3ua(p, r);
    return;
  }
  p.put("[Payload");
  if (!p.options.quiet) {
    p.put(':');
    put_hex_ascii_lines(p.text, "\n\t", r.rest().first(r.length() < r.captured() ? r.length() : r.captured()));
  }
  p.put(']');
}

void print_init(Printer& p, Reader r) {
  p.put("[init tag: ", r.u32(), "] ");
  p.put("[rwnd: ", r.u32(), "] ");
  p.put("[OS: ", r.u16(), "] ");
  p.put("[MIS: ", r.u16(), "] ");
  p.put("[init TSN: ", r.u32(), "] ");
}

void print_sack(Printer& p, Reader r) {
  const uint32_t acknowledged = r.u32();
  p.put("[cum ack ", acknowledged, "] ");
  p.put("[a_rwnd ", r.u32(), "] ");
  const uint16_t gaps = r.u16();
  p.put("[#gap acks ", gaps, "] ");
  const uint16_t duplicates = r.u16();
  p.put("[#dup tsns ", duplicates, "] ");
  for (int i = 1; i <= gaps && r.length() > 0; i++) {
    const uint32_t start = acknowledged + r.u16();
    p.put("\n\t\t[gap ack block #", i, ": start = ", start);
    p.put(", end = ", acknowledged + r.u16(), "] ");
  }
  for (int i = 1; i <= duplicates && r.length() > 0; i++) p.put("\n\t\t[dup TSN #", i, ": ", r.u32(), "] ");
}

/// The chunk at `r`, which moves behind it and its padding. False when nothing follows.
bool print_chunk(Printer& p, Reader& r) {
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
  const Reader chunk = r.with_length(content);
  if (type == kData) {
    print_data(p, chunk, flags);
  } else if (type == kInit || type == kInitAck) {
    print_init(p, chunk);
  } else if (type == kSack) {
    print_sack(p, chunk);
  }
  r.skip((content + 3) & ~size_t{3});
  return true;
}

}  // namespace

void print_sctp(Printer& p, Reader r) {
  p.protocol = "sctp";
  if (r.length() < kHeader) return p.put("truncated-sctp - ", kHeader - r.length(), " bytes missing!");
  const uint16_t source = r.u16();
  const uint16_t destination = r.u16();
  if (p.stopped()) return;
  put_ports(p, source, destination);
  p.put("sctp");
  r.skip(8);
  for (int i = 1; r.length() > 0 && !p.stopped(); i++) {
    r.need(kChunkHeader);
    if (!p.stopped()) r.need(r.u16_at(2));
    if (p.verbose() < 2) {
      p.put(i == 1 ? " (" : ", (", i, ") ");
    } else {
      p.put("\n\t", i, ") ");
    }
    if (!print_chunk(p, r)) return;
  }
}

}  // namespace trawl
