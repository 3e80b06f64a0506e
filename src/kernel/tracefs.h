// The kernel's file system of traces (Documentation/trace/ftrace.rst), mounted or not.
#pragma once

#include <cstddef>
#include <string>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

class Tracefs {
 public:
  /// Where it is mounted, or where nobody else sees it. Errors: the kernel has none, no privilege (CAP_SYS_ADMIN).
  static Result<Tracefs> open();

  /// A file's content, of at most `limit` bytes.
  Result<std::string> read(const std::string& name, size_t limit = size_t{1} << 20) const;
  /// A file to add lines to; what is in it stays.
  Result<Fd> append_to(const std::string& name) const;

 private:
  Tracefs(Fd mount, std::string path) : mount_(std::move(mount)), path_(std::move(path)) {}
  Fd mount_;          // keeps it, if it is mounted for us
  std::string path_;  // ends in a slash
};

}  // namespace trawl
