#include "sink/tcp_event_text.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "base/escape.h"
#include "base/output.h"
#include "packet/tcp_states.h"
#include "sink/context_text.h"
#include "sink/tcp_event_words.h"

namespace trawl {

namespace {

constexpr size_t kBatchSize = size_t{64} << 10;  // bytes of text

// Widths of columns.
constexpr size_t kCpu = 3;
constexpr size_t kPid = 7;
constexpr size_t kComm = 16;
constexpr size_t kDirection = 4;
constexpr size_t kState = 12;
constexpr size_t kNumber = 2;
constexpr size_t kDuration = 10;
constexpr size_t kEndpoint = 22;

/// What stands in the state's column.
std::string_view state_word(const TcpEvent& event) {
  switch (event.kind) {
    case TcpEventKind::kRetransmit:
      return "RETRANSMIT";
    case TcpEventKind::kResetSent:
      return "RESET_SENT";
    case TcpEventKind::kResetReceived:
      return "RESET_RECVD";
    case TcpEventKind::kDrop:
      return "DROP";
    default:
      return tcp_state_name(event.state);
  }
}

/// How many lines of events stand under one header: a screen's, or all where there is no screen.
size_t lines_per_header(int fd) {
  winsize size{};
  if (::isatty(fd) == 0 || ::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row < 3) return SIZE_MAX;
  return size.ws_row - 2U;
}

}  // namespace

template <class... T>
void TcpEventText::column(size_t width, const T&... parts) {
  const size_t start = text_.size();
  text_.put(parts...);
  const size_t used = text_.size() - start;
  text_.fill(' ', used < width ? width - used + 1 : 1);
}

void TcpEventText::put_header() {
  column(kCpu, "CPU");
  column(kPid, "PID");
  column(kPid, "TGID");
  column(kComm, "COMM");
  if (settings_.on_cpu) {
    column(kPid, "ON_CPU");
    column(kComm, "ON_CPU_COMM");
  }
  column(kRfc3339Length, "TIME");
  column(kDirection, "DIR");
  if (settings_.from) {
    column(kState, "FROM");
    column(kDuration, "MS");
  }
  column(kState, "STATE");
  column(kNumber, "ID");
  column(kEndpoint, "SRC");
  text_.put("DST\n");
}

void TcpEventText::put_line(const TcpEvent& event) {
  column(kCpu, event.cpu);
  if (event.owner != nullptr) {
    const ProcessContext& owner = event.owner->process;
    column(kPid, owner.tid);
    column(kPid, owner.pid);
    column(kComm, escaped_word(owner.comm));
  } else {
    column(kPid, '-');
    column(kPid, '-');
    column(kComm, '-');
  }
  if (settings_.on_cpu) {
    column(kPid, event.cpu_tid);
    column(kComm, escaped_word(event.cpu_comm));
  }
  time_.put(text_, event.time);
  text_.put(' ');
  column(kDirection, opening_word(event.opening));
  if (settings_.from) {
    column(kState, event.kind == TcpEventKind::kState ? tcp_state_name(event.old_state) : "-");
    if (event.in_old_state) {
      column(kDuration, Milliseconds{*event.in_old_state});
    } else {
      column(kDuration, '-');
    }
  }
  column(kState, state_word(event));
  if (event.state != 0) {
    text_.put(pad_left(event.state, kNumber), ' ');
  } else {
    text_.put(" - ");
  }
  column(kEndpoint, EndpointText{event.local, event.ipv6});
  text_.put(EndpointText{event.remote, event.ipv6});
  if (event.kind == TcpEventKind::kDrop) text_.put(" reason ", event.reason);
  if (event.owner != nullptr && !settings_.owners) put_surroundings(text_, *event.owner, settings_.context);
}

void TcpEventText::put_totals(const TcpTotals& totals) {
  text_.put("\n    sent ", totals.bytes_sent, " bytes, received ", totals.bytes_received, " bytes, ",
            totals.retransmits, totals.retransmits == 1 ? " retransmit" : " retransmits", ", srtt ");
  if (totals.rtt != 0) {
    text_.put(Milliseconds{uint64_t{totals.rtt} * 1000}, " ms");
  } else {
    text_.put('-');
  }
  text_.put(", duration ");
  if (totals.duration) {
    text_.put(Milliseconds{*totals.duration}, " ms");
  } else {
    text_.put('-');
  }
}

Result<void> TcpEventText::write(const TcpEvent& event) {
  if (lines_left_ == 0) {
    put_header();
    lines_left_ = lines_per_header(fd_);
  }
  const size_t start = text_.size();
  put_line(event);
  if (settings_.totals && event.totals && event.opening != TcpOpening::kNone) put_totals(*event.totals);
  if (settings_.owners && event.owner != nullptr) put_party_lines(text_, *event.owner, "", settings_.context);
  text_.put('\n');
  const auto lines = static_cast<size_t>(std::ranges::count(text_.view().substr(start), '\n'));
  lines_left_ -= std::min(lines, lines_left_);
  if (settings_.every_event || text_.size() >= kBatchSize) return flush();
  return {};
}

Result<void> TcpEventText::flush() {
  if (text_.empty()) return {};
  auto written = write_all(fd_, text_.view(), "Unable to write output");
  text_.clear();
  return written;
}

}  // namespace trawl
