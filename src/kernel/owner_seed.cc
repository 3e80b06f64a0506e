#include "kernel/owner_seed.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trawl {

namespace {

bool is_socket(const std::string& path) {
  std::array<char, 16> target{};
  const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
  return length > 0 && std::string_view(target.data(), static_cast<size_t>(length)).starts_with("socket:[");
}

/// The descriptors of a process that are sockets.
std::vector<int> sockets_of(uint32_t tgid) {
  std::vector<int> sockets;
  const std::string folder = "/proc/" + std::to_string(tgid) + "/fd/";
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (!open) return sockets;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string_view name = entry->d_name;
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc{} && end == name.data() + name.size() && is_socket(folder + entry->d_name)) {
      sockets.push_back(number);
    }
  }
  return sockets;
}

/// 0 where the kernel does not say.
template <class T>
T option_of(const Fd& socket, int option) {
  T value{};
  socklen_t size = sizeof(value);
  return ::getsockopt(socket.get(), SOL_SOCKET, option, &value, &size) == 0 ? value : T{};
}

/// The socket was found in another process before, and nobody has used it since.
void share_owner(const SeededMap& map, const void* key, const trawl_owner& owner) {
  trawl_owner first{};
  if (bpf_map_lookup_elem(map.fd, key, &first) != 0) return;
  if (first.socket != owner.socket || first.tgid == owner.tgid || first.flags != 0) return;
  first.flags = TRAWL_SHARED;
  bpf_map_update_elem(map.fd, key, &first, BPF_EXIST);
}

void seed_owner(const SeededMap& map, const Fd& socket, trawl_owner owner) {
  const int domain = option_of<int>(socket, SO_DOMAIN);
  if (domain != AF_INET && domain != AF_INET6) return;
  owner.socket = option_of<uint64_t>(socket, SO_COOKIE);
  if (option_of<int>(socket, SO_ACCEPTCONN) != 0) owner.flags = TRAWL_OF_LISTENER;
  const int descriptor = socket.get();
  const void* key = map.key == SeedKey::kSocket ? static_cast<const void*>(&descriptor) : &owner.socket;
  const bool is_new = bpf_map_update_elem(map.fd, key, &owner, BPF_NOEXIST) == 0;
  if (!is_new && map.key == SeedKey::kSocket) share_owner(map, key, owner);
}

}  // namespace

void seed_owners(const SeededMap& map, std::span<const trawl_owner> processes) {
  for (const trawl_owner& owner : processes) {
    const auto sockets = sockets_of(owner.tgid);
    if (sockets.empty()) continue;
    const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, owner.tgid, 0)));
    for (const int number : sockets) {
      const Fd socket(static_cast<int>(::syscall(SYS_pidfd_getfd, process.get(), number, 0)));
      seed_owner(map, socket, owner);
    }
  }
}

}  // namespace trawl
