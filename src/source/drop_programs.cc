#include "source/drop_programs.h"

#include <algorithm>
#include <iterator>

#include "source/netns.h"

namespace trawl {

namespace {

constexpr uint64_t kBelieved = 1'000'000'000;  // ns

struct Row {
  std::string_view reason_or_caller;
  DeviceHook hook;
};
constexpr Row kHooks[] = {
    {"XDP", DeviceHook::kXdp},
    {"TC_INGRESS", DeviceHook::kTcIngress},
    {"TC_EGRESS", DeviceHook::kTcEgress},
    // These give no reason for what a program drops.
    {"do_xdp_generic", DeviceHook::kXdp},
    {"netif_receive_generic_xdp", DeviceHook::kXdp},
    {"veth_xdp_rcv_skb", DeviceHook::kXdp},
};

std::vector<std::string> look(uint32_t netns, uint32_t ifindex, DeviceHook hook) {
  const auto all = all_namespaces();
  const auto there = std::ranges::find(all, netns, &NetworkNamespace::inode);
  if (there == all.end()) return {};
  const auto scope = NetnsScope::enter(*there);
  return scope ? programs_at(ifindex, hook) : std::vector<std::string>();
}

}  // namespace

std::optional<DeviceHook> DropPrograms::hook_of(std::string_view reason, std::string_view caller) {
  const auto* row = std::ranges::find(kHooks, reason, &Row::reason_or_caller);
  if (row == std::end(kHooks)) row = std::ranges::find(kHooks, caller, &Row::reason_or_caller);
  return row == std::end(kHooks) ? std::nullopt : std::optional(row->hook);
}

std::vector<std::string> DropPrograms::find(DeviceHook hook, uint32_t netns, uint32_t ifindex, uint64_t now) {
  if (now - known_since_ > kBelieved) {
    known_.clear();
    known_since_ = now;
  }
  const auto [at, fresh] = known_.try_emplace(Place(netns, ifindex, hook));
  if (fresh) at->second = look(netns, ifindex, hook);
  return at->second;
}

}  // namespace trawl
