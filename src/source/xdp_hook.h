// The XDP hook of one device with a program of ours at it, alone or before the one that was there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "kernel/xdp_attach.h"
#include "kernel/xdp_programs.h"
#include "kernel/xdp_watch.h"
#include "source/device.h"

namespace trawl {

enum class XdpNeighbour : uint8_t {
  kNone,     // a program that is attached already is an error
  kReplace,  // it does not run while ours is there
  kChain,    // it runs after ours, and decides
  kWatch,    // it stays alone; what it gets and what it decides is seen
};

struct XdpHookOptions {
  std::string interface;   // a name, or a number of -D; empty: the first that is up
  std::string expression;  // pcap-filter(7)
  bool optimize = true;    // the expression
  XdpMode mode = XdpMode::kAny;
  XdpNeighbour neighbour = XdpNeighbour::kNone;
  bool watch_entry = false;  // kWatch: what it gets
  bool watch_exit = false;   // and what it decides
  XdpProgramOptions programs;
};

/// "xdp_pass (id 12, native mode)"
std::string xdp_description(const AttachedXdp& program);

class XdpHook {
 public:
  /// Attaches. Errors: no such device, no room at the hook, the mode is not to be had.
  static Result<XdpHook> create(const XdpHookOptions& options);

  const Device& device() const { return device_; }
  XdpRecords& records() { return watch_ ? watch_->records() : programs_->records(); }
  const XdpRecords& records() const { return watch_ ? watch_->records() : programs_->records(); }
  /// The function of the program that is watched; empty: none is.
  const std::string& watched() const { return watched_; }
  /// "native mode, before xdp_pass", and the like.
  const std::string& description() const { return description_; }
  /// Detaches; what is in the ring can still be read.
  void detach();

 private:
  explicit XdpHook(Device device) : device_(std::move(device)) {}
  Result<void> watch(const XdpHookOptions& options, const AttachedXdp& theirs);
  Result<void> run(const XdpHookOptions& options, std::optional<AttachedXdp> theirs);
  Result<void> load_filter(const XdpHookOptions& options);
  Result<void> attach(const XdpHookOptions& options, std::optional<AttachedXdp> theirs);

  Device device_;
  std::optional<XdpPrograms> programs_;  // ours at the hook
  std::optional<XdpWatch> watch_;        // or what sees another's
  Fd filter_;
  std::optional<XdpAttachment> alone_;
  std::optional<XdpSubstitution> substitution_;
  std::string watched_;
  std::string description_;
};

}  // namespace trawl
