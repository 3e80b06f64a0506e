#include "kernel/xdp_attach.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>
#include <vector>

namespace trawl {

namespace {

uint32_t flags_of(XdpMode mode) {
  return mode == XdpMode::kGeneric ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
}

/// The link that holds a program on a device, if one does.
Fd find_link(uint32_t ifindex, uint32_t program_id) {
  for (uint32_t id = 0; bpf_link_get_next_id(id, &id) == 0;) {
    Fd link(bpf_link_get_fd_by_id(id));
    bpf_link_info info{};
    uint32_t size = sizeof(info);
    if (!link.valid() || bpf_obj_get_info_by_fd(link.get(), &info, &size) != 0) continue;
    if (info.type == BPF_LINK_TYPE_XDP && info.xdp.ifindex == ifindex && info.prog_id == program_id) return link;
  }
  return {};
}

/// The name of a program's function from its BTF; empty without. `info.name` is cut after 15 characters.
std::string function_name(int program_fd, const bpf_prog_info& known) {
  if (known.btf_id == 0 || known.nr_func_info == 0) return {};
  bpf_func_info function{};
  bpf_prog_info info{};
  info.nr_func_info = 1;
  info.func_info_rec_size = sizeof(function);
  info.func_info = reinterpret_cast<uintptr_t>(&function);
  uint32_t size = sizeof(info);
  if (bpf_obj_get_info_by_fd(program_fd, &info, &size) != 0) return {};
  btf* types = btf__load_from_kernel_by_id(known.btf_id);
  if (types == nullptr) return {};
  const btf_type* type = btf__type_by_id(types, function.type_id);
  const char* text = type != nullptr ? btf__name_by_offset(types, type->name_off) : nullptr;
  std::string name = text != nullptr ? text : "";
  btf__free(types);
  return name;
}

Result<Fd> attach_link(int program_fd, uint32_t ifindex, XdpMode mode) {
  bpf_link_create_opts options{};
  options.sz = sizeof(options);
  options.flags = flags_of(mode);
  const int fd = bpf_link_create(program_fd, static_cast<int>(ifindex), BPF_XDP, &options);
  if (fd < 0) return fail_errno(std::string(xdp_mode_name(mode)) + " mode", errno);
  return Fd(fd);
}

/// Puts `program_fd` where `old_fd` is. Returns an errno value.
int exchange(const AttachedXdp& place, int program_fd, int old_fd) {
  if (place.link.valid()) {
    bpf_link_update_opts options{};
    options.sz = sizeof(options);
    options.flags = BPF_F_REPLACE;
    options.old_prog_fd = static_cast<uint32_t>(old_fd);
    return bpf_link_update(place.link.get(), program_fd, &options) == 0 ? 0 : errno;
  }
  bpf_xdp_attach_opts options{};
  options.sz = sizeof(options);
  options.old_prog_fd = old_fd;
  return -bpf_xdp_attach(static_cast<int>(place.ifindex), program_fd, flags_of(place.mode) | XDP_FLAGS_REPLACE,
                         &options);
}

/// Closes all descriptors but these: the ends of the capture's output, its rings and links must go when it goes.
void close_all_but(std::initializer_list<int> kept) {
  std::vector<int> sorted(kept);
  std::erase_if(sorted, [](int fd) { return fd < 0; });
  std::ranges::sort(sorted);
  unsigned next = 0;
  for (const int fd : sorted) {
    if (static_cast<unsigned>(fd) > next) ::close_range(next, static_cast<unsigned>(fd) - 1, 0);
    next = static_cast<unsigned>(fd) + 1;
  }
  ::close_range(next, ~0U, 0);
}

/// Waits for the end of the capture, which holds the other end of the pipe.
[[noreturn]] void keep(int end_of_capture, const AttachedXdp& theirs, int ours) {
  ::setsid();
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) ::signal(number, SIG_IGN);
  ::prctl(PR_SET_NAME, "trawl-keeper");
  (void)!::chdir("/");
  close_all_but({end_of_capture, ours, theirs.program.get(), theirs.link.get()});
  char nothing = 0;
  while (::read(end_of_capture, &nothing, 1) < 0 && errno == EINTR) {
  }
  ::_exit(exchange(theirs, theirs.program.get(), ours) == 0 ? 0 : 1);
}

}  // namespace

std::string_view xdp_mode_name(XdpMode mode) {
  return mode == XdpMode::kGeneric ? "generic" : "native";
}

Result<std::optional<AttachedXdp>> find_attached_xdp(uint32_t ifindex) {
  bpf_xdp_query_opts query{};
  query.sz = sizeof(query);
  if (const int error = bpf_xdp_query(static_cast<int>(ifindex), 0, &query); error != 0) {
    return fail_errno("ask for attached XDP programs", -error);
  }
  AttachedXdp attached;
  attached.ifindex = ifindex;
  attached.mode = query.skb_prog_id != 0 ? XdpMode::kGeneric : XdpMode::kNative;
  attached.id = query.skb_prog_id != 0 ? query.skb_prog_id : query.drv_prog_id;
  if (attached.id == 0 && query.hw_prog_id != 0) return fail("an XDP program is at work in the device itself");
  if (attached.id == 0) return std::nullopt;
  attached.program = Fd(bpf_prog_get_fd_by_id(attached.id));
  bpf_prog_info info{};
  uint32_t size = sizeof(info);
  if (!attached.program.valid() || bpf_obj_get_info_by_fd(attached.program.get(), &info, &size) != 0) {
    return fail_errno("look at the attached XDP program", errno);
  }
  attached.name = function_name(attached.program.get(), info);
  attached.has_btf = !attached.name.empty();
  if (!attached.has_btf) attached.name = info.name;
  attached.link = find_link(ifindex, attached.id);
  return attached;
}

Result<XdpAttachment> XdpAttachment::create(int program_fd, uint32_t ifindex, XdpMode mode) {
  const XdpMode first = mode == XdpMode::kGeneric ? XdpMode::kGeneric : XdpMode::kNative;
  auto link = attach_link(program_fd, ifindex, first);
  if (link) return XdpAttachment(std::move(*link), first);
  if (mode != XdpMode::kAny) return std::unexpected(link.error());
  const std::string why = link.error().what;
  link = attach_link(program_fd, ifindex, XdpMode::kGeneric);
  if (!link) return std::unexpected(link.error());
  XdpAttachment attachment(std::move(*link), XdpMode::kGeneric);
  attachment.why_generic_ = why;
  return attachment;
}

Result<XdpSubstitution> XdpSubstitution::create(int program_fd, AttachedXdp theirs) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("make a pipe", errno);
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  const pid_t keeper = ::fork();
  if (keeper < 0) return fail_errno("start a process", errno);
  if (keeper == 0) keep(reading.get(), theirs, program_fd);
  XdpSubstitution substitution(std::move(writing), keeper);
  if (const int error = exchange(theirs, program_fd, theirs.program.get()); error != 0) {
    return fail_errno("take the place of " + theirs.name, error);
  }
  return substitution;
}

XdpSubstitution::XdpSubstitution(XdpSubstitution&& other) noexcept
    : life_(std::move(other.life_)), keeper_(std::exchange(other.keeper_, -1)) {}

XdpSubstitution::~XdpSubstitution() {
  if (keeper_ < 0) return;
  life_.reset();
  while (::waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace trawl
