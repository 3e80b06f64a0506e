#include "kernel/loading.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/capabilities.h"

namespace trawl {

Error load_error(int error_number) {
  constexpr CapabilitySet kNeeded = capability_set({Capability::kBpf, Capability::kNetAdmin, Capability::kPerfmon});
  const bool privileged = (kNeeded & ~effective_capabilities()) == 0;
  if (error_number == EPERM && privileged) {
    return {"the kernel refused to load a BPF program, though the capabilities are there",
            "before Linux 5.11 maps count as locked memory: \"ulimit -l unlimited\", or CAP_SYS_RESOURCE, allows it; a "
            "user namespace or the kernel's lockdown does not: \"trawl doctor\" tells"};
  }
  // Which features there are cannot be told without privilege, and a program for others is invalid.
  if (error_number == EPERM || (error_number == EINVAL && !privileged)) {
    return {"you don't have permission to capture: the kernel refused to load a BPF program",
            "run as root, or give the program CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON"};
  }
  if (error_number == ESRCH || error_number == ENOENT) {
    return {"this kernel has no BTF (/sys/kernel/btf/vmlinux), which tells where its structures keep their members",
            "a file serves instead: \"trawl doctor --fetch-btf\" gets it"};
  }
  return fail_errno("load the capture programs", error_number).error();
}

KernelTypes::KernelTypes(const std::string& file) : types_(btf__parse(file.c_str(), nullptr)) {
  constexpr std::string_view kPrefix = "btf_trace_";
  for (uint32_t id = 1; types_ && id < btf__type_cnt(types_.get()); id++) {
    const btf_type* type = btf__type_by_id(types_.get(), id);
    if (!btf_is_typedef(type)) continue;
    const std::string_view name = btf__name_by_offset(types_.get(), type->name_off);
    if (name.starts_with(kPrefix)) tracepoints_.insert(name.substr(kPrefix.size()));
  }
}

void KernelTypes::Free::operator()(btf* types) const {
  btf__free(types);
}

Fd open_cgroup_root() {
  for (const char* path : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
    const std::string controllers = std::string(path) + "/cgroup.controllers";
    if (::access(controllers.c_str(), F_OK) == 0) return Fd(::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  const Fd context(static_cast<int>(::syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC)));
  if (!context.valid()) return {};
  if (::syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return {};
  return Fd(static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, 0)));
}

}  // namespace trawl
