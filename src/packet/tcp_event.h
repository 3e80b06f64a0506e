// Something that happened to a TCP connection, with the owner of its socket. Plain data: the source fills it in,
// attribution adds the owner, sinks show it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "packet/context.h"
#include "packet/packet.h"

namespace trawl {

enum class TcpEventKind : uint8_t { kState, kRetransmit, kResetSent, kResetReceived, kDrop };

/// Who began the connection. kNone: a listening socket, or no socket at all.
enum class TcpOpening : uint8_t { kNone, kConnected, kAccepted };

struct TcpEndpoint {
  std::array<uint8_t, 16> address{};  // an IPv4 address in the first four bytes
  uint16_t port = 0;
};

/// What a connection carried, known at its CLOSE.
struct TcpTotals {
  uint64_t bytes_sent = 0;           // payload, without repetitions
  uint64_t bytes_received = 0;       // payload
  uint32_t retransmits = 0;          // segments
  uint32_t rtt = 0;                  // smoothed, us; 0: never measured
  std::optional<uint64_t> duration;  // ns; nothing for a connection older than the capture
};

struct TcpEvent {
  Timestamp time;
  TcpEventKind kind = TcpEventKind::kState;
  TcpOpening opening = TcpOpening::kNone;
  uint8_t state = 0;      // the new one, or that at the event; 0: no socket (packet/tcp_states.h)
  uint8_t old_state = 0;  // kState only
  bool ipv6 = false;      // the addresses are IPv6 ones
  TcpEndpoint local;
  TcpEndpoint remote;
  std::optional<uint64_t> in_old_state;  // ns; nothing if it began before the capture
  std::optional<TcpTotals> totals;       // of a change to CLOSE
  std::string_view reason;               // kDrop: the kernel's name for it
  uint64_t cookie = 0;                   // the socket's, as SO_COOKIE and ss tell it; 0: none
  uint32_t netns = 0;                    // inode number of the network namespace
  uint32_t cpu = 0;
  uint32_t cpu_tid = 0;  // the task that happened to run there
  uint32_t cpu_tgid = 0;
  std::string_view cpu_comm;     // valid as long as the batch
  const Party* owner = nullptr;  // null: not known; valid as long as the batch
};

}  // namespace trawl
