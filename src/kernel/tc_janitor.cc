#include "kernel/tc_janitor.h"

#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "kernel/tc_clsact.h"

namespace trawl {

namespace {

void sweep(const std::string& mark) {
  auto netlink = Netlink::open();
  const std::unique_ptr<struct if_nameindex, void (*)(struct if_nameindex*)> names(::if_nameindex(),
                                                                                   ::if_freenameindex);
  if (!netlink || !names) return;
  for (const struct if_nameindex* entry = names.get(); entry->if_index != 0; entry++) {
    remove_clsact_filters(*netlink, entry->if_index, {}, [&](const std::string& other) { return other == mark; });
  }
}

/// Nothing of the capture may stay open here: its links and rings must go when it goes, its output must end.
void close_all_but(int kept) {
  if (kept > 0) ::close_range(0, static_cast<unsigned>(kept) - 1, 0);
  ::close_range(static_cast<unsigned>(kept) + 1, ~0U, 0);
}

[[noreturn]] void janitor(int end_of_capture, const std::string& mark) {
  ::setsid();
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2}) ::signal(number, SIG_IGN);
  ::prctl(PR_SET_NAME, "trawl-janitor");
  (void)::chdir("/");
  close_all_but(end_of_capture);
  char nothing = 0;
  while (::read(end_of_capture, &nothing, 1) < 0 && errno == EINTR) {
  }
  sweep(mark);
  ::_exit(0);
}

}  // namespace

Result<Janitor> Janitor::start(const std::string& mark) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("make a pipe", errno);
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  const pid_t process = ::fork();
  if (process < 0) return fail_errno("start a process", errno);
  if (process == 0) janitor(reading.get(), mark);
  return Janitor(std::move(writing), process);
}

Janitor::~Janitor() {
  if (process_ < 0) return;
  life_.reset();
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace trawl
