// Packets from network devices as they pass, with what the kernel knows of their owners.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "kernel/capture_programs.h"
#include "source/live_options.h"
#include "source/neighbours.h"
#include "source/record_queue.h"
#include "source/source.h"
#include "source/tapped_devices.h"
#include "source/unsettled.h"

namespace trawl {

class LiveCapture : public Source {
 public:
  static Result<std::unique_ptr<LiveCapture>> create(const LiveCaptureOptions& options);

  const std::vector<Interface>& interfaces() const override { return devices_.interfaces(); }
  /// Waits until there is a packet, something happens to a process or a device, or `wake_on()` is readable.
  /// False after stop(), when the last packet has been handed out, and when every named device is gone.
  Result<bool> next_batch(std::vector<Packet>& packets) override;
  SourceStatistics statistics() const override;

  /// What the kernel side said of packet `i` of the last batch.
  const trawl_packet& record(size_t i) const {
    return *reinterpret_cast<const trawl_packet*>(queue_.batch()[i].bytes.data());
  }
  /// What happened to processes until now, in order; valid until the next next_batch().
  std::span<const Ring::Record> process_events() const { return process_events_; }
  /// Whether packets wait that are older than some of those events.
  bool has_waiting() const { return queue_.has_more(); }
  /// So many packets were found not to be asked for.
  void reject(uint64_t packets) { rejected_ += packets; }
  const CapturePrograms& programs() const { return programs_; }
  /// Addresses of other namespaces that there was no room for.
  uint64_t addresses_refused() const { return neighbours_.refused(); }

  /// next_batch() returns when `fd` becomes readable. Borrowed.
  void wake_on(int fd) { wake_fds_.push_back(fd); }
  void forget_wake(int fd) { std::erase(wake_fds_, fd); }
  /// No more packets from the devices; what is in the buffer is still handed out.
  void stop();

  /// Sentences about devices that went away or could not be attached to, since the last call.
  std::vector<std::string> take_warnings() { return std::exchange(devices_.warnings(), {}); }

 private:
  LiveCapture(const LiveCaptureOptions& options, CapturePrograms programs);
  void look_for_devices();
  void read_process_events();
  void emit(std::vector<Packet>& packets);
  Packet packet_of(const Ring::Record& record);
  void cook(Packet& packet, const trawl_packet& record);
  std::span<const uint8_t> with_tag(const trawl_packet& record, std::span<const uint8_t> bytes);

  LiveCaptureOptions options_;
  CapturePrograms programs_;
  TappedDevices devices_;
  Neighbours neighbours_;
  Fd abandonment_check_;  // invalid: no namespace but the own one
  RecordQueue queue_;
  std::vector<int> wake_fds_;
  uint64_t rejected_ = 0;  // packets
  bool stopping_ = false;
  WallClock clock_;
  uint64_t clock_refreshed_ = 0;  // CLOCK_MONOTONIC, ns
  std::vector<Ring::Record> process_events_;
  Unsettled unsettled_;
  std::deque<std::vector<uint8_t>> changed_;  // frames of the batch whose VLAN tag was put back, or that were cooked
};

}  // namespace trawl
