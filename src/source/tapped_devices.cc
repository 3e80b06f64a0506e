#include "source/tapped_devices.h"

#include <algorithm>

#include "filter/emit.h"
#include "filter/expression.h"

namespace trawl {

namespace {

bool is_any(const std::string& name) {
  return name == "any";
}

/// enum trawl_way
uint32_t way_of(const Device& device, LinkType link, TcHook hook) {
  const uint32_t way = hook == TcHook::kIngress ? TRAWL_WAY_IN : TRAWL_WAY_OUT;
  return way | (device.loopback ? TRAWL_WAY_LOOPBACK : 0) | (link == kLinkRaw ? TRAWL_WAY_RAW : 0);
}

std::string full_name(const NetworkNamespace& place, const std::string& device) {
  return place.name.empty() ? device : device + '@' + place.name;
}

}  // namespace

Result<std::vector<NetworkNamespace>> TappedDevices::namespaces() const {
  if (all_namespaces_) return all_namespaces();
  std::vector<NetworkNamespace> found;
  if (options_.namespaces.empty()) {
    auto own = own_namespace();
    if (!own) return std::unexpected(own.error());
    found.push_back(std::move(*own));
  }
  for (const auto& word : options_.namespaces) {
    auto place = find_namespace(word);
    if (!place) return std::unexpected(place.error());
    found.push_back(std::move(*place));
  }
  return found;
}

Result<void> TappedDevices::attach() {
  any_ = std::ranges::any_of(options_.interfaces, is_any);
  all_namespaces_ = std::ranges::any_of(options_.namespaces, is_any);
  auto watch = watch_devices(!options_.namespaces.empty());
  if (!watch) return std::unexpected(watch.error());
  watch_ = std::move(*watch);
  const auto places = namespaces();
  if (!places) return std::unexpected(places.error());
  Result<void> result;
  for (const auto& place : *places) {
    result = attach_in(place);
    // A device by name need not be in all of all namespaces, and some may be gone by now.
    if (!result && !all_namespaces_) return result;
  }
  return attached_.empty() && !any_ ? result : Result<void>{};
}

Result<void> TappedDevices::attach_in(const NetworkNamespace& place) {
  if (seen_namespaces_.insert(place.inode).second && !place.name.empty()) NetnsScope::make_heard(place);
  const auto inside = NetnsScope::enter(place);
  if (!inside) return std::unexpected(inside.error());
  const auto devices = list_devices();
  if (!devices) return std::unexpected(devices.error());
  if (!any_) return attach_named(place, *devices);
  for (const auto& device : *devices) {
    if (!link_type_of(device)) continue;
    if (auto done = attach_device(place, device); !done) return done;
  }
  return {};
}

Result<void> TappedDevices::attach_named(const NetworkNamespace& place, const std::vector<Device>& devices) {
  if (options_.interfaces.empty()) {
    const Device* device = default_device(devices);
    if (device == nullptr) return fail("no suitable device found");
    return attach_device(place, *device);
  }
  for (const auto& word : options_.interfaces) {
    const Device* device = find_device(devices, word);
    const std::string name = full_name(place, word);
    if (device == nullptr) return fail(name + ": No such device exists", "-D lists the devices there are");
    if (!device->up) return fail(name + ": That device is not up", "ip link set " + word + " up");
    if (attached_.contains({place.inode, device->ifindex})) continue;
    if (auto done = attach_device(place, *device); !done) return done;
  }
  return {};
}

size_t TappedDevices::interface_for(const NetworkNamespace& place, const Device& device, LinkType link) {
  const auto [known, fresh] = interface_of_.try_emplace({place.inode, device.ifindex}, interfaces_.size());
  if (fresh) {
    interfaces_.push_back({.name = device.name,
                           .link_type = options_.cooked != 0 ? options_.cooked : link,
                           .snaplen = options_.programs.snapshot_length,
                           .ifindex = device.ifindex,
                           .netns_inode = place.name.empty() ? 0 : place.inode,
                           .netns = place.name,
                           .filter = options_.expression});
    own_links_.push_back({link, device.hardware_type});
  }
  return known->second;
}

Result<void> TappedDevices::attach_device(const NetworkNamespace& place, const Device& device) {
  const auto link = link_type_of(device);
  if (!link) {
    return fail(full_name(place, device.name) + ": devices of this kind (ARPHRD " +
                std::to_string(device.hardware_type) + ") are not supported");
  }
  Attached attached{.interface = interface_for(place, device, *link)};
  const bool in = options_.direction != Direction::kOut;
  const bool out = options_.direction != Direction::kIn;
  if (device.loopback) {
    if (in) {
      if (auto done = attach_hook(attached, device, *link, TcHook::kEgress); !done) return done;
    }
  } else {
    for (const auto& [wanted, hook] : {std::pair{in, TcHook::kIngress}, std::pair{out, TcHook::kEgress}}) {
      if (!wanted) continue;
      if (auto done = attach_hook(attached, device, *link, hook); !done) return done;
    }
  }
  if (options_.promiscuous && !any_) attached.promiscuous = make_promiscuous(device.ifindex);
  attached_.insert_or_assign({place.inode, device.ifindex}, std::move(attached));
  if (!place.name.empty()) held_namespaces_.add(place);
  return {};
}

Result<void> TappedDevices::attach_hook(Attached& attached, const Device& device, LinkType link, TcHook hook) {
  auto program = filter_program(link, way_of(device, link, hook), device.name);
  if (!program) return std::unexpected(program.error());
  auto attachment = hooks_.attach((*program)->get(), device.ifindex, hook);
  if (!attachment) {
    return fail("attach to " + device.name + ": " + attachment.error().what, attachment.error().hint);
  }
  attached.links.push_back(std::move(*attachment));
  return {};
}

Result<const Fd*> TappedDevices::filter_program(LinkType link, uint32_t way, const std::string& device) {
  const auto key = std::pair{link, way};
  if (const auto found = filters_.find(key); found != filters_.end()) return &found->second;
  // The largest snapshot length: the kernel side sees whole packets, and cuts them when they have matched.
  auto expression = Expression::compile(options_.expression, link, kMaxSnaplen,
                                        {.optimize = options_.optimize, .netmask = netmask_of(device)});
  if (!expression) return std::unexpected(expression.error());
  const bool loopback = (way & TRAWL_WAY_LOOPBACK) != 0;
  const auto program = emit_skb(expression->program(), {.ethernet = link == kLinkEthernet,
                                                        .outgoing = (way & TRAWL_WAY_OUT) != 0 && !loopback,
                                                        .loopback = loopback,
                                                        .on_match = programs_.on_match(way),
                                                        .on_reject = programs_.on_reject(way)});
  if (!program) return std::unexpected(program.error());
  auto loaded = programs_.load_filter(*program);
  if (!loaded) return std::unexpected(loaded.error());
  return &filters_.emplace(key, std::move(*loaded)).first->second;
}

bool TappedDevices::is_chosen(const Device& device) const {
  if (!link_type_of(device)) return false;
  return any_ || (all_namespaces_ && device.up &&
                  std::ranges::find(options_.interfaces, device.name) != options_.interfaces.end());
}

void TappedDevices::look_again() {
  const auto places = namespaces();
  if (!places && options_.namespaces.empty()) return;
  std::set<Key> present;
  if (places) {
    for (const auto& place : *places) look_again_in(place, present);
  }
  forget([&](const Key& key) { return !present.contains(key); });
}

void TappedDevices::release_abandoned() {
  for (const uint32_t inode : held_namespaces_.take_abandoned()) {
    forget([inode](const Key& key) { return key.first == inode; });
    seen_namespaces_.erase(inode);
  }
}

void TappedDevices::look_again_in(const NetworkNamespace& place, std::set<Key>& present) {
  if (seen_namespaces_.insert(place.inode).second && !place.name.empty()) NetnsScope::make_heard(place);
  const auto inside = NetnsScope::enter(place);
  if (!inside) return;
  const auto devices = list_devices();
  if (!devices) return;
  for (const auto& device : *devices) {
    const Key key{place.inode, device.ifindex};
    present.insert(key);
    if (attached_.contains(key) || !is_chosen(device)) continue;
    interface_of_.erase(key);
    if (auto done = attach_device(place, device); !done) warnings_.push_back(done.error().what);
  }
}

void TappedDevices::forget(const std::function<bool(const Key&)>& is_gone) {
  std::erase_if(attached_, [&](const auto& entry) {
    if (!is_gone(entry.first)) return false;
    const Interface& interface = interfaces_[entry.second.interface];
    if (!any_) {
      const std::string name = interface.netns.empty() ? interface.name : interface.name + '@' + interface.netns;
      warnings_.push_back(name + ": the interface disappeared");
    }
    return true;
  });
}

std::optional<size_t> TappedDevices::interface_of(uint32_t netns, uint32_t ifindex) const {
  const auto found = interface_of_.find({netns, ifindex});
  if (found == interface_of_.end()) return std::nullopt;
  return found->second;
}

std::vector<uint64_t> TappedDevices::lost() const {
  std::vector<uint64_t> lost(interfaces_.size());
  for (const auto& [key, interface] : interface_of_) lost[interface] = programs_.lost_at(key.first, key.second);
  return lost;
}

}  // namespace trawl
