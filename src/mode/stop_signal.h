// INT, TERM and HUP ask for a clean end.
#pragma once

namespace trawl {

/// Catches the signals from now on, without restarting a blocked call: it fails with EINTR. HUP stays ignored where it
/// was. A closed pipe is an error of the write, not a signal.
void catch_stop_signals();

/// Becomes readable when one of them comes; -1 before catch_stop_signals().
int stop_signal_fd();

/// Whether one of them came.
bool stop_requested();

}  // namespace trawl
