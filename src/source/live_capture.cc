#include "source/live_capture.h"

#include <linux/if_packet.h>
#include <linux/membarrier.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include "filter/emit.h"
#include "packet/cooked.h"

namespace trawl {

namespace {

constexpr size_t kBatch = 4096;                    // packets
constexpr uint64_t kClockRefresh = 1'000'000'000;  // ns
constexpr uint64_t kSettle = 200'000;              // ns; see collect()
constexpr size_t kMacAddresses = 12;               // bytes before the place of a VLAN tag
constexpr auto kPause = std::chrono::milliseconds(1);

bool is_any(const std::string& name) {
  return name == "any";
}

/// Puts the device into promiscuous mode until the descriptor is closed, however this process ends.
Fd make_promiscuous(uint32_t ifindex) {
  Fd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  packet_mreq request{};
  request.mr_ifindex = static_cast<int>(ifindex);
  request.mr_type = PACKET_MR_PROMISC;
  // Without CAP_NET_RAW the capture goes on, of what is addressed to this host.
  if (socket.valid()) ::setsockopt(socket.get(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof(request));
  return socket;
}

trawl_target target_of(const Device& device, LinkType link, TcHook hook) {
  if (device.loopback) return TRAWL_TARGET_LOOPBACK;
  if (link == kLinkRaw) return hook == TcHook::kIngress ? TRAWL_TARGET_RAW_INGRESS : TRAWL_TARGET_RAW_EGRESS;
  return hook == TcHook::kIngress ? TRAWL_TARGET_INGRESS : TRAWL_TARGET_EGRESS;
}

}  // namespace

LiveCapture::LiveCapture(const LiveCaptureOptions& options, CapturePrograms programs)
    : options_(options), programs_(std::move(programs)) {}

Result<std::unique_ptr<LiveCapture>> LiveCapture::create(const LiveCaptureOptions& options) {
  auto programs = CapturePrograms::create(options.programs);
  if (!programs) return std::unexpected(programs.error());
  std::unique_ptr<LiveCapture> capture(new LiveCapture(options, std::move(*programs)));
  auto watch = watch_devices();
  if (!watch) return std::unexpected(watch.error());
  capture->watch_ = std::move(*watch);
  capture->wake_on(capture->watch_.get());
  if (auto done = capture->attach_named(); !done) return std::unexpected(done.error());
  return capture;
}

Result<void> LiveCapture::attach_named() {
  const auto devices = list_devices();
  if (!devices) return std::unexpected(devices.error());
  any_ = std::ranges::any_of(options_.interfaces, is_any);
  if (any_) {
    for (const auto& device : *devices) {
      if (!link_type_of(device)) continue;
      if (auto done = attach(device); !done) return done;
    }
    return {};
  }
  if (options_.interfaces.empty()) {
    const Device* device = default_device(*devices);
    if (device == nullptr) return fail("no suitable device found");
    return attach(*device);
  }
  for (const auto& name : options_.interfaces) {
    const Device* device = find_device(*devices, name);
    if (device == nullptr) return fail(name + ": No such device exists", "-D lists the devices there are");
    if (!device->up) return fail(name + ": That device is not up", "ip link set " + name + " up");
    if (attached_.contains(device->ifindex)) continue;
    if (auto done = attach(*device); !done) return done;
  }
  return {};
}

Result<void> LiveCapture::attach(const Device& device) {
  const auto link = link_type_of(device);
  if (!link) {
    return fail(device.name + ": devices of this kind (ARPHRD " + std::to_string(device.hardware_type) +
                ") are not supported");
  }
  const auto known = interface_of_.find(device.ifindex);
  if (known == interface_of_.end()) {
    interface_of_[device.ifindex] = interfaces_.size();
    interfaces_.push_back({.name = device.name,
                           .link_type = options_.cooked != 0 ? options_.cooked : *link,
                           .snaplen = options_.programs.snapshot_length,
                           .ifindex = device.ifindex,
                           .filter = options_.expression});
  }
  links_[device.ifindex] = {*link, device.hardware_type};
  Attached attached{.interface = interface_of_[device.ifindex]};
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
  attached_.insert_or_assign(device.ifindex, std::move(attached));
  return {};
}

Result<void> LiveCapture::attach_hook(Attached& attached, const Device& device, LinkType link, TcHook hook) {
  auto program = filter_program(link, target_of(device, link, hook), device.name);
  if (!program) return std::unexpected(program.error());
  auto attachment = TcAttachment::create((*program)->get(), device.ifindex, hook);
  if (!attachment) {
    return fail("attach to " + device.name + ": " + attachment.error().what, attachment.error().hint);
  }
  attached.links.push_back(std::move(*attachment));
  return {};
}

Result<const Fd*> LiveCapture::filter_program(LinkType link, trawl_target target, const std::string& device) {
  const auto key = std::pair{link, target};
  if (const auto found = filters_.find(key); found != filters_.end()) return &found->second;
  // The largest snapshot length: the kernel side sees whole packets, and cuts them when they have matched.
  auto expression = Expression::compile(options_.expression, link, 262144,
                                        {.optimize = options_.optimize, .netmask = netmask_of(device)});
  if (!expression) return std::unexpected(expression.error());
  const bool outgoing = target == TRAWL_TARGET_EGRESS || target == TRAWL_TARGET_RAW_EGRESS;
  const auto program = emit_skb(expression->program(), {.ethernet = link == kLinkEthernet,
                                                        .outgoing = outgoing,
                                                        .loopback = target == TRAWL_TARGET_LOOPBACK,
                                                        .on_match = programs_.on_match(target),
                                                        .on_reject = programs_.on_reject()});
  if (!program) return std::unexpected(program.error());
  auto loaded = programs_.load_filter(*program);
  if (!loaded) return std::unexpected(loaded.error());
  return &filters_.emplace(key, std::move(*loaded)).first->second;
}

void LiveCapture::devices_changed() {
  const auto devices = list_devices();
  if (!devices) return;
  std::erase_if(attached_, [&](const auto& entry) {
    const bool gone = std::ranges::none_of(*devices, [&](const Device& d) { return d.ifindex == entry.first; });
    if (gone && !any_) warnings_.push_back(interfaces_[entry.second.interface].name + ": the interface disappeared");
    return gone;
  });
  if (!any_) return;
  for (const auto& device : *devices) {
    if (attached_.contains(device.ifindex) || !link_type_of(device)) continue;
    interface_of_.erase(device.ifindex);
    if (auto done = attach(device); !done) warnings_.push_back(done.error().what);
  }
}

void LiveCapture::give_back() {
  programs_.process_events().release();
  process_events_.clear();
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<ptrdiff_t>(batch_.size()));
  batch_.clear();
  changed_.clear();
  uint64_t oldest = UINT64_MAX;
  for (const auto& record : pending_) oldest = std::min(oldest, record.position);
  if (oldest == UINT64_MAX) {
    programs_.packets().release();
  } else {
    programs_.packets().release_to(oldest);
  }
}

void LiveCapture::collect() {
  programs_.packets().read(pending_, kBatch - std::min(kBatch, pending_.size()));

  // Two CPUs may reserve their records in another order than they took the time. What is younger than kSettle waits
  // for the next batch, unless nothing more can come.
  const auto time_of = [](const Ring::Record& r) {
    return reinterpret_cast<const trawl_packet*>(r.bytes.data())->time;
  };
  if (!std::ranges::is_sorted(pending_, {}, time_of)) std::ranges::stable_sort(pending_, {}, time_of);
  const uint64_t horizon = stopping_ ? UINT64_MAX : monotonic_now() - kSettle;
  const auto settled = std::ranges::upper_bound(pending_, horizon, {}, time_of);
  batch_.assign(pending_.begin(), settled);
}

Result<bool> LiveCapture::next_batch(std::vector<Packet>& packets) {
  packets.clear();
  give_back();
  const bool was_stopping = stopping_;
  if (!crowded_ && !was_stopping) std::this_thread::sleep_for(kPause);  // one batch for what comes meanwhile
  collect();
  if (pending_.empty() && !was_stopping) {
    programs_.wait(wake_fds_, -1);
    if (drain_watch(watch_)) devices_changed();
    std::this_thread::sleep_for(kPause);  // more come behind the first
    collect();
  }
  crowded_ = batch_.size() > kBatch / 2;
  programs_.process_events().read(process_events_);
  emit(packets);
  if (was_stopping && packets.empty()) return false;
  if (!any_ && attached_.empty() && !stopping_) stop();
  return true;
}

void LiveCapture::emit(std::vector<Packet>& packets) {
  const uint64_t now = monotonic_now();
  if (now - clock_refreshed_ > kClockRefresh) {
    clock_.refresh();
    clock_refreshed_ = now;
  }
  for (const auto& record : batch_) packets.push_back(packet_of(record));
}

Packet LiveCapture::packet_of(const Ring::Record& entry) {
  const auto& record = *reinterpret_cast<const trawl_packet*>(entry.bytes.data());
  Packet packet;
  const int64_t time = clock_.at(record.time);
  packet.time = {.seconds = time / 1'000'000'000, .nanoseconds = static_cast<uint64_t>(time % 1'000'000'000)};
  packet.data = entry.bytes.subspan(sizeof(trawl_packet), record.captured);
  packet.length = record.length;
  if (record.vlan_protocol != 0 && packet.data.size() >= kMacAddresses) {
    packet.data = with_tag(record, packet.data);
    packet.length += 4;
  }
  const auto interface = interface_of_.find(record.ifindex);
  packet.interface = interface == interface_of_.end() ? 0 : static_cast<uint32_t>(interface->second);
  packet.link_type = interfaces_[packet.interface].link_type;
  packet.direction = record.direction == TRAWL_OUT ? Direction::kOut : Direction::kIn;
  if (options_.cooked != 0) cook(packet, record);
  return packet;
}

void LiveCapture::cook(Packet& packet, const trawl_packet& record) {
  const DeviceLink link = links_[record.ifindex];
  auto& frame = changed_.emplace_back();
  trawl::cook(packet.data, link.link_type, options_.cooked,
              {.ifindex = record.ifindex, .hardware_type = link.hardware_type, .packet_type = record.packet_type},
              frame);
  packet.data = frame;
  packet.length =
      static_cast<uint32_t>(static_cast<int>(packet.length) + cooked_growth(options_.cooked, link.link_type));
}

std::span<const uint8_t> LiveCapture::with_tag(const trawl_packet& record, std::span<const uint8_t> bytes) {
  auto& frame = changed_.emplace_back();
  frame.reserve(bytes.size() + 4);
  frame.assign(bytes.begin(), bytes.begin() + kMacAddresses);
  for (const uint16_t field : {record.vlan_protocol, record.vlan_tci}) {
    frame.push_back(static_cast<uint8_t>(field >> 8));
    frame.push_back(static_cast<uint8_t>(field));
  }
  frame.insert(frame.end(), bytes.begin() + kMacAddresses, bytes.end());
  frame.resize(std::min<size_t>(frame.size(), options_.programs.snapshot_length));
  return frame;
}

SourceStatistics LiveCapture::statistics() const {
  const trawl_counters counters = programs_.counters();
  const auto* packets = counters.packets;
  return {.known = true,
          .received = packets[TRAWL_CAPTURED] + packets[TRAWL_LOST],
          .filtered = packets[TRAWL_REJECTED] + packets[TRAWL_OTHER_PROCESS],
          .dropped = packets[TRAWL_LOST]};
}

void LiveCapture::stop() {
  attached_.clear();
  // Programs that were running on other CPUs when their links went have ended after this.
  ::syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
  stopping_ = true;
}

}  // namespace trawl
