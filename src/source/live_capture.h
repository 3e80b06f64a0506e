// Packets from network devices as they pass, with what the kernel knows of their owners.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "filter/expression.h"
#include "kernel/capture_programs.h"
#include "kernel/tc_attach.h"
#include "source/device.h"
#include "source/source.h"

namespace trawl {

struct LiveCaptureOptions {
  std::vector<std::string> interfaces;        // names, numbers of -D, or "any"; empty: the first that is up
  std::string expression;                     // pcap-filter(7)
  bool optimize = true;                       // the expression
  Direction direction = Direction::kUnknown;  // kUnknown: both
  bool promiscuous = true;                    // never for "any"
  LinkType cooked = 0;  // kLinkLinuxSll or kLinkLinuxSll2: frames get such a header; 0: they do not
  CaptureProgramOptions programs;
};

class LiveCapture : public Source {
 public:
  static Result<std::unique_ptr<LiveCapture>> create(const LiveCaptureOptions& options);

  const std::vector<Interface>& interfaces() const override { return interfaces_; }
  /// Waits until there is a packet, something happens to a process or a device, or `wake_on()` is readable.
  /// False after stop(), when the last packet has been handed out, and when every named device is gone.
  Result<bool> next_batch(std::vector<Packet>& packets) override;
  SourceStatistics statistics() const override;

  /// What the kernel side said of packet `i` of the last batch.
  const trawl_packet& record(size_t i) const { return *reinterpret_cast<const trawl_packet*>(batch_[i].bytes.data()); }
  /// What happened to processes until now, in order; valid until the next next_batch().
  std::span<const Ring::Record> process_events() const { return process_events_; }
  CapturePrograms& programs() { return programs_; }

  /// next_batch() returns when `fd` becomes readable. Borrowed.
  void wake_on(int fd) { wake_fds_.push_back(fd); }
  void forget_wake(int fd) { std::erase(wake_fds_, fd); }
  /// No more packets from the devices; what is in the buffer is still handed out.
  void stop();

  /// Sentences about devices that went away or could not be attached to, since the last call.
  std::vector<std::string> take_warnings() { return std::exchange(warnings_, {}); }

 private:
  struct Attached {
    size_t interface;  // index into interfaces_
    std::vector<TcAttachment> links;
    Fd promiscuous;
  };

  /// A device's own kind, whatever its packets are turned into.
  struct DeviceLink {
    LinkType link_type;
    uint16_t hardware_type;  // ARPHRD_*
  };

  LiveCapture(const LiveCaptureOptions& options, CapturePrograms programs);
  Result<void> attach_named();
  Result<void> attach(const Device& device);
  Result<void> attach_hook(Attached& attached, const Device& device, LinkType link, TcHook hook);
  Result<const Fd*> filter_program(LinkType link, trawl_target target, const std::string& device);
  void devices_changed();
  void give_back();
  void collect();
  void emit(std::vector<Packet>& packets);
  Packet packet_of(const Ring::Record& record);
  void cook(Packet& packet, const trawl_packet& record);
  std::span<const uint8_t> with_tag(const trawl_packet& record, std::span<const uint8_t> bytes);

  LiveCaptureOptions options_;
  CapturePrograms programs_;
  bool any_ = false;
  std::vector<Interface> interfaces_;
  std::map<uint32_t, Attached> attached_;    // by ifindex
  std::map<uint32_t, size_t> interface_of_;  // ifindex -> interfaces_, also of devices gone
  std::map<std::pair<LinkType, trawl_target>, Fd> filters_;
  Fd watch_;
  std::vector<int> wake_fds_;  // the first is watch_
  bool stopping_ = false;
  bool crowded_ = false;  // the last batch was large: more has come meanwhile
  WallClock clock_;
  uint64_t clock_refreshed_ = 0;       // CLOCK_MONOTONIC, ns
  std::vector<Ring::Record> pending_;  // read from the ring, not handed out
  std::vector<Ring::Record> batch_;    // handed out
  std::vector<Ring::Record> process_events_;
  std::map<uint32_t, DeviceLink> links_;      // by ifindex, also of devices gone
  std::deque<std::vector<uint8_t>> changed_;  // frames of the batch whose VLAN tag was put back, or that were cooked
  std::vector<std::string> warnings_;
};

}  // namespace trawl
