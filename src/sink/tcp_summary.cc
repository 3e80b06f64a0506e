#include "sink/tcp_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/escape.h"
#include "base/output.h"
#include "packet/tcp_states.h"
#include "sink/tcp_event_words.h"

namespace trawl {

namespace {

constexpr size_t kMostRows = 65536;
constexpr uint8_t kSynSent = 2;
constexpr uint8_t kSynRecv = 3;

std::string text_of(const auto& part) {
  TextBuffer buffer;
  buffer.put(part);
  return std::string(buffer.view());
}

}  // namespace

Result<void> TcpSummary::write(const TcpEvent& event) {
  if (!event.totals || event.opening == TcpOpening::kNone) return {};
  const ProcessContext* owner = event.owner != nullptr ? &event.owner->process : nullptr;
  const Key key{owner != nullptr ? owner->pid : 0, owner != nullptr ? owner->comm : "-", event.ipv6,
                event.remote.address, event.opening};
  if (rows_.size() >= kMostRows && !rows_.contains(key)) {
    left_out_++;
    return {};
  }
  Row& row = rows_[key];
  row.connections++;
  row.failed += event.old_state == kSynSent || event.old_state == kSynRecv ? 1 : 0;
  row.sent += event.totals->bytes_sent;
  row.received += event.totals->bytes_received;
  row.retransmits += event.totals->retransmits;
  if (event.totals->duration) {
    row.duration += *event.totals->duration;
    row.known_durations++;
  }
  return {};
}

Result<void> TcpSummary::finish() {
  std::vector<std::pair<const Key*, const Row*>> sorted;
  for (const auto& [key, row] : rows_) sorted.emplace_back(&key, &row);
  std::ranges::stable_sort(sorted, std::greater(), [](const auto& entry) { return entry.second->connections; });
  std::string text = fmt::format("{:<7} {:<16} {:<3} {:<22} {:>9} {:>7} {:>13} {:>13} {:>8} {:>11}\n", "TGID", "COMM",
                                 "DIR", "PEER", "CONNECTED", "FAILED", "SENT", "RECEIVED", "RETRANS", "AVERAGE_MS");
  for (const auto& [key, row] : sorted) {
    const auto& [tgid, comm, ipv6, address, opening] = *key;
    const TcpEndpoint peer{address, 0};
    const std::string average =
        row->known_durations == 0 ? "-" : text_of(Milliseconds{row->duration / row->known_durations});
    text += fmt::format("{:<7} {:<16} {:<3} {:<22} {:>9} {:>7} {:>13} {:>13} {:>8} {:>11}\n",
                        tgid == 0 ? "-" : std::to_string(tgid), text_of(escaped_word(comm)), opening_word(opening),
                        text_of(EndpointAddress{peer, ipv6}), row->connections - row->failed, row->failed, row->sent,
                        row->received, row->retransmits, average);
  }
  if (left_out_ != 0) text += fmt::format("{} connections of further processes and peers\n", left_out_);
  return write_all(fd_, text, "Unable to write output");
}

}  // namespace trawl
