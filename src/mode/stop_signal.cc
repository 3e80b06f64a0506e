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
volatile std::sig_atomic_t statistics_flag = 0;
volatile std::sig_atomic_t flush_flag = 0;
volatile std::sig_atomic_t stop_event = -1;

void on_signal(int number) {
  const int saved = errno;
  const uint64_t one = 1;
  if (number == SIGUSR1) {
    statistics_flag = 1;
  } else if (number == SIGUSR2) {
    flush_flag = 1;
  } else {
    stop_flag = 1;
  }
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
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
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

SignalRequests take_signal_requests() {
  if (statistics_flag == 0 && flush_flag == 0) return {};
  uint64_t count = 0;
  (void)!::read(stop_event, &count, sizeof(count));
  const SignalRequests requests{.statistics = statistics_flag != 0, .flush = flush_flag != 0};
  statistics_flag = 0;
  flush_flag = 0;
  count = 1;
  if (stop_requested()) (void)!::write(stop_event, &count, sizeof(count));
  return requests;
}

}  // namespace trawl
