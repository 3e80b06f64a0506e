#include "source/netns.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <set>
#include <string_view>

#include "base/file.h"
#include "kernel/janitor.h"

namespace trawl {

namespace {

constexpr const char* kOwn = "/proc/thread-self/ns/net";
constexpr const char* kNamed = "/run/netns/";

/// 0: there is no namespace behind the path.
uint32_t inode_of(const std::string& path) {
  struct stat file{};
  struct statfs system{};
  if (::stat(path.c_str(), &file) != 0 || ::statfs(path.c_str(), &system) != 0) return 0;
  // A name in /run/netns is an empty file until the namespace is mounted on it. Old kernels have them in proc.
  if (system.f_type != NSFS_MAGIC && system.f_type != PROC_SUPER_MAGIC) return 0;
  return static_cast<uint32_t>(file.st_ino);
}

std::vector<std::string> names_in(const char* directory) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(directory), ::closedir);
  if (!open) return names;
  while (const dirent* entry = ::readdir(open.get())) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  std::ranges::sort(names);
  return names;
}

bool is_janitor(const std::string& process) {
  const auto comm = read_file("/proc/" + process + "/comm");
  return comm && *comm == std::string(kJanitorName) + '\n';
}

}  // namespace

Result<NetworkNamespace> own_namespace() {
  const uint32_t inode = inode_of(kOwn);
  if (inode == 0) return fail("find the own network namespace: /proc is not mounted");
  return NetworkNamespace{.path = kOwn, .inode = inode};
}

Result<NetworkNamespace> find_namespace(const std::string& word) {
  const bool is_path = word.find('/') != std::string::npos;
  const auto own = own_namespace();
  if (!own) return own;
  NetworkNamespace found{.path = is_path ? word : kNamed + word};
  found.inode = inode_of(found.path);
  if (found.inode == 0) return fail(word + ": no such network namespace", "`ip netns` lists those that have a name");
  if (found.inode == own->inode) return own;
  found.name = is_path && !word.starts_with(kNamed) ? std::to_string(found.inode)
                                                    : found.path.substr(std::string_view(kNamed).size());
  return found;
}

std::vector<NetworkNamespace> all_namespaces() {
  std::vector<NetworkNamespace> found;
  std::set<uint32_t> known = {0};
  const auto add = [&](NetworkNamespace candidate) {
    if (known.insert(candidate.inode).second) found.push_back(std::move(candidate));
  };
  if (auto own = own_namespace()) add(std::move(*own));
  for (const auto& name : names_in(kNamed)) {
    const std::string path = kNamed + name;
    add({.path = path, .name = name, .inode = inode_of(path)});
  }
  for (const auto& name : names_in("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string path = "/proc/" + name + "/ns/net";
    const uint32_t inode = inode_of(path);
    if (known.contains(inode) || is_janitor(name)) continue;
    add({.path = path, .name = std::to_string(inode), .inode = inode});
  }
  return found;
}

std::vector<uint32_t> HeldNamespaces::take_abandoned() {
  const auto leads_there = [](const auto& entry) { return inode_of(entry.second) == entry.first; };
  if (std::ranges::all_of(path_of_, leads_there)) return {};
  std::map<uint32_t, std::string> found;
  for (auto& place : all_namespaces()) found.emplace(place.inode, std::move(place.path));
  std::vector<uint32_t> abandoned;
  for (auto& [inode, path] : path_of_) {
    const auto there = found.find(inode);
    if (there != found.end()) {
      path = there->second;
    } else if (inode_of(path) != inode) {
      abandoned.push_back(inode);
    }
  }
  for (const uint32_t inode : abandoned) path_of_.erase(inode);
  return abandoned;
}

Result<NetnsScope> NetnsScope::enter(const NetworkNamespace& there) {
  if (there.name.empty()) return NetnsScope(Fd());
  const Fd target(::open(there.path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat file{};
  if (!target.valid() || ::fstat(target.get(), &file) != 0 || file.st_ino != there.inode) {
    return fail(there.name + ": the network namespace is gone");
  }
  Fd back(::open(kOwn, O_RDONLY | O_CLOEXEC));
  if (!back.valid() || ::setns(target.get(), CLONE_NEWNET) != 0) {
    return fail_errno("enter network namespace " + there.name, errno, "entering one takes CAP_SYS_ADMIN");
  }
  return NetnsScope(std::move(back));
}

NetnsScope::~NetnsScope() {
  // Staying would make every later device and look-up another namespace's.
  if (back_.valid() && ::setns(back_.get(), CLONE_NEWNET) != 0) std::abort();
}

void NetnsScope::make_heard(const NetworkNamespace& there) {
  const Fd target(::open(there.path.c_str(), O_RDONLY | O_CLOEXEC));
  const Fd netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  struct {
    nlmsghdr header;
    rtgenmsg message;
    uint8_t padding[3];
    nlattr id_header;
    int32_t id;
    nlattr fd_header;
    int32_t fd;
  } request{};
  request.header = {.nlmsg_len = sizeof(request), .nlmsg_type = RTM_NEWNSID, .nlmsg_flags = NLM_F_REQUEST};
  request.id_header = {.nla_len = sizeof(nlattr) + sizeof(int32_t), .nla_type = NETNSA_NSID};
  request.id = -1;  // any
  request.fd_header = {.nla_len = sizeof(nlattr) + sizeof(int32_t), .nla_type = NETNSA_FD};
  request.fd = target.get();
  // One that has a number already keeps it. Without one, devices that come there later are missed.
  (void)::send(netlink.get(), &request, sizeof(request), 0);
}

}  // namespace trawl
