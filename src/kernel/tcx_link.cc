#include "kernel/tcx_link.h"

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace trawl {

namespace {

// include/uapi/linux/bpf.h of 6.6
constexpr uint32_t kTcxIngress = 46;
constexpr uint32_t kTcxEgress = 47;
constexpr uint32_t kBefore = 1U << 3;  // BPF_F_BEFORE; with no program named: before all
struct LinkCreate {
  uint32_t prog_fd;
  uint32_t target_ifindex;
  uint32_t attach_type;
  uint32_t flags;
  uint32_t relative_fd;
  uint32_t padding;
  uint64_t expected_revision;
  uint8_t rest[32];
};

}  // namespace

uint32_t tcx_attach_type(TcHook hook) {
  return hook == TcHook::kIngress ? kTcxIngress : kTcxEgress;
}

int create_tcx_link(int program_fd, uint32_t ifindex, TcHook hook) {
  LinkCreate attributes{};
  attributes.prog_fd = static_cast<uint32_t>(program_fd);
  attributes.target_ifindex = ifindex;
  attributes.attach_type = tcx_attach_type(hook);
  attributes.flags = kBefore;
  return static_cast<int>(::syscall(SYS_bpf, BPF_LINK_CREATE, &attributes, sizeof(attributes)));
}

}  // namespace trawl
