// Network devices of the namespace this process is in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "packet/link_type.h"

namespace trawl {

enum class Carrier : uint8_t { kNotKnown, kConnected, kDisconnected };

struct Device {
  std::string name;
  uint32_t ifindex = 0;
  uint16_t hardware_type = 0;  // ARPHRD_* of linux/if_arp.h
  bool up = false;
  bool running = false;
  bool loopback = false;
  Carrier carrier = Carrier::kNotKnown;
};

/// All devices in libpcap's order: first those that carry packets, loopback after others, then by their index.
Result<std::vector<Device>> list_devices();

/// The names of -D's list, whose numbers -i takes: the devices', and "any" where libpcap puts it.
std::vector<std::string> listed_names(const std::vector<Device>& devices);

/// The name that -i's argument stands for: itself if a device has it, else that with this number in listed_names();
/// nothing: it is neither.
std::optional<std::string> listed_name(const std::vector<Device>& devices, const std::string& word);

/// By name, or by a number of listed_names() if no device has it as its name; null: there is none.
const Device* find_device(const std::vector<Device>& devices, const std::string& name);

/// As tcpdump chooses without -i: the first that is up and running, loopback last; null: there is none.
const Device* default_device(const std::vector<Device>& devices);

/// What a device's frames begin with; nothing for kinds of devices that are not known.
std::optional<LinkType> link_type_of(const Device& device);

/// Puts the device into promiscuous mode until the descriptor is closed, however this process ends. Without CAP_NET_RAW
/// nothing changes.
Fd make_promiscuous(uint32_t ifindex);

/// The mask of a device's first IPv4 address, network byte order; all ones when it has none.
uint32_t netmask_of(std::string_view device);

/// A descriptor that becomes readable when devices come, go or change. `everywhere`: also in namespaces that were made
/// heard (netns.h).
Result<Fd> watch_devices(bool everywhere);
/// Reads what made it readable, if anything did; says whether.
bool drain_watch(const Fd& watch);

}  // namespace trawl
