#include "kernel/kprobe.h"

#include <bpf/bpf.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <string>

#include "base/file.h"

namespace trawl {

Result<uint32_t> Kprobe::perf_type() {
  const auto text = read_file("/sys/bus/event_source/devices/kprobe/type");
  if (!text) return fail("this kernel has no probes (CONFIG_KPROBE_EVENTS)");
  uint32_t type = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), type);
  if (error != std::errc{}) return fail("the kernel's number for probes is no number");
  return type;
}

Result<Kprobe> Kprobe::create(uint32_t type, int program_fd, uint64_t address, uint64_t cookie) {
  perf_event_attr attr{};
  attr.type = type;
  attr.size = sizeof(attr);
  attr.config2 = address;  // probe_offset, which is an address where there is no name
  Fd event(static_cast<int>(::syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC)));
  if (!event.valid()) return fail_errno("set a probe", errno);
  bpf_link_create_opts options{};
  options.sz = sizeof(options);
  options.perf_event.bpf_cookie = cookie;
  Fd link(bpf_link_create(program_fd, event.get(), BPF_PERF_EVENT, &options));
  if (!link.valid()) return fail_errno("attach to a probe", errno);
  if (::ioctl(event.get(), PERF_EVENT_IOC_ENABLE, 0) != 0) return fail_errno("enable a probe", errno);
  return Kprobe(std::move(event), std::move(link));
}

}  // namespace trawl
