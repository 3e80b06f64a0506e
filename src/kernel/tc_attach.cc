#include "kernel/tc_attach.h"

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace trawl {

namespace {

// include/uapi/linux/bpf.h of 6.6, which Debian 12's headers lack.
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

Result<Fd> create_tcx_link(int program_fd, uint32_t ifindex, TcHook hook) {
  LinkCreate attr{};
  attr.prog_fd = static_cast<uint32_t>(program_fd);
  attr.target_ifindex = ifindex;
  attr.attach_type = hook == TcHook::kIngress ? kTcxIngress : kTcxEgress;
  attr.flags = kBefore;
  const long fd = ::syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));
  if (fd < 0) return fail_errno("attach to interface " + std::to_string(ifindex), errno);
  return Fd(static_cast<int>(fd));
}

}  // namespace

Result<TcAttachment> TcAttachment::create(int program_fd, uint32_t ifindex, TcHook hook) {
  auto link = create_tcx_link(program_fd, ifindex, hook);
  if (!link) return std::unexpected(link.error());
  return TcAttachment(std::move(*link));
}

}  // namespace trawl
