#include "kernel/probe/devices.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/genetlink.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "kernel/tc_clsact.h"
#include "kernel/xdp_attach.h"

namespace trawl {

namespace {

// include/uapi/linux/netdev.h of 6.3
constexpr std::string_view kNetdevFamily = "netdev";
constexpr uint8_t kDeviceGet = 1;
constexpr uint16_t kDeviceIfindex = 1;
constexpr uint16_t kDeviceXdpFeatures = 3;
constexpr uint64_t kXdpBasic = 1;

// include/uapi/linux/bpf.h of 6.6
constexpr uint32_t kTcxIngress = 46;
constexpr uint32_t kTcxEgress = 47;
struct ProgramQuery {
  uint32_t target_ifindex;
  uint32_t attach_type;
  uint32_t query_flags;
  uint32_t attach_flags;
  uint64_t prog_ids;
  uint32_t count;
  uint32_t padding;
  uint8_t rest[32];
};

template <class T>
T value_of(Bytes bytes) {
  T value{};
  if (bytes.size() >= sizeof(T)) std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

Bytes generic_attributes(Bytes body) {
  return body.subspan(std::min<size_t>(sizeof(genlmsghdr), body.size()));
}

NetlinkRequest generic_request(uint16_t family, uint8_t command) {
  genlmsghdr header{};
  header.cmd = command;
  header.version = 1;
  return {family, NLM_F_DUMP, header};
}

/// The number that the kernel has given to the family of device abilities; 0: it has none.
uint16_t netdev_family(Netlink& netlink) {
  uint16_t number = 0;
  (void)netlink.dump(generic_request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY), [&](Bytes body) {
    const Bytes attributes = generic_attributes(body);
    const Bytes name = find_attribute(attributes, CTRL_ATTR_FAMILY_NAME);
    const std::string text(name.begin(), std::ranges::find(name, 0));
    if (text == kNetdevFamily) number = value_of<uint16_t>(find_attribute(attributes, CTRL_ATTR_FAMILY_ID));
  });
  return number;
}

std::map<uint32_t, uint64_t> read_xdp_features() {
  std::map<uint32_t, uint64_t> features;
  auto netlink = Netlink::open(NETLINK_GENERIC);
  if (!netlink) return features;
  const uint16_t family = netdev_family(*netlink);
  if (family == 0) return features;
  (void)netlink->dump(generic_request(family, kDeviceGet), [&](Bytes body) {
    const Bytes attributes = generic_attributes(body);
    const auto ifindex = value_of<uint32_t>(find_attribute(attributes, kDeviceIfindex));
    features[ifindex] = value_of<uint64_t>(find_attribute(attributes, kDeviceXdpFeatures));
  });
  return features;
}

/// Empty where this process may not look.
std::string program_name(uint32_t id) {
  const Fd program(bpf_prog_get_fd_by_id(id));
  bpf_prog_info info{};
  uint32_t size = sizeof(info);
  if (!program.valid() || bpf_obj_get_info_by_fd(program.get(), &info, &size) != 0) return {};
  return info.name;
}

bool is_ours(const std::string& name) {
  return name.starts_with("trawl");
}

void add_xdp(uint32_t ifindex, std::vector<DeviceProgram>& programs) {
  bpf_xdp_query_opts query{};
  query.sz = sizeof(query);
  if (bpf_xdp_query(static_cast<int>(ifindex), 0, &query) != 0) return;
  for (const auto& [id, hook] :
       {std::pair{query.hw_prog_id, "XDP in the device"}, std::pair{query.drv_prog_id, "XDP native"},
        std::pair{query.skb_prog_id, "XDP generic"}}) {
    if (id == 0) continue;
    const std::string name = program_name(id);
    programs.push_back({.hook = hook, .name = name, .id = id, .ours = is_ours(name)});
  }
}

void add_tcx(uint32_t ifindex, uint32_t attach_type, const std::string& hook, std::vector<DeviceProgram>& programs) {
  std::array<uint32_t, 64> ids{};  // the kernel's limit for a hook
  ProgramQuery query{};
  query.target_ifindex = ifindex;
  query.attach_type = attach_type;
  query.prog_ids = reinterpret_cast<uintptr_t>(ids.data());
  query.count = ids.size();
  if (::syscall(SYS_bpf, BPF_PROG_QUERY, &query, sizeof(query)) != 0) return;
  for (size_t i = 0; i < std::min<size_t>(query.count, ids.size()); i++) {
    const std::string name = program_name(ids[i]);
    programs.push_back({.hook = hook, .name = name, .id = ids[i], .ours = is_ours(name)});
  }
}

void add_clsact(Netlink& netlink, uint32_t ifindex, TcHook at, const std::string& hook,
                std::vector<DeviceProgram>& programs) {
  for (const ClsactFilter& filter : list_clsact_filters(netlink, ifindex, at)) {
    const auto mark = mark_of(filter);
    programs.push_back({.hook = hook,
                        .name = filter.name.empty() ? filter.kind : filter.name,
                        .ours = mark.has_value(),
                        .left_over = mark && !ClsactMark::is_alive(*mark)});
  }
}

}  // namespace

Result<DeviceProbe> DeviceProbe::create() {
  auto netlink = Netlink::open();
  if (!netlink) return std::unexpected(netlink.error());
  DeviceProbe probe(std::move(*netlink));
  probe.xdp_features_ = read_xdp_features();
  return probe;
}

Support DeviceProbe::native_xdp(uint32_t ifindex) const {
  const auto found = xdp_features_.find(ifindex);
  if (found == xdp_features_.end()) return Support::kUnknown;
  return (found->second & kXdpBasic) != 0 ? Support::kYes : Support::kNo;
}

std::vector<DeviceProgram> DeviceProbe::programs(uint32_t ifindex) {
  std::vector<DeviceProgram> programs;
  add_xdp(ifindex, programs);
  add_tcx(ifindex, kTcxIngress, "tcx ingress", programs);
  add_clsact(netlink_, ifindex, TcHook::kIngress, "tc ingress", programs);
  add_tcx(ifindex, kTcxEgress, "tcx egress", programs);
  add_clsact(netlink_, ifindex, TcHook::kEgress, "tc egress", programs);
  return programs;
}

}  // namespace trawl
