#include "mode/stop_signal.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <initializer_list>

namespace trawl {

namespace {

volatile std::sig_atomic_t stop_flag = 0;
volatile std::sig_atomic_t stop_event = -1;

void on_signal(int /*number*/) {
  const int saved = errno;
  const uint64_t one = 1;
  stop_flag = 1;
  (void)!::write(stop_event, &one, sizeof(one));
  errno = saved;
}

}  // namespace

void catch_stop_signals() {
  if (stop_event < 0) stop_event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
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

int stop_signal_fd() {
  return stop_event;
}

bool stop_requested() {
  return stop_flag != 0;
}

}  // namespace trawl
