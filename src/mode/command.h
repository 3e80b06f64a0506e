// The command behind "--": started stopped, so that nothing it does is missed, and watched to its end.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

/// Variables to set: name and value.
using Environment = std::vector<std::pair<std::string, std::string>>;

/// The file that execvp(3) would run; `name` itself when there is none.
std::string find_executable(const std::string& name);

class Command {
 public:
  /// Forks; the child waits for go() before it becomes `arguments`, with `more` in its environment.
  static Result<Command> create(const std::vector<std::string>& arguments, const Environment& more = {});
  Command(Command&&) = default;
  Command& operator=(Command&&) = default;
  /// A child that never got to go() ends.
  ~Command() = default;

  pid_t pid() const { return pid_; }
  /// Lets it run. Errors: the program could not be started.
  Result<void> go();
  /// Becomes readable when it has ended.
  int fd() const { return pidfd_.get(); }
  /// Whether it has ended; from then on status() is known.
  bool poll();
  /// As a shell has it: the exit status, or 128 and the number of the signal.
  int status() const { return status_; }

 private:
  Command() = default;

  pid_t pid_ = -1;
  Fd pidfd_;
  Fd start_;  // closed or written to: the child goes on
  Fd error_;  // errno of a failed exec; closed by a good one
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace trawl
