// The packet inside a tunnel's packet. By probe reads, as the outer one is seen.
#pragma once

#include "lib/skb.h"

#define IPV4_HEADER 20  // without options
#define IPV6_HEADER 40
#define IP_PROTOCOL_END 10  // bytes of an IP header that has its protocol in them
#define UDP_HEADER 8
#define GRE_HEADER 4
#define PROTOCOL_IPIP 4
#define PROTOCOL_UDP 17
#define PROTOCOL_IPV6 41
#define PROTOCOL_GRE 47
#define VXLAN_PORT 4789
#define LINUX_VXLAN_PORT 8472  // Linux's first one
#define GENEVE_PORT 6081
#define BRIDGED_ETHERNET 0x6558  // as an EtherType

/// Where a tunnel's own header begins, and whose it is.
struct tunnel {
  __u32 offset;  // from the start of the view
  __u32 protocol;
};

static __always_inline bool read_header(const struct packet_view* view, __u32 offset, void* to, __u32 size) {
  if (offset + size > view->linear) return false;
  return bpf_probe_read_kernel(to, size, view->head + view->start + offset) == 0;
}

/// What stands behind the outermost IP header; protocol 0: nothing that is known.
static __always_inline struct tunnel behind_ip(const struct packet_view* view, __u8* header) {
  struct tunnel found = {};
  if (!read_header(view, view->network, header, IP_PROTOCOL_END)) return found;
  if (header[0] >> 4 == 6) {
    found.offset = view->network + IPV6_HEADER;
    found.protocol = header[6];
  } else if (header[0] >> 4 == 4 && ((header[6] & 0x1f) | header[7]) == 0) {  // a later fragment has no header
    found.offset = view->network + (header[0] & 15) * 4;
    found.protocol = header[9];
  }
  return found;
}

/// `type`: an EtherType. False: nothing that an expression could be about.
static __always_inline bool begins_with(struct packet_view* inner, __u32 offset, __u32 type) {
  if (type != BRIDGED_ETHERNET && type != 0x0800 && type != 0x86dd) return false;
  if (offset >= inner->linear) return false;
  inner->link_header = type == BRIDGED_ETHERNET;
  inner->start += offset;
  inner->linear -= offset;
  inner->length -= offset;
  inner->network = inner->link_header ? ETHERNET_HEADER : 0;
  return true;
}

/// RFC 2784, RFC 2890
static __always_inline bool inside_gre(struct packet_view* inner, __u32 offset, __u8* header) {
  if (!read_header(inner, offset, header, GRE_HEADER)) return false;
  const __u32 options = (header[0] >> 7) + (header[0] >> 5 & 1) + (header[0] >> 4 & 1);
  return begins_with(inner, offset + GRE_HEADER + options * 4, header[2] << 8 | header[3]);
}

/// By well-known ports: VXLAN (RFC 7348) and GENEVE (RFC 8926).
static __always_inline bool inside_udp(struct packet_view* inner, __u32 offset, __u8* header) {
  if (!read_header(inner, offset, header, UDP_HEADER + 4)) return false;
  const __u32 behind = offset + UDP_HEADER + 8;
  const __u16 port = header[2] << 8 | header[3];
  if (port == VXLAN_PORT || port == LINUX_VXLAN_PORT) return begins_with(inner, behind, BRIDGED_ETHERNET);
  if (port != GENEVE_PORT) return false;
  return begins_with(inner, behind + (header[UDP_HEADER] & 0x3f) * 4,
                     header[UDP_HEADER + 2] << 8 | header[UDP_HEADER + 3]);
}

static __always_inline bool is_tunnel_port(__u16 port) {
  return port == VXLAN_PORT || port == LINUX_VXLAN_PORT || port == GENEVE_PORT;
}

/// Of an IP header that the window has. False: enter_tunnel() would say so, too.
static __always_inline bool begins_tunnel(const __u8* header) {
  const bool v6 = header[0] >> 4 == 6;
  const __u8 protocol = v6 ? header[6] : header[9];
  if (protocol != PROTOCOL_UDP)
    return protocol == PROTOCOL_GRE || protocol == PROTOCOL_IPIP || protocol == PROTOCOL_IPV6;
  if (v6) return is_tunnel_port(header[IPV6_HEADER + 2] << 8 | header[IPV6_HEADER + 3]);
  if (header[0] != 0x45) return true;  // with options; or no IP
  return is_tunnel_port(header[IPV4_HEADER + 2] << 8 | header[IPV4_HEADER + 3]);
}

/// Whether it is worth the calls to look for a packet inside.
static __always_inline bool may_be_tunnel(const struct packet_view* view, const struct packet_window* window) {
  if (view->network == 0) return begins_tunnel(window->bytes);
  if (view->network == ETHERNET_HEADER) return begins_tunnel(window->bytes + ETHERNET_HEADER);
  return true;
}

/// Makes the view one of the packet inside. False: it is not in a tunnel. `scratch` gets the headers on the way there.
static __always_inline bool enter_tunnel(struct packet_view* view, struct packet_window* scratch) {
  const struct tunnel tunnel = behind_ip(view, scratch->bytes);
  if (tunnel.protocol == PROTOCOL_UDP) return inside_udp(view, tunnel.offset, scratch->bytes);
  if (tunnel.protocol == PROTOCOL_GRE) return inside_gre(view, tunnel.offset, scratch->bytes);
  if (tunnel.protocol == PROTOCOL_IPIP) return begins_with(view, tunnel.offset, 0x0800);
  if (tunnel.protocol == PROTOCOL_IPV6) return begins_with(view, tunnel.offset, 0x86dd);
  return false;
}
