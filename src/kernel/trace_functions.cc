#include "kernel/trace_functions.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "base/lines.h"
#include "kernel/tracefs.h"
#include "wire/trace.h"

namespace trawl {

namespace {

constexpr size_t kLargestList = size_t{16} << 20;  // bytes of ftrace's list

/// Functions that are more than a step. `position`: of the skb, where it is not the first.
struct SpecialFunction {
  std::string_view name;
  uint8_t position;  // 0: the first
  uint32_t flags;
};
constexpr SpecialFunction kSpecial[] = {
    {"__copy_skb_header", 2, TRAWL_PROBE_COPIES},
    {"skb_copy_header", 2, TRAWL_PROBE_COPIES},
    {"ip_copy_metadata", 2, TRAWL_PROBE_COPIES},
    {"ip6_copy_metadata", 2, TRAWL_PROBE_COPIES},
    {"skb_release_head_state", 0, TRAWL_PROBE_RELEASES | TRAWL_PROBE_TAIL},
    {"__kfree_skb", 0, TRAWL_PROBE_TAIL},
    {"__napi_kfree_skb", 0, TRAWL_PROBE_TAIL},
    {"__sk_defer_free_flush", 0, TRAWL_PROBE_TAIL},
    {"__sock_wfree", 0, TRAWL_PROBE_TAIL},
    {"consume_skb", 0, TRAWL_PROBE_TAIL},
    {"kfree_skb_list_reason", 0, TRAWL_PROBE_TAIL},
    {"kfree_skb_partial", 0, TRAWL_PROBE_TAIL},
    {"kfree_skbmem", 0, TRAWL_PROBE_TAIL},
    {"napi_consume_skb", 0, TRAWL_PROBE_TAIL},
    {"napi_skb_cache_put", 0, TRAWL_PROBE_TAIL},
    {"skb_attempt_defer_free", 0, TRAWL_PROBE_TAIL},
    {"skb_free_head", 0, TRAWL_PROBE_TAIL},
    {"skb_release_data", 0, TRAWL_PROBE_TAIL},
    {"ipt_do_table", 0, TRAWL_PROBE_TABLE},
    {"ip6t_do_table", 0, TRAWL_PROBE_TABLE},
    {"sock_edemux", 0, TRAWL_PROBE_TAIL},
    {"sock_efree", 0, TRAWL_PROBE_TAIL},
    {"sock_rfree", 0, TRAWL_PROBE_TAIL},
    {"sock_wfree", 0, TRAWL_PROBE_TAIL},
    {"tcp_wfree", 0, TRAWL_PROBE_TAIL},
};

/// Without these packets cannot be followed.
constexpr std::string_view kNeeded[] = {"__copy_skb_header", "skb_release_head_state"};

/// What the tracepoints do not tell: the way through the layers between them.
constexpr std::string_view kChosen[] = {
    // IPv4, IPv6, ARP
    "ip_rcv",
    "ip_local_deliver",
    "ip_forward",
    "ip_output",
    "ip_finish_output2",
    "ip_do_fragment",
    "ip_defrag",
    "ipv6_rcv",
    "ip6_input_finish",
    "ip6_forward",
    "ip6_output",
    "ip6_finish_output2",
    "arp_rcv",
    // transport
    "tcp_v4_rcv",
    "tcp_v6_rcv",
    "tcp_rcv_established",
    "tcp_rcv_state_process",
    "tcp_add_backlog",
    "__tcp_transmit_skb",
    "udp_queue_rcv_one_skb",
    "udpv6_queue_rcv_one_skb",
    "skb_consume_udp",
    "icmp_rcv",
    "icmpv6_rcv",
    "sk_filter_trim_cap",
    // netfilter
    "nf_hook_slow",
    "nf_conntrack_in",
    "nf_nat_manip_pkt",
    "nft_do_chain",
    "ipt_do_table",
    "ip6t_do_table",
    // bridge, tunnels
    "br_handle_frame",
    "br_forward",
    "br_dev_xmit",
    "vxlan_xmit",
    "vxlan_rcv",
    "geneve_xmit",
    "gre_rcv",
    "ip_tunnel_xmit",
    "iptunnel_xmit",
    "xfrm_output",
    "xfrm_input",
    // to a device
    "neigh_resolve_output",
    "__dev_queue_xmit",
    "skb_segment",
    "skb_checksum_help",
    "pskb_expand_head",
};

const SpecialFunction* special(std::string_view name) {
  const auto* found = std::ranges::find(kSpecial, name, &SpecialFunction::name);
  return found == std::end(kSpecial) ? nullptr : found;
}

template <size_t N>
bool is_among(const std::string_view (&names)[N], std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

bool is_wanted(std::string_view name, std::span<const std::string> patterns) {
  if (is_among(kNeeded, name)) return true;
  if (patterns.empty()) return is_among(kChosen, name);
  return std::ranges::any_of(
      patterns, [&](const std::string& pattern) { return pattern == "all" || matches_pattern(name, pattern); });
}

/// Counts the lines that begin with each name.
void count_lines(std::string_view list, std::unordered_map<std::string_view, size_t>& names) {
  while (!list.empty()) {
    const std::string_view line = next_line(list);
    const auto name = names.find(line.substr(0, line.find(' ')));
    if (name != names.end()) name->second++;
  }
}

}  // namespace

uint64_t cookie_of(const SkbFunction& function) {
  const uint64_t socket = uint64_t{function.socket} << TRAWL_PROBE_SOCKET_SHIFT;
  const SpecialFunction* more = special(function.name);
  if (more == nullptr) return function.position | socket;
  return (more->position != 0 ? more->position : function.position) | more->flags | socket;
}

std::string ftrace_list() {
  const auto tracefs = Tracefs::open();
  return tracefs ? tracefs->read("available_filter_functions", kLargestList).value_or("") : "";
}

bool matches_pattern(std::string_view name, std::string_view pattern) {
  size_t n = 0;
  size_t p = 0;
  size_t star = std::string_view::npos;  // the last one, and where what it stands for ended
  size_t after = 0;
  while (n < name.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == name[n] && pattern[p] != '*'))) {
      n++;
      p++;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++after;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::vector<FunctionProbe> choose_functions(std::span<const SkbFunction> functions,
                                            std::span<const std::string> patterns, std::string_view list) {
  std::vector<FunctionProbe> probes;
  for (const SkbFunction& function : functions) {
    if (is_wanted(function.name, patterns)) probes.push_back({.cookie = cookie_of(function), .name = function.name});
  }
  if (list.empty()) return probes;
  std::unordered_map<std::string_view, size_t> listed;
  for (const FunctionProbe& probe : probes) listed.emplace(probe.name, 0);
  count_lines(list, listed);
  std::erase_if(probes, [&](const FunctionProbe& probe) { return listed[probe.name] != 1; });
  return probes;
}

std::vector<FunctionProbe> locate(std::vector<FunctionProbe> probes, const KernelSymbols& symbols) {
  for (FunctionProbe& probe : probes) {
    const auto addresses = symbols.addresses(probe.name);
    if (addresses.size() == 1) probe.address = addresses.front();
  }
  std::erase_if(probes, [](const FunctionProbe& probe) { return probe.address == 0; });
  return probes;
}

}  // namespace trawl
