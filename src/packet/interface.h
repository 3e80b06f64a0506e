// Where packets come from: a device, or what a file says about one.
#pragma once

#include <cstdint>
#include <string>

#include "packet/link_type.h"

namespace trawl {

/// The most bytes of a packet that are ever kept, as in tcpdump.
inline constexpr uint32_t kMaxSnaplen = 262144;

struct Interface {
  std::string name;         // "eth0"; empty when a file does not say
  std::string description;  // may be empty
  LinkType link_type = kLinkEthernet;
  uint32_t snaplen = kMaxSnaplen;  // bytes; never 0
  uint32_t ifindex = 0;            // 0: unknown
  uint64_t netns_inode = 0;        // 0: the namespace trawl was started in, or unknown
  std::string netns;               // a name for that namespace when it is not our own; may be empty
  uint64_t speed = 0;              // bit/s; 0: unknown
  uint32_t link_flags = 0;         // high bits of the link type field of a pcap file: frame check sequences
  std::string filter;              // the expression that was applied, for the file
};

}  // namespace trawl
