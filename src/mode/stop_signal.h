// Signals: INT, TERM and HUP ask for a clean end, USR1 for the counters, USR2 for a flush.
#pragma once

namespace trawl {

/// Catches the signals from now on, without restarting a blocked call: it fails with EINTR. HUP stays ignored where it
/// was. A closed pipe is an error of the write, not a signal.
void catch_stop_signals();

/// Becomes readable when one of them comes; -1 before catch_stop_signals().
int stop_signal_fd();

/// Whether an end was asked for.
bool stop_requested();

struct SignalRequests {
  bool statistics = false;  // USR1
  bool flush = false;       // USR2
};
/// What was asked for since the last call. stop_signal_fd() is readable no more, unless an end was asked for.
SignalRequests take_signal_requests();

}  // namespace trawl
