// tcx links (6.6), which Debian 12's libbpf does not know.
#pragma once

#include <cstdint>

#include "kernel/tc_hook.h"

namespace trawl {

/// enum bpf_attach_type of Linux 6.6.
uint32_t tcx_attach_type(TcHook hook);

/// A link of the program ahead of all others at the hook: its descriptor, or -1 and errno. EINVAL: no tcx here.
int create_tcx_link(int program_fd, uint32_t ifindex, TcHook hook);

}  // namespace trawl
