// The places where trawl's programs run, each tried with a program that does nothing.
#pragma once

#include <span>
#include <string_view>

#include "base/fd.h"
#include "kernel/probe/attempt.h"

namespace trawl {

/// What the trials share.
struct HookSite {
  HookSite();
  BtfPointer types;  // the kernel's; null: it has none
  Fd cgroup_root;    // of cgroup v2; invalid: there is none
};

struct HookText {
  std::string_view name;
  std::string_view since;      // the kernel it came with; for readers, never compared
  std::string_view used;       // what trawl does there
  std::string_view otherwise;  // what it does without; empty: nothing
  Probe (*attempt)(const HookSite& site);
};

/// One row for each. Attaching to devices is tried at the loopback of a network namespace made for that, and cannot be
/// told where this process may not make one.
std::span<const HookText> hooks();

}  // namespace trawl
