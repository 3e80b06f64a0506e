#include "attribute/containers.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "attribute/runtime/containerd.h"
#include "attribute/runtime/cri.h"
#include "attribute/runtime/docker.h"

namespace trawl {

namespace {

constexpr size_t kMostPaths = 16;  // of a process: there are as many hierarchies
constexpr int kMostAncestors = 64;
constexpr uint64_t kTick = 10'000'000;  // ns: /proc tells start times in 1/100 s (USER_HZ)

constexpr std::string_view kCriAddresses[] = {"/var/run/dockershim.sock", "/var/run/cri-dockerd.sock",
                                              "/run/crio/crio.sock", "/run/containerd/containerd.sock"};
constexpr std::string_view kDockerAddresses[] = {"/var/run/docker.sock"};
constexpr std::string_view kPodmanAddresses[] = {"/run/podman/podman.sock"};
constexpr std::string_view kContainerdAddresses[] = {"/run/containerd/containerd.sock"};

/// In the order in which they are believed: Kubernetes' names are those that its users know.
struct RuntimeRow {
  std::string_view name;
  std::string RuntimeAddresses::* given;
  std::span<const std::string_view> addresses;  // where none is given
  FollowRuntime follow;
  bool second_choice = false;  // not followed where an address is given
};
constexpr RuntimeRow kRuntimes[] = {
    {"CRI runtime", &RuntimeAddresses::cri, kCriAddresses, follow_cri},
    {"Docker", &RuntimeAddresses::docker, kDockerAddresses, follow_docker},
    {"Podman", &RuntimeAddresses::docker, kPodmanAddresses, follow_docker, true},
    {"containerd", &RuntimeAddresses::containerd, kContainerdAddresses, follow_containerd},
};

uint64_t process_key(uint32_t tgid, uint64_t start_time) {
  return static_cast<uint64_t>(tgid) << 40 ^ start_time / kTick;
}

std::vector<std::string> paths_of(ProcessCgroups cgroups) {
  std::vector<std::string> paths = std::move(cgroups.legacy);
  if (!cgroups.unified.empty()) paths.insert(paths.begin(), std::move(cgroups.unified));
  return paths;
}

}  // namespace

Containers::Containers(const RuntimeAddresses& addresses) : store_(tree_) {
  for (const RuntimeRow& row : kRuntimes) {
    const std::string& given = addresses.*row.given;
    if (!given.empty() && row.second_choice) continue;
    std::vector<std::string> all{given};
    if (given.empty()) all.assign(row.addresses.begin(), row.addresses.end());
    runtimes_.push_back(
        std::make_unique<RuntimeThread>(RuntimeThread::Settings{.name = std::string(row.name),
                                                                .addresses = std::move(all),
                                                                .required = !given.empty(),
                                                                .source = static_cast<int>(&row - kRuntimes),
                                                                .follow = row.follow},
                                        store_));
  }
}

Containers::~Containers() = default;

std::shared_ptr<Place> Containers::place_of_cgroup(uint64_t cgroup_id) {
  if (auto known = by_cgroup_.find(cgroup_id)) return known;
  auto place = std::make_shared<Place>();
  if (auto path = tree_.path_of(cgroup_id); path && *path != "/") place->paths.push_back(std::move(*path));
  return by_cgroup_.put(cgroup_id, std::move(place));
}

/// Null: neither the process nor its ancestors tell.
std::shared_ptr<Place> Containers::place_of_process(uint32_t tgid, uint64_t start_time, ProcessTable& processes) {
  for (int i = 0; i < kMostAncestors && tgid != 0; i++) {
    if (auto known = by_process_.find(process_key(tgid, start_time))) return known;
    const Process* process = processes.find(tgid, start_time);
    if (process == nullptr) return nullptr;
    if (!process->ended) {
      if (auto cgroups = CgroupTree::of_process(tgid)) {
        return by_process_.put(process_key(tgid, process->start_time),
                               std::make_shared<Place>(Place{.paths = paths_of(std::move(*cgroups))}));
      }
    }
    tgid = process->parent_tgid;
    start_time = process->parent_start_time;
  }
  return nullptr;
}

const ContainerIdentity& Containers::identify(Place& place) {
  const uint64_t generation = store_.generation();
  if (place.generation == generation || place.paths.empty()) return place.identity;
  place.generation = generation;
  if (auto found = store_.find(place.paths); found.container) {
    place.identity = std::move(found);
    return place.identity;
  }
  if (place.identity.container) return place.identity;
  for (const auto& path : place.paths) {
    const std::string_view id = container_id_in(path);
    if (id.empty()) continue;
    place.identity.container = std::make_shared<const ContainerContext>(ContainerContext{.id = std::string(id)});
    store_.want(id);
    break;
  }
  return place.identity;
}

/// A child is where its parent is. Whoever is not known is looked up when a packet asks.
void Containers::fork(const trawl_process_event& event) {
  const trawl_owner& child = event.process;
  auto place = by_process_.find(process_key(event.parent_tgid, event.parent_start_time));
  if (place) by_process_.put(process_key(child.tgid, child.start_time), std::move(place));
}

/// What was joined last is what counts.
void Containers::join(PlaceCache& places, uint64_t key, std::string_view path) {
  const auto before = places.find(key);
  auto place = std::make_shared<Place>();
  if (before) place->paths = before->paths;
  std::erase(place->paths, path);
  place->paths.emplace(place->paths.begin(), path);
  if (place->paths.size() > kMostPaths) place->paths.pop_back();
  identify(*place);  // so that it is asked for, if need be, before its packets come
  places.put(key, std::move(place));
}

void Containers::process_event(std::span<const uint8_t> record) {
  if (record.size() < sizeof(trawl_process_event)) return;
  const auto& event = *reinterpret_cast<const trawl_process_event*>(record.data());
  const trawl_owner& process = event.process;
  if (event.type == TRAWL_FORK) return fork(event);
  if (event.type != TRAWL_CGROUP_MADE && event.type != TRAWL_CGROUP_JOINED) return;
  const auto text = record.subspan(offsetof(trawl_process_event, text));
  if (event.path_length < 2 || event.path_length > text.size()) return;
  const std::string_view path(reinterpret_cast<const char*>(text.data()), event.path_length - 1);
  if (path == "/") return;
  if (event.type == TRAWL_CGROUP_MADE) {
    join(by_cgroup_, process.cgroup_id, path);
  } else {
    join(by_process_, process_key(process.tgid, process.start_time), path);
  }
}

ContainerIdentity Containers::find(const trawl_owner& owner, ProcessTable& processes) {
  const auto place = place_of_cgroup(owner.cgroup_id);
  if (const ContainerIdentity& identity = identify(*place); identity.container) return identity;
  // A cgroup v2 directory that is gone, or one that says nothing because the containers are told apart by v1.
  if (!place->paths.empty() && !tree_.has_legacy()) return {};
  const auto own = place_of_process(owner.tgid, owner.start_time, processes);
  return own ? identify(*own) : ContainerIdentity{};
}

}  // namespace trawl
