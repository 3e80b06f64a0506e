// The tables of registry.cc: one line per entry, sorted by number, but for the ports: there the order is the order of
// preference. A new key space is a table here, a line in registry.cc and a declaration in registry.h.
#pragma once

#include <cstdint>

#include "packet/link_type.h"
#include "print/organizations.h"
#include "print/protocols.h"
#include "print/registry.h"

namespace trawl {

template <class Key, class Function = PrintFunction>
struct Entry {
  Key key;
  Function print;
};

struct SnapEntry {
  uint32_t organization;
  uint16_t protocol;
  PrintFunction print;
};

enum class Side : uint8_t { kEither, kSource, kDestination };

struct PortEntry {
  uint16_t first;
  uint16_t last;
  PrintFunction print;
  Side side = Side::kEither;
};

// clang-format off: one entry per line, so that two changes meet only where they are about the same thing.

// LINKTYPE_ numbers of the tcpdump group's registry.
constexpr Entry<LinkType> kLinkTypes[] = {
    {0, print_null_link},
    {1, print_ethernet_link},
    {6, print_token_ring_link},
    {7, print_arcnet_link},
    {8, print_slip_link},
    {9, print_ppp_link},
    {10, print_fddi_link},
    {11, print_atm_link},
    {12, print_raw_link},
    {15, print_slip_bsdos_link},
    {16, print_ppp_bsdos_link},
    {19, print_classical_ip_link},
    {50, print_ppp_hdlc_link},
    {51, print_pppoe_link},
    {99, print_symantec_link},
    {100, print_atm_link},
    {101, print_raw_link},
    {102, print_slip_bsdos_link},
    {103, print_ppp_bsdos_link},
    {104, print_chdlc_link},
    {105, print_ieee80211_link},
    {106, print_classical_ip_link},
    {107, print_frame_relay_link},
    {108, print_null_link},
    {109, print_enc_link},
    {112, print_chdlc_link},
    {113, print_sll_link},
    {114, print_localtalk_link},
    {117, print_pflog_link},
    {119, print_prism_link},
    {122, print_fibre_channel_link},
    {123, print_sunatm_link},
    {127, print_radiotap_link},
    {129, print_arcnet_linux_link},
    {130, print_juniper_mlppp_link},
    {131, print_juniper_mlfr_link},
    {132, print_juniper_es_link},
    {133, print_juniper_ggsn_link},
    {134, print_juniper_mfr_link},
    {135, print_juniper_atm2_link},
    {136, print_juniper_services_link},
    {137, print_juniper_atm1_link},
    {138, print_apple_1394_link},
    {149, print_pktap_link},
    {163, print_avs_link},
    {164, print_juniper_monitor_link},
    {166, print_ppp_link},
    {167, print_juniper_pppoe_link},
    {168, print_juniper_pppoe_atm_link},
    {178, print_juniper_ether_link},
    {179, print_juniper_ppp_link},
    {180, print_juniper_frelay_link},
    {181, print_juniper_chdlc_link},
    {182, print_multilink_frame_relay_link},
    {189, print_usb_link},
    {192, print_ppi_link},
    {195, print_ieee802154_link},
    {201, print_bluetooth_link},
    {220, print_usb_mapped_link},
    {226, print_ipnet_link},
    {228, print_raw_link},
    {229, print_raw_link},
    {230, print_ieee802154_nofcs_link},
    {239, print_nflog_link},
    {240, print_netanalyzer_link},
    {241, print_netanalyzer_transparent_link},
    {242, print_ipoib_link},
    {258, print_pktap_link},
    {271, print_vsock_link},
    {276, print_sll2_link},
    {281, print_brcm_tag_link},
    {282, print_brcm_tag_prepend_link},
    {283, print_ieee802154_tap_link},
    {284, print_dsa_link},
    {285, print_edsa_link},
};

// Link types that files number in another way than libpcap on Linux does (pcap/dlt.h).
struct RenumberedLinkType {
  LinkType link_type;
  uint32_t dlt;
};
constexpr RenumberedLinkType kRenumberedLinkTypes[] = {
    {100, 11}, {101, 12}, {102, 15}, {103, 16}, {106, 19},
};

// IEEE 802 numbers (EtherType).
constexpr Entry<uint16_t> kEthertypes[] = {
    {0x0707, print_geonet},
    {0x0800, print_ipv4},
    {0x0806, print_arp},
    {0x1111, print_calm_fast},
    {0x3c12, print_pppoe},
    {0x3c13, print_pppoe},
    {0x6003, print_decnet},
    {0x8035, print_arp},
    {0x809b, print_ethertalk},
    {0x80f3, print_aarp},
    {0x8137, print_ipx_ethernet},
    {0x86dd, print_ipv6},
    {0x8808, print_mpcp},
    {0x8809, print_slow},
    {0x880b, print_ppp_in_ethernet},
    {0x8847, print_mpls},
    {0x8848, print_mpls},
    {0x8863, print_pppoe},
    {0x8864, print_pppoe},
    {0x886f, print_msnlb},
    {0x888e, print_eapol},
    {0x8899, print_realtek},
    {0x88a2, print_aoe},
    {0x88ca, print_tipc},
    {0x88cc, print_lldp},
    {0x88f7, print_ptp},
    {0x8902, print_cfm},
    {0x8947, print_geonet},
    {0x894f, print_nsh},
    {0x9000, print_loopback},
    {0xabcd, print_cfm},
    {0xfefe, print_isoclns_padded},
};

// ARCNET protocol ids.
constexpr Entry<uint8_t> kArcnetTypes[] = {
    {0xc4, print_ipv6},
    {0xd4, print_ipv4},
    {0xd5, print_arp},
    {0xd6, print_arp},
    {0xdd, print_ethertalk},
    {0xf0, print_ipv4},
    {0xf1, print_arp},
    {0xfa, print_ipx},
};

// IANA protocol numbers.
constexpr Entry<uint8_t> kIpProtocols[] = {
    {1, print_icmp},
    {2, print_igmp},
    {4, print_ipv4},
    {6, print_tcp},
    {8, print_egp},
    {9, print_igrp},
    {17, print_udp},
    {33, print_dccp},
    {41, print_ipv6},
    {46, print_rsvp},
    {47, print_gre},
    {50, print_esp},
    {51, print_ah},
    {55, print_mobile_ip},
    {58, print_icmp6},
    {59, print_no_next_header},
    {77, print_sun_nd},
    {88, print_eigrp},
    {89, print_ospf},
    {103, print_pim},
    {108, print_ipcomp},
    {112, print_vrrp},
    {113, print_pgm},
    {132, print_sctp},
    {143, print_ethernet_in_ipv6},
};

// IPv6 extension headers (RFC 8200, section 4).
constexpr Entry<uint8_t, Ipv6ExtensionFunction> kIpv6Extensions[] = {
    {0, print_ipv6_hop_by_hop},
    {43, print_ipv6_routing},
    {44, print_ipv6_fragment},
    {60, print_ipv6_destination_options},
    {62, print_mobility},
    {135, print_mobility},
};

// Tags between an Ethernet header and its payload.
constexpr EthernetTag kEthernetTags[] = {
    {0x8100, print_vlan_tag, 4, "vlan"},
    {0x88a8, print_vlan_tag, 4, "vlan"},
    {0x88e5, print_macsec_tag, 0, "macsec"},
    {0x9100, print_vlan_tag, 4, "vlan"},
    {0x9200, print_vlan_tag, 4, "vlan"},
    {0xd28b, print_arista_tag, 2, "arista", true},
};

// IEEE 802.2 service access points with unnumbered information, where both ends name the same one.
constexpr Entry<uint8_t> kLlcSaps[] = {
    {0x06, print_ipv4},
    {0x42, print_stp},
    {0xe0, print_ipx},
    {0xfe, print_isoclns},
};

// IANA IGMP type numbers.
constexpr Entry<uint8_t> kIgmpTypes[] = {
    {0x13, print_dvmrp},
    {0x14, print_pim1},
};

// IANA ICMPv6 type numbers.
constexpr Entry<uint8_t> kIcmp6Types[] = {
    {130, print_mld},
    {131, print_mld},
    {132, print_mld},
    {133, print_neighbor_discovery},
    {134, print_neighbor_discovery},
    {135, print_neighbor_discovery},
    {136, print_neighbor_discovery},
    {137, print_neighbor_discovery},
    {138, print_router_renumbering},
    {139, print_node_information},
    {140, print_node_information},
    {143, print_mld},
    {144, print_neighbor_discovery},
    {145, print_neighbor_discovery},
    {146, print_neighbor_discovery},
    {147, print_neighbor_discovery},
    {155, print_rpl},
};

// What GRE carries, by EtherType and in version 1 (RFC 2637).
constexpr Entry<uint16_t> kGreProtocols[] = {
    {0x00fe, print_isoclns},
    {0x0800, print_ipv4},
    {0x6558, print_ethernet_frame},
    {0x809b, print_appletalk},
    {0x8137, print_ipx},
    {0x86dd, print_ipv6},
    {0x8847, print_mpls},
};
constexpr Entry<uint16_t> kEnhancedGreProtocols[] = {
    {0x880b, print_ppp},
};

// Protocols that look at a datagram before anything else is said of it.
struct UdpClaim {
  uint16_t port;
  bool at_destination;
  ClaimFunction print;
};
constexpr UdpClaim kUdpClaims[] = {
    {2049, true, print_nfs_request},
    {2049, false, print_nfs_reply},
};

struct UdpRange {
  uint16_t first;
  uint16_t last;
  ClaimFunction print;
};
// DDP sockets as UDP ports: the numbers that were first used, then IANA's, then those for dynamic sockets.
constexpr UdpRange kUdpRanges[] = {{768, 895, print_kip}, {200, 327, print_kip}, {16512, 16639, print_kip}};

// IANA service ports.
constexpr PortEntry kUdpPorts[] = {
    {53, 53, print_dns},
    {67, 68, print_dhcp},
    {69, 69, print_tftp},
    {88, 88, print_kerberos},
    {123, 123, print_ntp},
    {161, 162, print_snmp},
    {319, 320, print_ptp},
    {496, 496, print_cisco_auto_rp},
    {500, 500, print_isakmp},
    {514, 514, print_syslog},
    {520, 520, print_rip},
    {521, 521, print_ripng},
    {525, 525, print_timed},
    {546, 547, print_dhcp6},
    {646, 646, print_ldp},
    {654, 654, print_aodv},
    {698, 698, print_olsr},
    {701, 701, print_lmp},
    {750, 750, print_kerberos},
    {921, 921, print_lwres},
    {5353, 5353, print_multicast_dns},
    {4500, 4500, print_isakmp_in_udp},
    {7500, 7500, print_isakmp},
    {8500, 8500, print_isakmp},
    {1701, 1701, print_l2tp},
    {3456, 3456, print_vat, Side::kDestination},
    {2103, 2104, print_zephyr},
    {7000, 7009, print_rx},
    {5359, 5359, print_ahcp},
    {6696, 6697, print_babel},
    {8231, 8231, print_hncp},
    {4567, 4567, print_wb, Side::kDestination},
    {1645, 1646, print_radius},
    {1812, 1813, print_radius},
    {3799, 3799, print_radius},
    {1700, 1700, print_radius},
    {1985, 1985, print_hsrp, Side::kDestination},
    {3503, 3503, print_lspping},
    {3784, 3784, print_bfd_control, Side::kDestination},
    {4784, 4784, print_bfd_multihop, Side::kDestination},
    {6784, 6784, print_bfd_lag, Side::kDestination},
    {3785, 3785, print_bfd_echo, Side::kDestination},
    {1589, 1589, print_vqp},
    {6343, 6343, print_sflow},
    {12223, 12223, print_lwapp_control, Side::kDestination},
    {12222, 12222, print_lwapp_data},
    {12223, 12223, print_lwapp_control_reply, Side::kSource},
    {5060, 5060, print_sip},
    {4789, 4789, print_vxlan},
    {8472, 8472, print_vxlan},
    {6081, 6081, print_geneve, Side::kDestination},
    {4342, 4342, print_lisp},
    {4790, 4790, print_vxlan_gpe},
    {17754, 17754, print_zep},
    {6635, 6635, print_mpls},
    {30490, 30490, print_someip},
    {49152, 49152, print_bcm_li, Side::kSource},
};

constexpr PortEntry kTcpPorts[] = {
    {21, 21, print_ftp},
    {22, 22, print_ssh},
    {23, 23, print_telnet},
    {25, 25, print_smtp},
    {43, 43, print_whois},
    {53, 53, print_dns_tcp},
    {80, 80, print_http},
    {179, 179, print_bgp},
    {323, 323, print_rpki_rtr},
    {554, 554, print_rtsp},
    {639, 639, print_msdp},
    {646, 646, print_ldp},
    {1723, 1723, print_pptp},
    {6379, 6379, print_resp},
    {10288, 10288, print_beep},
    {6633, 6633, print_openflow},
    {6653, 6653, print_openflow},
    {8080, 8080, print_http},
    {8554, 8554, print_rtsp},
    {2049, 2049, print_nfs_tcp_request, Side::kDestination},
    {2049, 2049, print_nfs_tcp_reply, Side::kSource},
};

// -T: what every datagram's payload is taken for.
constexpr ForcedType kUdpTypes[] = {
    {PacketType::kAodv, print_aodv},
    {PacketType::kCnfp, print_cnfp},
    {PacketType::kDomain, print_dns},
    {PacketType::kLmp, print_lmp},
    {PacketType::kPgm, print_pgm},
    {PacketType::kPgmZmtp1, print_pgm},
    {PacketType::kPtp, print_ptp},
    {PacketType::kRadius, print_radius},
    {PacketType::kRpc, print_rpc, true},
    {PacketType::kRtcp, print_rtcp},
    {PacketType::kRtp, print_rtp},
    {PacketType::kSnmp, print_snmp},
    {PacketType::kSomeip, print_someip},
    {PacketType::kTftp, print_tftp},
    {PacketType::kVat, print_vat},
    {PacketType::kVxlan, print_vxlan},
};

// -T: what every segment's payload is taken for.
constexpr Entry<PacketType> kTcpTypes[] = {
    {PacketType::kDomain, print_dns_tcp},
    {PacketType::kResp, print_resp},
    {PacketType::kZmtp1, print_zmtp1},
};

// 802.2 SNAP: organization and protocol number.
constexpr SnapEntry kSnapProtocols[] = {
    {kOuiCisco, 0x010b, print_stp},
    {kOuiCisco, 0x010c, print_stp},
    {kOuiCisco, 0x0111, print_udld},
    {kOuiCisco, 0x2000, print_cdp},
    {kOuiCisco, 0x2003, print_vtp},
    {kOuiCisco, 0x2004, print_dtp},
    {0x0080c2, 0x0001, print_ethernet_frame},
    {0x0080c2, 0x0007, print_ethernet_frame},
    {0x0080c2, 0x0003, print_token_ring_frame},
    {0x0080c2, 0x0009, print_token_ring_frame},
    {0x0080c2, 0x0004, print_fddi_frame},
    {0x0080c2, 0x000a, print_fddi_frame},
    {0x0080c2, 0x000e, print_stp},
};

// ISO's network layer protocol identifiers.
constexpr Entry<uint8_t> kNlpidPrinters[] = {
    {0x08, print_q933},
    {0x81, print_clnp},
    {0x82, print_esis},
    {0x83, print_isis},
    {0x8e, print_ipv6},
    {0xcc, print_ipv4},
    {0xcf, print_ppp},
};

// What frame relay carries, by the same identifiers.
constexpr Entry<uint8_t> kFrameRelayProtocols[] = {
    {0x08, print_q933},
    {0x8e, print_ipv6},
    {0xb1, print_frf15},
    {0xcc, print_ipv4},
    {0xcf, print_ppp},
};

}  // namespace trawl
