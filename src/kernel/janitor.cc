#include "kernel/janitor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace trawl {

namespace {

/// Nothing of the capture may stay open here: its links and rings must go when it goes, its output must end.
void close_all_but(int kept) {
  if (kept > 0) ::close_range(0, static_cast<unsigned>(kept) - 1, 0);
  ::close_range(static_cast<unsigned>(kept) + 1, ~0U, 0);
}

/// No signal reaches the process while this lives.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

[[noreturn]] void janitor(int end_of_capture, const std::function<void()>& work) {
  ::setsid();
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2}) ::signal(number, SIG_IGN);
  ::prctl(PR_SET_NAME, kJanitorName);
  (void)::chdir("/");
  close_all_but(end_of_capture);
  char nothing = 0;
  while (::read(end_of_capture, &nothing, 1) < 0 && errno == EINTR) {
  }
  work();
  ::_exit(0);
}

}  // namespace

Result<Janitor> Janitor::start(const std::function<void()>& work) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("make a pipe", errno);
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  const SignalsBlocked blocked;  // a Ctrl-C is for both processes, and must not come before the new one ignores it
  const pid_t process = ::fork();
  if (process < 0) return fail_errno("start a process", errno);
  if (process == 0) janitor(reading.get(), work);
  return Janitor(std::move(writing), process);
}

bool Janitor::finish(int patience_ms) {
  if (process_ < 0) return true;
  life_.reset();
  const pid_t process = std::exchange(process_, -1);
  const Fd child(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));  // Linux 5.3
  pollfd ended = {child.get(), POLLIN, 0};
  int ready = 0;
  while (child.valid() && (ready = ::poll(&ended, 1, patience_ms)) < 0 && errno == EINTR) {
  }
  if (child.valid() && ready == 0) return false;
  while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
  return true;
}

}  // namespace trawl
