#include "attribute/runtime/runtime_thread.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include "attribute/runtime/unix_socket.h"
#include "base/capabilities.h"

namespace trawl {

namespace {

/// To reach sockets of other users' runtimes, to read what processes containers have, and to become another user with
/// the whole process (-Z), after which all of it is gone.
constexpr CapabilitySet kKept = capability_set({Capability::kDacOverride, Capability::kDacReadSearch,
                                                Capability::kSysPtrace, Capability::kSetuid, Capability::kSetgid});

constexpr std::chrono::milliseconds kShortestPause{500};
constexpr std::chrono::milliseconds kLongestPause{30000};

/// Whether there is nobody to talk to, which is no fault.
bool is_absent(const Error& error) {
  return error.error_number == ENOENT || error.error_number == ECONNREFUSED || error.error_number == ENOTSUP;
}

}  // namespace

RuntimeThread::RuntimeThread(Settings settings, ContainerStore& store)
    : settings_(std::move(settings)),
      store_(store),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      want_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  store_.on_want(want_.get());
  // Signals are for the main thread.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] {
    if (keep_capabilities(kKept)) run();  // it reads what others write
  });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

RuntimeThread::~RuntimeThread() {
  const uint64_t one = 1;
  (void)!::write(stop_.get(), &one, sizeof(one));
  thread_.join();
  store_.forget_want(want_.get());
}

void RuntimeThread::report(const std::string& address, const Error& error) {
  if (reported_ || (is_absent(error) && !settings_.required)) return;
  reported_ = true;
  store_.warn(settings_.name + " at " + address + ": " + error.what);
}

RuntimeThread::Outcome RuntimeThread::follow_first() {
  Outcome outcome = Outcome::kAbsent;
  for (const auto& address : settings_.addresses) {
    bool synced = false;
    const auto ended = settings_.follow({.address = address,
                                         .store = store_,
                                         .source = settings_.source,
                                         .stop_fd = stop_.get(),
                                         .want_fd = want_.get(),
                                         .synced = synced});
    if (ended || ended.error().error_number == ECANCELED) return outcome;
    report(address, ended.error());
    if (synced) return Outcome::kLost;
    if (!is_absent(ended.error())) outcome = Outcome::kBroken;
  }
  return outcome;
}

void RuntimeThread::run() {
  auto pause = kShortestPause;
  for (;;) {
    pause = follow_first() == Outcome::kBroken ? std::min(pause * 2, kLongestPause) : kShortestPause;
    const auto waited = wait_for(-1, 0, deadline_in(pause), stop_.get());
    if (!waited && waited.error().error_number == ECANCELED) return;
  }
}

}  // namespace trawl
