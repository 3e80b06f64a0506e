// All that the runtimes have told of containers and pods. Runtimes write, each from its own thread; the packet path
// reads.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "attribute/cgroup_tree.h"
#include "attribute/runtime/facts.h"
#include "base/fd.h"
#include "packet/context.h"

namespace trawl {

struct ContainerIdentity {
  std::shared_ptr<const ContainerContext> container;  // null: in none
  std::shared_ptr<const PodContext> pod;              // null: in none, or not known
  bool operator==(const ContainerIdentity&) const = default;
};

/// A container that appeared, changed or ended.
struct ContainerChange {
  ContainerIdentity identity;  // container is never null
  uint64_t cgroup_id = 0;      // inode of its cgroup v2 directory; 0: not known, or not its own
  uint32_t init_pid = 0;       // its first process, in the initial pid namespace; 0: not known
  bool ended = false;
};

class ContainerStore {
 public:
  /// `tree` is borrowed.
  explicit ContainerStore(const CgroupTree& tree);

  // For runtimes. `source` numbers them; where two know a container, what the lower number says goes first.

  /// A container that is there. Reads the cgroup of its first process.
  void put(int source, ContainerFacts facts);
  bool knows(int source, const std::string& id);
  void put_pod(PodFacts facts);
  /// The container is gone. It stays known, as one of the last few thousand that are.
  void end(int source, std::string_view id);
  /// What is there, whole: what else `source` knew has ended.
  void keep_only(int source, const std::set<std::string>& ids);
  /// One line about something that is wrong with a runtime, for the user.
  void warn(std::string text);

  // For the packet path.

  /// Grows with every change: what find() said before may be out of date then.
  uint64_t generation() const { return generation_.load(std::memory_order_acquire); }
  /// The innermost known container whose cgroup, or one below it, is one of `paths`.
  ContainerIdentity find(std::span<const std::string> paths);
  /// What changed since the last call, in order; the first call gives all containers that are there. Who has called
  /// once must go on, or the oldest changes are left out.
  std::vector<ContainerChange> take_changes();
  std::vector<std::string> take_warnings();
  /// Containers, pods and changes that were left out or forgotten because there were too many.
  uint64_t forgotten() const { return forgotten_.load(std::memory_order_relaxed); }
  /// Readable while there is something to take.
  int fd() const { return event_.get(); }

  /// Tells runtimes without events that there is a container nobody has told all of, once for each.
  void want(std::string_view id);
  /// `fd`, an eventfd, is written to at each want(), until forget_want().
  void on_want(int fd);
  void forget_want(int fd);

 private:
  struct Entry {
    std::map<int, ContainerFacts> facts;
    std::set<int> ended;             // sources that say so
    std::vector<std::string> paths;  // of its cgroups
    ContainerIdentity identity;      // as it was told
    uint64_t cgroup_id = 0;
    uint32_t init_pid = 0;
    bool all_ended() const { return ended.size() == facts.size(); }
  };
  using Entries = std::unordered_map<std::string, Entry>;

  void learn_cgroups(Entry& entry, const std::string& id, const ProcessCgroups& cgroups, uint64_t cgroup_id);
  void end_locked(int source, Entries::iterator entry);
  void tell(Entry& entry, bool changed);
  ContainerIdentity merge(const Entry& entry) const;
  std::shared_ptr<const PodContext> told_pod(const Entry& entry, std::string_view uid) const;
  std::shared_ptr<const PodContext> pod_of(const Entry& entry, const Labels& labels) const;
  void add_change(const Entry& entry);
  const Entry* find_path(std::string_view path) const;
  void want_locked(std::string_view id);
  void forget_oldest();
  void forget_uid(const std::shared_ptr<const PodContext>& pod);
  void notify();

  const CgroupTree& tree_;
  Fd event_;
  std::atomic<uint64_t> generation_ = 1;
  std::atomic<uint64_t> forgotten_ = 0;
  std::mutex mutex_;  // all below
  Entries entries_;   // by id
  std::unordered_map<std::string, std::string> ids_by_path_;
  std::unordered_map<std::string, std::shared_ptr<const PodContext>> pods_by_sandbox_;
  std::unordered_map<std::string, std::shared_ptr<const PodContext>> pods_by_uid_;
  std::deque<std::string> sandboxes_;  // in the order of their coming
  std::deque<std::string> ended_;      // ids in the order of their ends
  bool watched_ = false;               // somebody takes changes
  std::deque<ContainerChange> changes_;
  std::vector<std::string> warnings_;
  std::set<std::string, std::less<>> wanted_;
  std::vector<int> on_want_;
};

}  // namespace trawl
