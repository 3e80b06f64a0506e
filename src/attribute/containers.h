// Which container and pod a process is in: what the kernel says of its cgroups, and what the container runtimes of this
// host say of containers. The runtimes are asked by threads of their own; the packet path takes what is known.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attribute/cgroup_tree.h"
#include "attribute/container_store.h"
#include "attribute/place_cache.h"
#include "attribute/process_table.h"
#include "attribute/runtime/runtime_thread.h"
#include "wire/owner.h"
#include "wire/process.h"

namespace trawl {

/// Paths of Unix sockets, "unix://" in front or not; empty: those that the runtimes use by default.
struct RuntimeAddresses {
  std::string docker;
  std::string containerd;
  std::string cri;
};

class Containers {
 public:
  explicit Containers(const RuntimeAddresses& addresses);
  ~Containers();
  Containers(const Containers&) = delete;
  Containers& operator=(const Containers&) = delete;

  /// Grows when what find() says may have changed.
  uint64_t generation() const { return store_.generation(); }

  /// Whether a cgroup v2 id alone says which container it is.
  bool known_by_cgroup() const { return !tree_.has_legacy(); }

  /// The container of an owner: by its cgroup v2 id, or where that does not tell containers apart by its process's
  /// other cgroups, or its parent's when it has ended. One that no runtime knows has an id and nothing else. Never
  /// waits for a runtime.
  ContainerIdentity find(const trawl_owner& owner, ProcessTable& processes);

  /// A record of the process ring: of births, and of cgroups that are made and joined. Others are ignored.
  void process_event(std::span<const uint8_t> record);

  /// Containers that appeared, changed or ended since the last call, in order; the first call gives those there are.
  /// fd() tells of changes once it has been called.
  std::vector<ContainerChange> take_changes() { return store_.take_changes(); }
  /// What is wrong with the runtimes: one line each, at most once per runtime.
  std::vector<std::string> take_warnings() { return store_.take_warnings(); }
  /// Containers and pods that were left out or forgotten because there were too many.
  uint64_t forgotten() const { return store_.forgotten(); }
  /// Cgroups and processes whose containers were forgotten because there were too many: they are asked for again, which
  /// is too late for those that have ended.
  uint64_t places_forgotten() const { return by_cgroup_.forgotten() + by_process_.forgotten(); }
  /// Readable while there are changes or warnings to take.
  int fd() const { return store_.fd(); }

 private:
  std::shared_ptr<Place> place_of_cgroup(uint64_t cgroup_id);
  std::shared_ptr<Place> place_of_process(uint32_t tgid, uint64_t start_time, ProcessTable& processes);
  const ContainerIdentity& identify(Place& place);
  void fork(const trawl_process_event& event);
  void join(PlaceCache& places, uint64_t key, std::string_view path);

  CgroupTree tree_;
  ContainerStore store_;
  PlaceCache by_cgroup_;   // by cgroup v2 id
  PlaceCache by_process_;  // by number and start
  std::vector<std::unique_ptr<RuntimeThread>> runtimes_;
};

}  // namespace trawl
