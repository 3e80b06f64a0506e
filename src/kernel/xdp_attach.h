// Programs at the XDP hook of a device.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

/// kNative: by the driver; kGeneric: by the network stack, for every device.
enum class XdpMode : uint8_t { kAny, kNative, kGeneric };

/// "native", "generic"
std::string_view xdp_mode_name(XdpMode mode);

/// A program that is attached to a device.
struct AttachedXdp {
  uint32_t ifindex = 0;
  uint32_t id = 0;
  std::string name;      // of its function
  bool has_btf = false;  // it can be watched
  XdpMode mode = XdpMode::kNative;
  Fd program;
  Fd link;  // of its holder; invalid: attached by netlink, and stays until it is taken away
};

/// Nothing: there is none. Errors: it cannot be looked at.
Result<std::optional<AttachedXdp>> find_attached_xdp(uint32_t ifindex);

/// An attachment of ours: a link, which the kernel takes away with the process, however that ends (Linux 5.9).
class XdpAttachment {
 public:
  /// kAny: native where the driver has it, else generic. Errors: something is attached already, the driver has no
  /// native mode (or none for this device as it is).
  static Result<XdpAttachment> create(int program_fd, uint32_t ifindex, XdpMode mode);

  XdpMode mode() const { return mode_; }
  /// Why it is not native, where that was tried; may be empty.
  const std::string& why_generic() const { return why_generic_; }

 private:
  XdpAttachment(Fd link, XdpMode mode) : link_(std::move(link)), mode_(mode) {}
  Fd link_;
  XdpMode mode_;
  std::string why_generic_;
};

/// Stands in for another's program, and gives its place back when it goes, however this process ends: a child process
/// waits for that. At no moment is there no program.
class XdpSubstitution {
 public:
  /// Errors: the kernel refuses the exchange.
  static Result<XdpSubstitution> create(int program_fd, AttachedXdp theirs);
  XdpSubstitution(XdpSubstitution&& other) noexcept;
  XdpSubstitution& operator=(XdpSubstitution&&) = delete;
  /// Gives the place back, and waits until that is done.
  ~XdpSubstitution();

 private:
  XdpSubstitution(Fd life, pid_t keeper) : life_(std::move(life)), keeper_(keeper) {}
  Fd life_;  // closed by the kernel at the latest
  pid_t keeper_;
};

}  // namespace trawl
