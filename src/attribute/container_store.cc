#include "attribute/container_store.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace trawl {

namespace {

constexpr size_t kMostContainers = 65536;
constexpr size_t kRememberedEnded = 4096;
constexpr size_t kMostPods = 16384;
constexpr size_t kMostChanges = 65536;
constexpr size_t kMostWarnings = 64;
constexpr size_t kMostWanted = 4096;

void signal_event(int fd) {
  const uint64_t one = 1;
  (void)!::write(fd, &one, sizeof(one));
}

template <class T>
void take_first(T& value, const T& candidate) {
  if (value.empty()) value = candidate;
}

}  // namespace

ContainerStore::ContainerStore(const CgroupTree& tree)
    : tree_(tree), event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void ContainerStore::notify() {
  signal_event(event_.get());
}

/// The pod as the CRI runtime told it: by the sandbox, or by the name that Kubernetes puts on a container.
std::shared_ptr<const PodContext> ContainerStore::told_pod(const Entry& entry, std::string_view uid) const {
  for (const auto& [source, facts] : entry.facts) {
    const auto pod = pods_by_sandbox_.find(facts.sandbox_id.empty() ? facts.container.id : facts.sandbox_id);
    if (pod != pods_by_sandbox_.end()) return pod->second;
  }
  const auto pod = pods_by_uid_.find(std::string(uid));
  return pod != pods_by_uid_.end() ? pod->second : nullptr;
}

std::shared_ptr<const PodContext> ContainerStore::pod_of(const Entry& entry, const Labels& labels) const {
  const std::string_view uid = label(labels, kPodUidLabel);
  if (auto pod = told_pod(entry, uid)) return pod;
  PodContext named{.name = std::string(label(labels, kPodNameLabel)),
                   .name_space = std::string(label(labels, kPodNamespaceLabel)),
                   .uid = std::string(uid)};
  return named.name.empty() ? nullptr : std::make_shared<const PodContext>(std::move(named));
}

ContainerIdentity ContainerStore::merge(const Entry& entry) const {
  ContainerContext all;
  for (const auto& [source, facts] : entry.facts) {
    take_first(all.id, facts.container.id);
    take_first(all.name, facts.container.name);
    take_first(all.image, facts.container.image);
    all.labels.insert(facts.container.labels.begin(), facts.container.labels.end());
  }
  ContainerIdentity identity{nullptr, pod_of(entry, all.labels)};
  // What has not changed stays the same object: others compare addresses.
  const auto& before = entry.identity;
  identity.container =
      before.container && *before.container == all ? before.container : std::make_shared<const ContainerContext>(all);
  if (before.pod && identity.pod && *before.pod == *identity.pod) identity.pod = before.pod;
  return identity;
}

void ContainerStore::tell(Entry& entry, bool changed) {
  auto identity = merge(entry);
  if (!changed && identity == entry.identity) return;
  entry.identity = std::move(identity);
  generation_.fetch_add(1, std::memory_order_release);
  if (!watched_) return;
  add_change(entry);
  notify();
}

void ContainerStore::add_change(const Entry& entry) {
  if (changes_.size() >= kMostChanges) {
    changes_.pop_front();
    forgotten_++;
  }
  changes_.push_back({entry.identity, entry.cgroup_id, entry.init_pid, entry.all_ended()});
}

void ContainerStore::learn_cgroups(Entry& entry, const std::string& id, const ProcessCgroups& cgroups,
                                   uint64_t cgroup_id) {
  if (cgroup_id != 0) entry.cgroup_id = cgroup_id;
  const auto learn = [&](const std::string& path) {
    const auto own = cgroup_of_container(path, id);
    if (!own || !ids_by_path_.insert_or_assign(std::string(*own), id).second) return;
    entry.paths.emplace_back(*own);
  };
  if (!cgroups.unified.empty()) learn(cgroups.unified);
  for (const auto& path : cgroups.legacy) learn(path);
}

void ContainerStore::put(int source, ContainerFacts facts) {
  const std::string id = facts.container.id;
  ProcessCgroups cgroups;
  uint64_t cgroup_id = 0;
  if (facts.init_pid != 0) cgroups = CgroupTree::of_process(facts.init_pid).value_or(ProcessCgroups{});
  if (const auto own = cgroup_of_container(cgroups.unified, id)) cgroup_id = tree_.id_of(std::string(*own));

  const std::lock_guard lock(mutex_);
  if (entries_.size() >= kMostContainers && !entries_.contains(id)) {
    forgotten_++;
    return;
  }
  Entry& entry = entries_[id];
  const bool revived = entry.ended.erase(source) != 0;
  const bool in_pod = facts.in_pod;
  const bool started = facts.init_pid != 0 && (facts.init_pid != entry.init_pid || cgroup_id != entry.cgroup_id);
  if (facts.init_pid != 0) entry.init_pid = facts.init_pid;
  learn_cgroups(entry, id, cgroups, cgroup_id);
  entry.facts.insert_or_assign(source, std::move(facts));
  tell(entry, revived || started);
  if (in_pod && !told_pod(entry, label(entry.identity.container->labels, kPodUidLabel))) want_locked(id);
}

bool ContainerStore::knows(int source, const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(id);
  return entry != entries_.end() && entry->second.facts.contains(source);
}

/// Unless the number has gone over to another sandbox.
void ContainerStore::forget_uid(const std::shared_ptr<const PodContext>& pod) {
  if (!pod) return;
  const auto same = pods_by_uid_.find(pod->uid);
  if (same != pods_by_uid_.end() && same->second == pod) pods_by_uid_.erase(same);
}

void ContainerStore::put_pod(PodFacts facts) {
  const std::lock_guard lock(mutex_);
  auto& pod = pods_by_sandbox_[facts.sandbox_id];
  if (pod && *pod == facts.pod) return;
  if (!pod) sandboxes_.push_back(facts.sandbox_id);
  forget_uid(pod);
  pod = std::make_shared<const PodContext>(std::move(facts.pod));
  if (!pod->uid.empty()) pods_by_uid_[pod->uid] = pod;
  while (sandboxes_.size() > kMostPods) {
    const auto oldest = pods_by_sandbox_.find(sandboxes_.front());
    sandboxes_.pop_front();
    forget_uid(oldest->second);
    pods_by_sandbox_.erase(oldest);
    forgotten_++;
  }
  for (auto& [id, entry] : entries_) {
    if (!entry.all_ended()) tell(entry, false);
  }
}

void ContainerStore::end_locked(int source, Entries::iterator at) {
  Entry& entry = at->second;
  if (!entry.facts.contains(source) || !entry.ended.insert(source).second || !entry.all_ended()) return;
  tell(entry, true);
  ended_.push_back(at->first);
  if (ended_.size() > kRememberedEnded) forget_oldest();
}

void ContainerStore::forget_oldest() {
  const auto oldest = entries_.find(ended_.front());
  ended_.pop_front();
  if (oldest == entries_.end() || !oldest->second.all_ended()) return;  // it came back
  for (const auto& path : oldest->second.paths) ids_by_path_.erase(path);
  entries_.erase(oldest);
  forgotten_++;
}

void ContainerStore::end(int source, std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(std::string(id));
  if (entry != entries_.end()) end_locked(source, entry);
}

void ContainerStore::keep_only(int source, const std::set<std::string>& ids) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> gone;
  for (const auto& [id, entry] : entries_) {
    if (entry.facts.contains(source) && !entry.ended.contains(source) && !ids.contains(id)) gone.push_back(id);
  }
  for (const auto& id : gone) {
    if (const auto entry = entries_.find(id); entry != entries_.end()) end_locked(source, entry);
  }
}

void ContainerStore::warn(std::string text) {
  const std::lock_guard lock(mutex_);
  if (warnings_.size() < kMostWarnings) warnings_.push_back(std::move(text));
  notify();
}

const ContainerStore::Entry* ContainerStore::find_path(std::string_view path) const {
  for (; !path.empty(); path = parent_cgroup(path)) {
    const auto by_path = ids_by_path_.find(std::string(path));
    const auto entry =
        entries_.find(by_path != ids_by_path_.end() ? by_path->second : std::string(container_id_at(path)));
    if (entry != entries_.end()) return &entry->second;
  }
  return nullptr;
}

ContainerIdentity ContainerStore::find(std::span<const std::string> paths) {
  const std::lock_guard lock(mutex_);
  for (const auto& path : paths) {
    if (const Entry* entry = find_path(path)) return entry->identity;
  }
  return {};
}

std::vector<ContainerChange> ContainerStore::take_changes() {
  const std::lock_guard lock(mutex_);
  if (!watched_) {
    watched_ = true;
    for (const auto& [id, entry] : entries_) {
      if (!entry.all_ended()) add_change(entry);
    }
  }
  std::vector<ContainerChange> taken(std::move_iterator(changes_.begin()), std::move_iterator(changes_.end()));
  changes_.clear();
  uint64_t count = 0;
  if (warnings_.empty()) (void)!::read(event_.get(), &count, sizeof(count));
  return taken;
}

std::vector<std::string> ContainerStore::take_warnings() {
  const std::lock_guard lock(mutex_);
  uint64_t count = 0;
  if (changes_.empty()) (void)!::read(event_.get(), &count, sizeof(count));
  return std::exchange(warnings_, {});
}

void ContainerStore::want(std::string_view id) {
  const std::lock_guard lock(mutex_);
  want_locked(id);
}

void ContainerStore::want_locked(std::string_view id) {
  if (wanted_.contains(id)) return;
  if (wanted_.size() >= kMostWanted) wanted_.clear();
  wanted_.emplace(id);
  for (const int fd : on_want_) signal_event(fd);
}

void ContainerStore::on_want(int fd) {
  const std::lock_guard lock(mutex_);
  on_want_.push_back(fd);
}

void ContainerStore::forget_want(int fd) {
  const std::lock_guard lock(mutex_);
  std::erase(on_want_, fd);
}

}  // namespace trawl
