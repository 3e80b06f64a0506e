// The network devices that are captured on: found, attached to, and watched as they come and go.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "kernel/capture_programs.h"
#include "kernel/tc_attach.h"
#include "packet/interface.h"
#include "source/device.h"
#include "source/live_options.h"
#include "source/netns.h"

namespace trawl {

class TappedDevices {
 public:
  /// The options and the programs are borrowed.
  TappedDevices(const LiveCaptureOptions& options, const CapturePrograms& programs)
      : options_(options), programs_(programs), hooks_(options.programs.kernel.without) {}

  /// Attaches to what the options name. Errors: it is not there, not up, or not of a kind that is supported.
  Result<void> attach();
  /// Devices or namespaces came or went, or may have: attaches to those that are new and forgets those that are gone.
  void look_again();
  /// Lets go of namespaces that are nobody else's any more, so that they end. To be called once a second or so.
  void release_abandoned();
  void detach() { attached_.clear(); }

  /// Only grows. A device keeps its place, one that comes back with another index gets a new one.
  const std::vector<Interface>& interfaces() const { return interfaces_; }
  /// What the frames of interfaces()[interface] begin with before they are cooked.
  struct OwnLink {
    LinkType link_type;
    uint16_t hardware_type;  // ARPHRD_* of linux/if_arp.h
  };
  OwnLink own_link(size_t interface) const { return own_links_[interface]; }
  /// Index into interfaces() of a device that is or was attached to.
  std::optional<size_t> interface_of(uint32_t netns, uint32_t ifindex) const;
  /// Packets lost since the start, of each of interfaces().
  std::vector<uint64_t> lost() const;
  /// The namespaces that devices are captured in, as they are now.
  Result<std::vector<NetworkNamespace>> namespaces() const;
  bool knows_namespace(uint32_t inode) const { return seen_namespaces_.contains(inode); }
  /// All that were attached to are gone, and no others are waited for.
  bool ended() const { return attached_.empty() && !any_ && !all_namespaces_; }
  /// Readable when devices have changed; drain_watch() reads it.
  const Fd& watch() const { return watch_; }
  std::vector<std::string>& warnings() { return warnings_; }

 private:
  using Key = std::pair<uint32_t, uint32_t>;  // inode number of the namespace, ifindex
  struct Attached {
    size_t interface;  // index into interfaces_
    std::vector<TcAttachment> links;
    Fd promiscuous;
  };

  Result<void> attach_in(const NetworkNamespace& place);
  Result<void> attach_named(const NetworkNamespace& place, const std::vector<Device>& devices);
  Result<void> attach_device(const NetworkNamespace& place, const Device& device);
  Result<void> attach_hook(Attached& attached, const Device& device, LinkType link, TcHook hook);
  Result<const Fd*> filter_program(LinkType link, uint32_t way, const std::string& device);
  size_t interface_for(const NetworkNamespace& place, const Device& device, LinkType link);
  bool is_chosen(const Device& device) const;
  void look_again_in(const NetworkNamespace& place, std::set<Key>& present);
  void forget(const std::function<bool(const Key&)>& is_gone);

  const LiveCaptureOptions& options_;
  const CapturePrograms& programs_;
  TcHooks hooks_;
  bool any_ = false;             // devices
  bool all_namespaces_ = false;  // also those to come
  std::vector<Interface> interfaces_;
  std::vector<OwnLink> own_links_;  // of each of interfaces_
  std::map<Key, Attached> attached_;
  std::map<Key, size_t> interface_of_;                   // also of devices that are gone
  std::map<std::pair<LinkType, uint32_t>, Fd> filters_;  // by link type and way
  std::set<uint32_t> seen_namespaces_;
  HeldNamespaces held_namespaces_;
  Fd watch_;
  std::vector<std::string> warnings_;
};

}  // namespace trawl
