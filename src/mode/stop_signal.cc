#include "mode/stop_signal.h"

#include <csignal>
#include <initializer_list>

namespace trawl {

namespace {

volatile std::sig_atomic_t stop_flag = 0;

void on_signal(int /*number*/) {
  stop_flag = 1;
}

}  // namespace

void catch_stop_signals() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  struct sigaction old = {};
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    sigaction(number, &action, &old);
    if (number == SIGHUP && old.sa_handler == SIG_IGN) sigaction(number, &old, nullptr);
  }
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

bool stop_requested() {
  return stop_flag != 0;
}

}  // namespace trawl
