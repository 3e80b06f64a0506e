#include "kernel/hook_programs.h"

#include <bpf/bpf.h>

#include <array>
#include <string_view>

#include "base/fd.h"
#include "kernel/tc_clsact.h"
#include "kernel/tcx_link.h"
#include "kernel/xdp_attach.h"

namespace trawl {

namespace {

constexpr std::string_view kOwn = "trawl ";

/// Cut after 15 characters, as the kernel keeps it.
std::string name_of_program(uint32_t id) {
  const Fd program(bpf_prog_get_fd_by_id(id));
  bpf_prog_info info{};
  uint32_t size = sizeof(info);
  if (!program.valid() || bpf_obj_get_info_by_fd(program.get(), &info, &size) != 0) return "?";
  return info.name;
}

std::vector<std::string> tcx_programs(uint32_t ifindex, TcHook hook) {
  std::array<uint32_t, 64> ids{};
  struct bpf_prog_query_opts query{};
  query.sz = sizeof(query);
  query.prog_ids = ids.data();
  query.prog_cnt = ids.size();
  const auto type = static_cast<bpf_attach_type>(tcx_attach_type(hook));
  std::vector<std::string> names;
  if (bpf_prog_query_opts(static_cast<int>(ifindex), type, &query) != 0) return names;  // before 6.6
  for (size_t i = 0; i < query.prog_cnt && i < ids.size(); i++) names.push_back(name_of_program(ids[i]));
  return names;
}

std::vector<std::string> tc_programs(uint32_t ifindex, TcHook hook) {
  std::vector<std::string> names = tcx_programs(ifindex, hook);
  auto netlink = Netlink::open();
  if (!netlink) return names;
  for (const ClsactFilter& filter : list_clsact_filters(*netlink, ifindex, hook)) {
    if (filter.name.starts_with(kOwn)) continue;
    names.push_back(filter.program != 0 ? name_of_program(filter.program) : filter.kind);
  }
  return names;
}

}  // namespace

std::vector<std::string> programs_at(uint32_t ifindex, DeviceHook hook) {
  if (hook != DeviceHook::kXdp) {
    return tc_programs(ifindex, hook == DeviceHook::kTcIngress ? TcHook::kIngress : TcHook::kEgress);
  }
  const auto attached = find_attached_xdp(ifindex);
  if (!attached || !*attached) return {};
  return {(*attached)->name};
}

}  // namespace trawl
