// Rx, AFS's remote procedure calls: OpenAFS's rx (rx.h, rx_packet.h) and "The Rx protocol" (Zeldovich, 2002).
#include <algorithm>
#include <array>
#include <span>

#include "print/afs.h"
#include "print/protocols.h"
#include "print/udp_ports.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 28;

enum Type : uint8_t { kData = 1, kAck = 2, kAbort = 4 };
constexpr ValueName kTypes[] = {{kData, "data"},  {kAck, "ack"},   {3, "busy"},  {kAbort, "abort"}, {5, "ackall"},
                                {6, "challenge"}, {7, "response"}, {8, "debug"}, {9, "params"},     {13, "version"}};

enum Flag : uint8_t { kClient = 1 };
constexpr ValueName kFlags[] = {
    {kClient, "client-init"}, {2, "req-ack"}, {4, "last-pckt"}, {8, "more-pckts"}, {16, "free-pckt"}};
constexpr uint8_t kByType = 32;  // says something else of data than of acknowledgements

constexpr ValueName kReasons[] = {{1, "ack requested"},
                                  {2, "duplicate packet"},
                                  {3, "out of sequence"},
                                  {4, "exceeds window"},
                                  {5, "no buffer space"},
                                  {6, "ping"},
                                  {7, "ping response"},
                                  {8, "delay"},
                                  {9, "idle"}};

struct Header {
  uint32_t connection;
  uint32_t call;
  uint32_t sequence;
  uint32_t serial;
  uint8_t type;
  uint8_t flags;
  uint8_t security;
  uint16_t service;
};

Header read_header(Reader& r) {
  Header h{};
  r.skip(4);  // epoch
  h.connection = r.u32();
  h.call = r.u32();
  h.sequence = r.u32();
  h.serial = r.u32();
  h.type = r.u8();
  h.flags = r.u8();
  r.skip(1);
  h.security = r.u8();
  r.skip(2);
  h.service = r.u16();
  return h;
}

/// A call that waits for its answer.
struct Call {
  uint32_t number = 0;
  uint16_t service = 0;
  uint16_t port = 0;
  std::array<uint8_t, 16> client{};
  uint32_t operation = 0;
};

/// The last calls, for what their answers are about.
struct Calls : ProtocolState {
  static constexpr size_t kSize = 64;
  std::array<Call, kSize> calls;
  size_t next = 0;
  size_t last_answered = 0;
};

std::array<uint8_t, 16> address(std::span<const uint8_t> bytes) {
  std::array<uint8_t, 16> a{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), a.size()), a.begin());
  return a;
}

void remember(Printer& p, const Header& h, uint32_t operation) {
  if (p.ip == nullptr) return;
  auto& calls = p.state<Calls>();
  calls.calls[calls.next++ % Calls::kSize] = {.number = h.call,
                                              .service = h.service,
                                              .port = p.state<UdpPorts>().destination,
                                              .client = address(p.ip->source),
                                              .operation = operation};
}

/// The call that a packet answers. Of several with one number the one behind the last that was found: an answer that is
/// sent again is not taken for a later call's.
const Call* find_call(Printer& p, const Header& h) {
  if (p.ip == nullptr) return nullptr;
  auto& calls = p.state<Calls>();
  const auto client = address(p.ip->destination);
  for (size_t i = 0; i < Calls::kSize; i++) {
    const size_t at = (calls.last_answered + i) % Calls::kSize;
    const Call& call = calls.calls[at];
    if (call.port == 0 || call.number != h.call || call.service != h.service) continue;
    if (call.port != p.state<UdpPorts>().source || call.client != client) continue;
    calls.last_answered = at;
    return &call;
  }
  return nullptr;
}

void put_flags(Printer& p, const Header& h) {
  char before = ' ';
  const auto put = [&](std::string_view name) {
    p.put(before, '<', name, '>');
    before = ',';
  };
  for (const auto& flag : kFlags) {
    if ((h.flags & flag.value) != 0) put(flag.name);
  }
  if ((h.flags & kByType) != 0 && h.type == kData) put("jumbogram");
  if ((h.flags & kByType) != 0 && h.type == kAck) put("slow-start");
}

void put_header(Printer& p, const Header& h) {
  p.put(" rx ", named(kTypes, h.type, "type "));
  if (p.verbose() == 0) return;
  if (p.verbose() > 1) p.put(" cid ", hex(h.connection, 8), " call# ", h.call);
  p.put(" seq ", h.sequence, " ser ", h.serial);
  if (p.verbose() > 2) p.put(" secindex ", h.security, " serviceid ", h.service);
  if (p.verbose() > 1) put_flags(p, h);
}

/// Ranges of the packets whose state is `wanted`.
void put_ranges(Printer& p, std::span<const uint8_t> states, uint32_t first, uint8_t wanted, std::string_view name) {
  bool any = false;
  for (size_t i = 0; i < states.size(); i++) {
    if (states[i] != wanted) continue;
    const bool begins = i == 0 || states[i - 1] != wanted;
    const bool ends = i + 1 == states.size() || states[i + 1] != wanted;
    if (begins) {
      any ? p.put(',') : p.put(' ', name, ' ');
      p.put(first + i);
      any = true;
    } else if (ends) {
      p.put('-', first + i);
    }
  }
}

void put_ack(Printer& p, Reader r) {
  constexpr size_t kFixed = 18;
  constexpr size_t kPadding = 3;
  if (!r.has(kFixed)) return p.put(" [|ack]");
  const uint16_t space = r.u16();
  const uint16_t skew = r.u16();
  if (p.verbose() > 2) p.put(" bufspace ", space, " maxskew ", skew);
  const uint32_t first = r.u32();
  r.skip(4);
  const uint32_t serial = r.u32();
  p.put(" first ", first, " serial ", serial, " reason ", named(kReasons, r.u8(), "#"));
  const size_t count = r.u8();
  if (!r.has(count)) return p.put(" [|ack]");
  const auto states = r.bytes(count);
  put_ranges(p, states, first, 1, "acked");
  put_ranges(p, states, first, 0, "nacked");
  if (p.verbose() < 2) return;
  r.skip(kPadding);
  for (const std::string_view name : {" ifmtu ", " maxmtu ", " rwind ", " maxpackets "}) {
    if (!r.has(4)) return;
    p.put(name, r.u32());
  }
}

void put_payload(Printer& p, Reader r, const Header& h) {
  const bool client = (h.flags & kClient) != 0;
  const bool first_data = h.type == kData && h.sequence == 1;
  if (first_data && client) {
    if (const AfsService* const service = find_afs_service(p.state<UdpPorts>().destination)) {
      const uint32_t operation = r.has(4) ? r.u32_at(0) : 0;
      if (r.has(4)) remember(p, h, operation);
      put_afs_call(p, r, *service);
    }
  } else if ((first_data || h.type == kAbort) && !client) {
    const Call* const call = find_call(p, h);
    const AfsService* const service = find_afs_service(p.state<UdpPorts>().source);
    if (call != nullptr && service != nullptr) put_afs_reply(p, r, *service, call->operation, h.type == kAbort);
  } else if (h.type == kAck) {
    put_ack(p, r);
  }
}

}  // namespace

void print_rx(Printer& p, Reader r) {
  p.protocol = "rx";
  const size_t length = r.length();
  if (!r.has(kHeader)) {
    p.truncated();
    return p.put(" (", length, ')');
  }
  const Header h = read_header(r);
  put_header(p, h);
  put_payload(p, r.after(0), h);
  p.put(" (", length, ')');
}

}  // namespace trawl
