#include "kernel/neighbours.h"

#include <linux/if_addr.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <string>

#include "kernel/netlink.h"

namespace trawl {

namespace {

constexpr int32_t kHere = -1;
constexpr int32_t kSeveral = -2;

using Addresses = std::map<std::string, Neighbour>;  // by the key's bytes

Result<std::vector<int32_t>> list_ids(Netlink& netlink) {
  std::vector<int32_t> ids;
  const auto done = netlink.dump({RTM_GETNSID, NLM_F_DUMP, rtgenmsg{}}, [&](Bytes entry) {
    constexpr size_t kBody = NLMSG_ALIGN(sizeof(rtgenmsg));
    if (entry.size() < kBody) return;
    const Bytes value = find_attribute(entry.subspan(kBody), NETNSA_NSID);
    int32_t id = 0;
    if (value.size() != sizeof(id)) return;
    std::memcpy(&id, value.data(), sizeof(id));
    ids.push_back(id);
  });
  if (!done) return std::unexpected(done.error());
  return ids;
}

void add_address(Bytes entry, uint32_t netns, int32_t id, Addresses& addresses) {
  ifaddrmsg message{};
  if (entry.size() < sizeof(message)) return;
  std::memcpy(&message, entry.data(), sizeof(message));
  const Bytes attributes = entry.subspan(sizeof(message));
  // IFA_ADDRESS is the other end's where a link has but two.
  Bytes address = find_attribute(attributes, IFA_LOCAL);
  if (address.empty()) address = find_attribute(attributes, IFA_ADDRESS);
  Neighbour neighbour{.key = {.netns = netns, .family = message.ifa_family, .address = {}}, .id = id};
  const bool narrow = message.ifa_scope >= RT_SCOPE_LINK;
  if (address.empty() || address.size() > sizeof(neighbour.key.address) || narrow) return;
  std::ranges::copy(address, neighbour.key.address);
  const auto [known, fresh] = addresses.try_emplace(
      std::string(reinterpret_cast<const char*>(&neighbour.key), sizeof(neighbour.key)), neighbour);
  if (!fresh && known->second.id != id) known->second.id = kSeveral;
}

Result<void> list_addresses(Netlink& netlink, uint32_t netns, int32_t id, Addresses& addresses) {
  NetlinkRequest request(RTM_GETADDR, NLM_F_DUMP, ifaddrmsg{});
  if (id != kHere) request.put(IFA_TARGET_NETNSID, static_cast<uint32_t>(id));
  return netlink.dump(std::move(request), [&](Bytes entry) { add_address(entry, netns, id, addresses); });
}

}  // namespace

Result<std::vector<Neighbour>> list_neighbours(uint32_t netns) {
  auto netlink = Netlink::open();
  if (!netlink) return std::unexpected(netlink.error());
  const int on = 1;  // without it the number of a namespace is not heeded
  if (::setsockopt(netlink->fd(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on)) != 0) {
    return fail_errno("ask for another namespace's addresses", errno);
  }
  const auto ids = list_ids(*netlink);
  if (!ids) return std::unexpected(ids.error());
  Addresses addresses;
  if (ids->empty()) return std::vector<Neighbour>();
  if (auto done = list_addresses(*netlink, netns, kHere, addresses); !done) return std::unexpected(done.error());
  for (const int32_t id : *ids) {
    (void)list_addresses(*netlink, netns, id, addresses);  // one that went meanwhile has none
  }
  std::vector<Neighbour> found;
  for (const auto& [bytes, neighbour] : addresses) {
    if (neighbour.id >= 0) found.push_back(neighbour);
  }
  return found;
}

Result<Fd> watch_neighbours() {
  Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &on, sizeof(on));
  for (const int group : {RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_NSID}) {
    if (::setsockopt(socket.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) != 0) {
      return fail_errno("watch the addresses of network namespaces", errno);
    }
  }
  return socket;
}

}  // namespace trawl
