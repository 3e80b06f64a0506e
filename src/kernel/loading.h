// What is common to loading any programs into the kernel: the error's words, the kernel's types, the root of cgroups.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/fd.h"

struct btf;

namespace trawl {

/// Why programs could not be loaded, from the errno value of libbpf's load: what is missing, and what helps.
Error load_error(int error_number);

/// The kernel's types, as a BTF file has them: reading one takes 10 ms, so it is done once for all who ask.
class KernelTypes {
 public:
  /// Of a file that cannot be read there are no types.
  explicit KernelTypes(const std::string& file);

  bool has_tracepoint(std::string_view name) const { return tracepoints_.contains(name); }
  /// Null: there are none.
  btf* get() const { return types_.get(); }

 private:
  struct Free {
    void operator()(btf* types) const;
  };
  std::unique_ptr<btf, Free> types_;
  std::set<std::string_view> tracepoints_;
};

/// The root of cgroup v2, mounted or not: programs there see every process. Invalid where the kernel has no cgroup v2.
Fd open_cgroup_root();

}  // namespace trawl
