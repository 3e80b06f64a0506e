// The words for what netfilter and its connection tracking do with a packet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trawl {

/// A chain of nf_tables, and perhaps a rule of it.
struct NetfilterPlace {
  std::string_view family;  // "inet"; empty: this is no place
  std::string table;
  std::string chain;
  uint64_t rule = 0;         // its handle, as "nft -a list ruleset" shows it; 0: none
  std::string_view verdict;  // of the rule, or the policy of the chain; empty: not known

  bool empty() const { return family.empty(); }
};

/// "ip", "inet", ...: by NFPROTO_* (include/uapi/linux/netfilter.h).
std::string_view netfilter_family(uint8_t number);

/// "drop", "accept", "jump", ...: by NF_* and NFT_* (include/uapi/linux/netfilter/nf_tables.h), or "map" where a
/// verdict map is asked, whose answer is not known (TRAWL_VERDICT_MAP); empty: none of them.
std::string_view netfilter_verdict(int32_t code);

/// The built-in chain of iptables at a hook, "INPUT": by enum nf_inet_hooks (include/uapi/linux/netfilter.h); empty:
/// none.
std::string_view netfilter_hook(int32_t number);

/// "new", "established reply, source NAT": by enum ip_conntrack_info and enum ip_conntrack_status
/// (include/uapi/linux/netfilter/nf_conntrack_common.h); empty: it is none.
std::string conntrack_text(uint8_t info, uint32_t status);

}  // namespace trawl
