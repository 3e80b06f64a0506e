// The programs that learn whose sockets are and what happens to processes (bpf/lib/owner.h, bpf/lib/process.h), in
// whichever object they were compiled into. They are told by their names: owner_... and process_...
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernel/features.h"
#include "kernel/loading.h"

struct bpf_link;
struct bpf_object;
struct bpf_program;

namespace trawl {

class OwnerHooks {
 public:
  /// Before the object is loaded: leaves out programs whose tracepoint this kernel does not have.
  /// `without`: features that the kernel does not have (features.h), so that others do their work.
  /// `types`: tell which tracepoints there are.
  void select(bpf_object* object, const FeatureSet& without, const KernelTypes& types);
  /// After it: attaches the programs, then names the owners of sockets that there already are. A hook that the kernel
  /// refuses is missing, and owners are learned by the others.
  void attach(bpf_object* object);

  /// The hooks that this kernel does not have or allow.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  struct Destroy {
    void operator()(bpf_link* link) const;
  };
  void run(const bpf_object* object, const bpf_program* iterator);
  void walk(const bpf_object* object);
  bpf_link* attach_one(const bpf_program* program, int cgroup);

  std::vector<std::unique_ptr<bpf_link, Destroy>> links_;
  std::vector<std::string> missing_;
};

}  // namespace trawl
