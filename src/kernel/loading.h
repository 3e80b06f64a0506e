// What is common to loading any programs into the kernel: the error's words, the kernel's types, the root of cgroups.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "base/fd.h"

struct btf;

namespace trawl {

/// Why programs could not be loaded, from the errno value of libbpf's load: what is missing, and what helps.
Error load_error(int error_number);

/// The tracepoints that the kernel has, by its BTF; none where that cannot be read.
class Tracepoints {
 public:
  /// `types`: a BTF file.
  explicit Tracepoints(const std::string& types);

  bool has(const std::string& name) const;

 private:
  struct Free {
    void operator()(btf* types) const;
  };
  std::unique_ptr<btf, Free> types_;
};

/// The root of cgroup v2, mounted or not: programs there see every process. Invalid where the kernel has no cgroup v2.
Fd open_cgroup_root();

}  // namespace trawl
