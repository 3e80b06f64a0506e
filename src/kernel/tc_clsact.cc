#include "kernel/tc_clsact.h"

#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>

namespace trawl {

namespace {

constexpr std::string_view kPrefix = "trawl ";
constexpr std::string_view kMadeQdisc = " qdisc";
constexpr uint16_t kAloneAt = 9;          // the priority where there is no other filter: room on both sides
constexpr uint16_t kAllProtocols = 0x03;  // ETH_P_ALL
constexpr uint32_t kClsactHandle = 0xffff0000;

uint32_t parent_of(TcHook hook) {
  return kClsactHandle | (hook == TcHook::kIngress ? TC_H_MIN_INGRESS : TC_H_MIN_EGRESS);
}

tcmsg message_for(uint32_t ifindex, uint32_t parent) {
  tcmsg message{};
  message.tcm_family = AF_UNSPEC;
  message.tcm_ifindex = static_cast<int>(ifindex);
  message.tcm_parent = parent;
  return message;
}

uint32_t number_of(Bytes value) {
  uint32_t number = 0;
  if (value.size() >= sizeof(number)) std::memcpy(&number, value.data(), sizeof(number));
  return number;
}

std::string text_of(Bytes value) {
  const auto end = std::ranges::find(value, 0);
  return {value.begin(), end};
}

void remove_filter(Netlink& netlink, const ClsactFilter& filter) {
  tcmsg message = message_for(filter.ifindex, parent_of(filter.hook));
  message.tcm_info = static_cast<uint32_t>(filter.priority) << 16 | filter.protocol;
  message.tcm_handle = filter.handle;
  NetlinkRequest request(RTM_DELTFILTER, NLM_F_ACK, message);
  request.put(TCA_KIND, filter.kind);
  (void)netlink.request(std::move(request));
}

tcmsg qdisc_message(uint32_t ifindex) {
  tcmsg message = message_for(ifindex, TC_H_CLSACT);
  message.tcm_handle = kClsactHandle;
  return message;
}

/// Whether it was made just now.
Result<bool> make_qdisc(Netlink& netlink, uint32_t ifindex) {
  NetlinkRequest request(RTM_NEWQDISC, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, qdisc_message(ifindex));
  request.put(TCA_KIND, std::string_view("clsact"));
  auto made = netlink.request(std::move(request));
  if (made) return true;
  if (made.error().error_number == EEXIST) return false;
  return fail_errno("make a clsact qdisc on interface " + std::to_string(ifindex), made.error().error_number,
                    "the kernel needs CONFIG_NET_CLS_ACT and CONFIG_NET_SCH_INGRESS");
}

bool made_by_trawl(const ClsactFilter& filter) {
  return mark_of(filter).has_value() && filter.name.ends_with(kMadeQdisc);
}

/// Before all others where there is room. A filter at priority 1 has none: it goes on to ours or not as it likes.
uint16_t priority_ahead_of(const std::vector<ClsactFilter>& others) {
  if (others.empty()) return kAloneAt;
  const uint16_t first = std::ranges::min(others, {}, &ClsactFilter::priority).priority;
  return first > 1 ? static_cast<uint16_t>(first - 1) : uint16_t{1};
}

sockaddr_un address_of(const std::string& mark, socklen_t& length) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = "trawl-capture-" + mark;  // abstract: behind a zero byte
  std::copy(name.begin(), name.end(), address.sun_path + 1);
  length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  return address;
}

constexpr size_t kLongestMark = 64;

}  // namespace

std::vector<ClsactFilter> list_clsact_filters(Netlink& netlink, uint32_t ifindex, TcHook hook) {
  std::vector<ClsactFilter> filters;
  NetlinkRequest request(RTM_GETTFILTER, NLM_F_DUMP, message_for(ifindex, parent_of(hook)));
  // A device without the qdisc has no filters: an error says the same as an empty list.
  (void)netlink.dump(std::move(request), [&](Bytes body) {
    if (body.size() < sizeof(tcmsg)) return;
    tcmsg message{};
    std::memcpy(&message, body.data(), sizeof(message));
    if (message.tcm_handle == 0) return;  // the head of a priority; its filters follow
    const Bytes attributes = body.subspan(sizeof(tcmsg));
    const Bytes options = find_attribute(attributes, TCA_OPTIONS);
    filters.push_back({.ifindex = ifindex,
                       .hook = hook,
                       .priority = static_cast<uint16_t>(message.tcm_info >> 16),
                       .protocol = static_cast<uint16_t>(message.tcm_info),
                       .handle = message.tcm_handle,
                       .kind = text_of(find_attribute(attributes, TCA_KIND)),
                       .name = text_of(find_attribute(options, TCA_BPF_NAME)),
                       .program = number_of(find_attribute(options, TCA_BPF_ID))});
  });
  return filters;
}

Result<ClsactMark> ClsactMark::create() {
  uint64_t number = 0;
  if (::getrandom(&number, sizeof(number), 0) != sizeof(number)) return fail_errno("get a random number", errno);
  const std::string text = std::to_string(number);
  Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  socklen_t length = 0;
  const sockaddr_un address = address_of(text, length);
  if (!socket.valid() || ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0) {
    return fail_errno("mark this capture", errno);
  }
  return ClsactMark(text, std::move(socket));
}

bool ClsactMark::is_alive(const std::string& text) {
  const Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  socklen_t length = 0;
  const sockaddr_un address = address_of(text, length);
  return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), length) == 0;
}

std::optional<std::string> mark_of(const ClsactFilter& filter) {
  if (filter.kind != "bpf" || !filter.name.starts_with(kPrefix)) return std::nullopt;
  const std::string rest = filter.name.substr(kPrefix.size());
  std::string mark = rest.substr(0, rest.find(' '));
  if (mark.empty() || mark.size() > kLongestMark) return std::nullopt;
  return mark;
}

Result<void> add_clsact_filter(Netlink& netlink, const std::string& mark, int program_fd, uint32_t ifindex,
                               TcHook hook) {
  remove_clsact_filters(netlink, ifindex, {}, [](const std::string& other) { return !ClsactMark::is_alive(other); });
  const auto made = make_qdisc(netlink, ifindex);
  if (!made) return std::unexpected(made.error());
  const auto others = list_clsact_filters(netlink, ifindex, hook);
  const auto beyond =
      list_clsact_filters(netlink, ifindex, hook == TcHook::kIngress ? TcHook::kEgress : TcHook::kIngress);
  // The last of trawl's captures on the device takes the qdisc away, whichever of them made it.
  const bool qdisc = *made || std::ranges::any_of(others, made_by_trawl) || std::ranges::any_of(beyond, made_by_trawl);

  tcmsg message = message_for(ifindex, parent_of(hook));
  message.tcm_info = static_cast<uint32_t>(priority_ahead_of(others)) << 16 | htons(kAllProtocols);
  NetlinkRequest request(RTM_NEWTFILTER, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, message);
  request.put(TCA_KIND, std::string_view("bpf"));
  const size_t options = request.begin(TCA_OPTIONS);
  request.put(TCA_BPF_FD, static_cast<uint32_t>(program_fd));
  request.put(TCA_BPF_NAME, std::string(kPrefix) + mark + std::string(qdisc ? kMadeQdisc : ""));
  request.put(TCA_BPF_FLAGS, uint32_t{TCA_BPF_FLAG_ACT_DIRECT});
  request.end(options);
  if (const auto added = netlink.request(std::move(request)); !added) {
    return fail_errno("attach to interface " + std::to_string(ifindex), added.error().error_number,
                      "an ingress qdisc in the place of clsact has no egress hook: tc qdisc show");
  }
  return {};
}

void remove_clsact_filters(Netlink& netlink, uint32_t ifindex, std::optional<TcHook> hook,
                           const std::function<bool(const std::string&)>& unwanted) {
  bool made_qdisc = false;
  size_t remaining = 0;
  for (const TcHook at : {TcHook::kIngress, TcHook::kEgress}) {
    for (const auto& filter : list_clsact_filters(netlink, ifindex, at)) {
      const auto mark = mark_of(filter);
      if (!mark || (hook && *hook != at) || !unwanted(*mark)) {
        remaining++;
        continue;
      }
      made_qdisc |= made_by_trawl(filter);
      remove_filter(netlink, filter);
    }
  }
  if (!made_qdisc || remaining != 0) return;
  (void)netlink.request(NetlinkRequest(RTM_DELQDISC, NLM_F_ACK, qdisc_message(ifindex)));
}

}  // namespace trawl
