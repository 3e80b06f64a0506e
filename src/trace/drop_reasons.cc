#include "trace/drop_reasons.h"

#include <algorithm>
#include <iterator>

namespace trawl {

namespace {

struct Row {
  std::string_view name;
  std::string_view meaning;
};

constexpr Row kRows[] = {
    {"NOT_SPECIFIED", "the kernel gives no reason"},
    {"NO_SOCKET", "no socket listens there"},
    {"SOCKET_CLOSE", "the socket was closed"},
    {"SOCKET_FILTER", "the socket's own filter rejected it"},
    {"SOCKET_RCVBUFF", "the socket's receive buffer is full"},
    {"UNIX_DISCONNECT", "the other end of the unix socket is gone"},
    {"PKT_TOO_SMALL", "it is too short for its headers"},
    {"TCP_CSUM", "the TCP checksum is wrong"},
    {"UDP_CSUM", "the UDP checksum is wrong"},
    {"NETFILTER_DROP", "a netfilter rule or hook dropped it"},
    {"OTHERHOST", "it is addressed to another host's link-layer address"},
    {"IP_CSUM", "the IP header checksum is wrong"},
    {"IP_INHDR", "the IP header is malformed"},
    {"IP_RPFILTER", "reverse-path filtering: its source would not be reached by this device"},
    {"UNICAST_IN_L2_MULTICAST", "a unicast IP packet in a multicast frame"},
    {"XFRM_POLICY", "an IPsec policy forbids it"},
    {"IP_NOPROTO", "nobody here speaks its transport protocol"},
    {"PROTO_MEM", "the protocol's memory limit is reached"},
    {"TCP_AUTH_HDR", "its TCP authentication options are malformed"},
    {"TCP_MD5NOTFOUND", "the connection wants TCP-MD5 and the segment has none"},
    {"TCP_MD5UNEXPECTED", "the segment has TCP-MD5 and the connection does not use it"},
    {"TCP_MD5FAILURE", "its TCP-MD5 signature is wrong"},
    {"SOCKET_BACKLOG", "the socket's backlog is full"},
    {"TCP_FLAGS", "its TCP flags make no sense here"},
    {"TCP_ZEROWINDOW", "the receiver's window is closed"},
    {"TCP_OLD_DATA", "its data came before"},
    {"TCP_OVERWINDOW", "its data lies beyond the receiver's window"},
    {"TCP_OFOMERGE", "its data came before and waits in the out-of-order queue"},
    {"TCP_RFC7323_PAWS", "its time stamp is older than the last one (RFC 7323)"},
    {"TCP_OLD_SEQUENCE", "its sequence number is old"},
    {"TCP_INVALID_SEQUENCE", "its sequence number is outside the window"},
    {"TCP_INVALID_ACK_SEQUENCE", "it acknowledges what was never sent"},
    {"TCP_RESET", "it is a reset, which ends the connection"},
    {"TCP_INVALID_SYN", "a SYN in an established connection"},
    {"TCP_CLOSE", "the connection is closed"},
    {"TCP_FASTOPEN", "its fast-open data cannot be used"},
    {"TCP_OLD_ACK", "it acknowledges what was acknowledged before"},
    {"TCP_TOO_OLD_ACK", "its acknowledgement is too old"},
    {"TCP_ACK_UNSENT_DATA", "it acknowledges what was never sent"},
    {"TCP_OFO_QUEUE_PRUNE", "the out-of-order queue had to give up memory"},
    {"TCP_OFO_DROP", "it is out of order and there is no room for it"},
    {"TCP_LISTEN_OVERFLOW", "the listener's queue of connections is full"},
    {"IP_OUTNOROUTES", "there is no route to its destination"},
    {"IP_INNOROUTES", "there is no route for it"},
    {"BPF_CGROUP_EGRESS", "a BPF program of the sender's cgroup dropped it"},
    {"IPV6DISABLED", "IPv6 is disabled on the device"},
    {"NEIGH_CREATEFAIL", "no neighbour entry could be made"},
    {"NEIGH_FAILED", "the next hop does not answer ARP or neighbour discovery"},
    {"NEIGH_QUEUEFULL", "too many packets wait for the next hop's link-layer address"},
    {"NEIGH_DEAD", "the neighbour entry is gone"},
    {"NEIGH_HH_FILLFAIL", "the link-layer header could not be made"},
    {"TC_EGRESS", "a tc filter or program dropped it on its way out"},
    {"TC_INGRESS", "a tc filter or program dropped it on its way in"},
    {"QDISC_DROP", "the queueing discipline dropped it, mostly because it is full"},
    {"QDISC_OVERLIMIT", "the queueing discipline is full"},
    {"QDISC_CONGESTED", "the queueing discipline dropped it to signal congestion"},
    {"CPU_BACKLOG", "the CPU's input queue is full (net.core.netdev_max_backlog)"},
    {"XDP", "an XDP program dropped it"},
    {"UNHANDLED_PROTO", "nobody here handles its protocol"},
    {"SKB_CSUM", "its checksum could not be computed"},
    {"SKB_GSO_SEG", "it could not be cut into segments"},
    {"DEV_HDR", "the device's header is malformed"},
    {"DEV_READY", "the device is down or has no carrier"},
    {"FULL_RING", "the device's ring is full"},
    {"QUEUE_PURGE", "it waited in a queue that was emptied"},
    {"NOMEM", "there was no memory"},
    {"HDR_TRUNC", "its headers could not be brought together"},
    {"TAP_FILTER", "the tap device's filter rejected it"},
    {"TAP_TXFILTER", "the tap device's transmit filter rejected it"},
    {"ICMP_CSUM", "the ICMP checksum is wrong"},
    {"INVALID_PROTO", "its protocol makes no sense here"},
    {"IP_INADDRERRORS", "its address is not valid here"},
    {"PKT_TOO_BIG", "it is larger than the path allows"},
    {"DUP_FRAG", "a fragment that came before"},
    {"FRAG_REASM_TIMEOUT", "the other fragments did not come in time"},
    {"FRAG_TOO_FAR", "too many other packets came between its fragments"},
    {"TCP_MINTTL", "its TTL is below what the socket allows"},
    {"IPV6_BAD_EXTHDR", "an IPv6 extension header is malformed"},
    {"IPV6_NDISC_BAD_OPTIONS", "neighbour discovery with malformed options"},
    {"IP_LOCAL_SOURCE", "its source address is one of this host's own"},
    {"IP_INVALID_SOURCE", "its source address is not valid"},
    {"IP_LOCALNET", "a loopback address outside the loopback device"},
    {"IP_INVALID_DEST", "its destination address is not valid"},
    {"VXLAN_INVALID_HDR", "the VXLAN header is malformed"},
    {"VXLAN_VNI_NOT_FOUND", "no VXLAN device has its network identifier"},
    {"VXLAN_NO_REMOTE", "the VXLAN device knows no remote for it"},
    {"BRIDGE_INGRESS_STP_STATE", "the bridge port's spanning-tree state blocks it"},
    {"BRIDGE_NON_FORWARDING_STATE", "the bridge port does not forward"},
    {"BRIDGE_NO_EGRESS_PORT", "the bridge has no port to send it by"},
    {"IP_TUNNEL_ECN", "the tunnel's congestion marks contradict each other"},
    {"TUNNEL_TXINFO", "the tunnel has no destination for it"},
    {"LOCAL_MAC", "its source is the device's own link-layer address"},
    {"MACVLAN_BROADCAST_BACKLOG", "too many broadcasts wait for the macvlan device"},
};

}  // namespace

std::string_view explain_drop(std::string_view reason) {
  const auto* row = std::ranges::find(kRows, reason, &Row::name);
  return row == std::end(kRows) ? std::string_view() : row->meaning;
}

}  // namespace trawl
