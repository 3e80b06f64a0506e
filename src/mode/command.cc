#include "mode/command.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace trawl {

namespace {

struct Pipe {
  Fd read;
  Fd write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) return fail_errno("make a pipe", errno);
  return Pipe{Fd(fds[0]), Fd(fds[1])};
}

[[noreturn]] void run_child(const std::vector<std::string>& arguments, const Environment& more, const Pipe& start,
                            const Pipe& error) {
  char go = 0;
  ::close(start.write.get());
  // The parent ended before it was ready: do not run unobserved.
  if (::read(start.read.get(), &go, 1) != 1) ::_exit(125);
  ::signal(SIGPIPE, SIG_DFL);
  for (const auto& [name, value] : more) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  const int why = errno;
  (void)!::write(error.write.get(), &why, sizeof(why));
  ::_exit(127);
}

}  // namespace

std::string find_executable(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::string_view folders = path != nullptr ? path : "/usr/bin:/bin";
  while (!folders.empty()) {
    const size_t end = std::min(folders.find(':'), folders.size());
    const std::string candidate = std::string(folders.substr(0, end)) + '/' + name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return name;
}

Result<Command> Command::create(const std::vector<std::string>& arguments, const Environment& more) {
  auto start = make_pipe();
  if (!start) return std::unexpected(start.error());
  auto error = make_pipe();
  if (!error) return std::unexpected(error.error());
  Command command;
  command.pid_ = ::fork();
  if (command.pid_ < 0) return fail_errno("start " + arguments[0], errno);
  if (command.pid_ == 0) run_child(arguments, more, *start, *error);
  command.pidfd_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, command.pid_, 0)));
  if (!command.pidfd_.valid()) return fail_errno("watch " + arguments[0], errno);
  command.start_ = std::move(start->write);
  command.error_ = std::move(error->read);
  return command;
}

Result<void> Command::go() {
  if (::write(start_.get(), "g", 1) != 1) return fail_errno("start the command", errno);
  int why = 0;
  const ssize_t n = ::read(error_.get(), &why, sizeof(why));
  if (n == sizeof(why)) return fail_errno("start the command", why);
  return {};
}

bool Command::poll() {
  if (ended_) return true;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
  ended_ = true;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

}  // namespace trawl
