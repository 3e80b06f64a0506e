#include "kernel/probe_removal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "base/fd.h"
#include "kernel/short_grace_periods.h"

namespace trawl {

namespace {

/// Nothing else of this process may stay open in its child: the ends of its output, its rings.
void close_all_but(const std::set<int>& kept) {
  unsigned next = 0;
  for (const int fd : kept) {
    if (static_cast<unsigned>(fd) > next) ::close_range(next, static_cast<unsigned>(fd) - 1, 0);
    next = static_cast<unsigned>(fd) + 1;
  }
  ::close_range(next, ~0U, 0);
}

/// `released`: readable when the parent has let go of the probes, so that the last to do so is this process.
[[noreturn]] void remove_and_exit(std::vector<Kprobe>& probes, int released) {
  ::setsid();
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) ::signal(number, SIG_IGN);
  ::prctl(PR_SET_NAME, "trawl-probes");
  (void)!::chdir("/");
  std::set<int> kept = {released};
  for (const Kprobe& probe : probes) kept.insert({probe.event(), probe.link()});
  close_all_but(kept);
  char nothing = 0;
  while (::read(released, &nothing, 1) < 0 && errno == EINTR) {
  }
  {
    const ShortGracePeriods hurry;
    probes.clear();
  }
  ::_exit(0);
}

}  // namespace

bool remove_probes(std::vector<Kprobe> probes, int patience_ms) {
  if (probes.empty()) return true;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return true;  // they go with the vector, slowly
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  const pid_t process = ::fork();
  if (process < 0) return true;
  if (process == 0) remove_and_exit(probes, reading.get());
  const Fd child(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  probes.clear();
  writing.reset();
  pollfd ended = {child.get(), POLLIN, 0};
  int ready = 0;
  while ((ready = ::poll(&ended, 1, patience_ms)) < 0 && errno == EINTR) {
  }
  if (ready > 0) ::waitpid(process, nullptr, 0);
  return ready > 0;
}

}  // namespace trawl
