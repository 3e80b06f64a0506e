#include "source/device.h"

// Before linux/if_arp.h, which yields to it: the two declare the same flags.
#include <net/if.h>

#include <ifaddrs.h>
#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <utility>

namespace trawl {

namespace {

struct LinkKind {
  uint16_t hardware_type;
  LinkType link_type;
};

// linux/if_arp.h -> LINKTYPE_
constexpr LinkKind kLinkKinds[] = {
    {ARPHRD_ETHER, kLinkEthernet}, {ARPHRD_LOOPBACK, kLinkEthernet}, {ARPHRD_NONE, kLinkRaw},
    {ARPHRD_TUNNEL, kLinkRaw},     {ARPHRD_TUNNEL6, kLinkRaw},       {ARPHRD_SIT, kLinkRaw},
    {ARPHRD_IPGRE, kLinkRaw},      {ARPHRD_IP6GRE, kLinkRaw},        {ARPHRD_RAWIP, kLinkRaw},
};

ifreq request_for(std::string_view name) {
  ifreq request{};
  std::memcpy(request.ifr_name, name.data(), std::min<size_t>(name.size(), IFNAMSIZ - 1));
  return request;
}

Carrier carrier_of(const Fd& socket, const std::string& name) {
  ifreq request = request_for(name);
  ethtool_value link{.cmd = ETHTOOL_GLINK, .data = 0};
  request.ifr_data = reinterpret_cast<char*>(&link);
  if (::ioctl(socket.get(), SIOCETHTOOL, &request) != 0) return Carrier::kNotKnown;
  return link.data != 0 ? Carrier::kConnected : Carrier::kDisconnected;
}

constexpr uint32_t kLoopbackRank = 2;

/// As libpcap's list is sorted: the first reason to come later counts most. "any" comes before loopback.
uint32_t rank(const Device& device) {
  return (device.running ? 0U : 16U) + (device.up ? 0U : 8U) + (device.carrier == Carrier::kDisconnected ? 4U : 0U) +
         (device.loopback ? kLoopbackRank : 0U);
}

}  // namespace

Result<std::vector<Device>> list_devices() {
  const std::unique_ptr<struct if_nameindex, void (*)(struct if_nameindex*)> names(::if_nameindex(),
                                                                                   ::if_freenameindex);
  if (!names) return fail_errno("list network devices", errno);
  const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return fail_errno("list network devices", errno);
  std::vector<Device> devices;
  for (const struct if_nameindex* entry = names.get(); entry->if_index != 0; entry++) {
    Device device{.name = entry->if_name, .ifindex = entry->if_index};
    ifreq request = request_for(device.name);
    if (::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) continue;  // gone since
    device.up = (request.ifr_flags & IFF_UP) != 0;
    device.running = (request.ifr_flags & IFF_RUNNING) != 0;
    device.loopback = (request.ifr_flags & IFF_LOOPBACK) != 0;
    if (::ioctl(socket.get(), SIOCGIFHWADDR, &request) != 0) continue;
    device.hardware_type = request.ifr_hwaddr.sa_family;
    if (!device.loopback) device.carrier = carrier_of(socket, device.name);
    devices.push_back(std::move(device));
  }
  std::ranges::sort(devices, {}, [](const Device& device) { return std::pair(rank(device), device.ifindex); });
  return devices;
}

std::vector<std::string> listed_names(const std::vector<Device>& devices) {
  std::vector<std::string> names;
  for (const Device& device : devices) names.push_back(device.name);
  const auto after = std::ranges::find_if(devices, [](const Device& device) { return rank(device) >= kLoopbackRank; });
  names.insert(names.begin() + (after - devices.begin()), "any");
  return names;
}

std::optional<LinkType> link_type_of(const Device& device) {
  for (const auto& kind : kLinkKinds) {
    if (kind.hardware_type == device.hardware_type) return kind.link_type;
  }
  return std::nullopt;
}

std::optional<std::string> listed_name(const std::vector<Device>& devices, const std::string& word) {
  if (std::ranges::find(devices, word, &Device::name) != devices.end()) return word;
  size_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  const auto names = listed_names(devices);
  return number >= 1 && number <= names.size() ? std::optional(names[number - 1]) : std::nullopt;
}

const Device* find_device(const std::vector<Device>& devices, const std::string& name) {
  const auto listed = listed_name(devices, name);
  const auto found = std::ranges::find_if(devices, [&](const Device& device) { return device.name == listed; });
  return found != devices.end() ? &*found : nullptr;
}

const Device* default_device(const std::vector<Device>& devices) {
  const auto first =
      std::ranges::find_if(devices, [](const Device& device) { return link_type_of(device).has_value(); });
  return first != devices.end() ? &*first : nullptr;
}

Fd make_promiscuous(uint32_t ifindex) {
  Fd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  packet_mreq request{};
  request.mr_ifindex = static_cast<int>(ifindex);
  request.mr_type = PACKET_MR_PROMISC;
  if (socket.valid()) ::setsockopt(socket.get(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof(request));
  return socket;
}

uint32_t netmask_of(std::string_view device) {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return UINT32_MAX;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owned(list, ::freeifaddrs);
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (device != entry->ifa_name || entry->ifa_netmask == nullptr) continue;
    if (entry->ifa_netmask->sa_family != AF_INET) continue;
    sockaddr_in mask{};
    std::memcpy(&mask, entry->ifa_netmask, sizeof(mask));
    return mask.sin_addr.s_addr;
  }
  return UINT32_MAX;
}

Result<Fd> watch_devices(bool everywhere) {
  Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK;
  if (!socket.valid() || ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    return fail_errno("watch network devices", errno);
  }
  const int on = 1;
  // Without it devices that come later elsewhere are missed; those there are now are not.
  if (everywhere) ::setsockopt(socket.get(), SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &on, sizeof(on));
  return socket;
}

bool drain_watch(const Fd& watch) {
  // What happened does not matter, nor whether some of it was lost: the devices are listed anew.
  std::array<char, 8192> message{};
  bool changed = false;
  while (::recv(watch.get(), message.data(), message.size(), 0) > 0 || errno == ENOBUFS) changed = true;
  return changed;
}

}  // namespace trawl
