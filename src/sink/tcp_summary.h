// The connections that ended, by process and peer, as a table at the end.
#pragma once

#include <array>
#include <map>
#include <string>
#include <tuple>

#include "sink/tcp_event_sink.h"

namespace trawl {

class TcpSummary final : public TcpEventSink {
 public:
  /// Does not own `fd`.
  explicit TcpSummary(int fd) : fd_(fd) {}

  Result<void> write(const TcpEvent& event) override;
  Result<void> flush() override { return {}; }
  /// Prints the table.
  Result<void> finish() override;

 private:
  /// Process, its name, the peer's address, and who began.
  using Key = std::tuple<uint32_t, std::string, bool, std::array<uint8_t, 16>, TcpOpening>;
  struct Row {
    uint64_t connections = 0;
    uint64_t failed = 0;  // never ESTABLISHED
    uint64_t sent = 0;    // bytes
    uint64_t received = 0;
    uint64_t retransmits = 0;
    uint64_t duration = 0;  // ns, of those whose beginning is known
    uint64_t known_durations = 0;
  };

  int fd_;
  std::map<Key, Row> rows_;
  uint64_t left_out_ = 0;  // connections that had no room in the table
};

}  // namespace trawl
