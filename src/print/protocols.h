// Every printer that the registry or another printer calls by name: one line per function, sorted.
#pragma once

#include "print/printer.h"

namespace trawl {

void print_aoe(Printer& p, Reader r);
void print_arp(Printer& p, Reader r);
void print_bcm_li(Printer& p, Reader r);
void print_brcm_tag_link(Printer& p, Reader r);
void print_brcm_tag_prepend_link(Printer& p, Reader r);
void print_carp(Printer& p, Reader r);
struct Ipv6Chain;

void print_ah(Printer& p, Reader r);
void print_bfd_control(Printer& p, Reader r);
void print_bfd_echo(Printer& p, Reader r);
void print_bfd_lag(Printer& p, Reader r);
void print_bfd_multihop(Printer& p, Reader r);
void print_carp(Printer& p, Reader r);
void print_cdp(Printer& p, Reader r);
void print_cfm(Printer& p, Reader r);
void print_chdlc(Printer& p, Reader r);
void print_chdlc_link(Printer& p, Reader r);
void print_clnp(Printer& p, Reader r);
void print_dns(Printer& p, Reader r);
void print_dns_tcp(Printer& p, Reader r);
void print_dsa_link(Printer& p, Reader r);
void print_dtp(Printer& p, Reader r);
void print_dvmrp(Printer& p, Reader r);
void print_eap(Printer& p, Reader r);
void print_eapol(Printer& p, Reader r);
void print_edsa_link(Printer& p, Reader r);
void print_ipoib_link(Printer& p, Reader r);
void print_isoclns_padded(Printer& p, Reader r);
void print_isoclns(Printer& p, Reader r);
void print_bgp(Printer& p, Reader r);
void print_ldp(Printer& p, Reader r);
void print_lspping(Printer& p, Reader r);
void print_clnp(Printer& p, Reader r);
void print_esis(Printer& p, Reader r);
void print_isis(Printer& p, Reader r);
void print_eigrp(Printer& p, Reader r);
void print_esis(Printer& p, Reader r);
void print_esp(Printer& p, Reader r);
void print_ethernet_frame(Printer& p, Reader r);
void print_ethernet_in_ipv6(Printer& p, Reader r);
void print_ethernet_link(Printer& p, Reader r);
void print_geneve(Printer& p, Reader r);
void print_gre(Printer& p, Reader r);
void print_hsrp(Printer& p, Reader r);
void print_icmp(Printer& p, Reader r);
void print_icmp6(Printer& p, Reader r);
void print_igmp(Printer& p, Reader r);
void print_igrp(Printer& p, Reader r);
void print_ipnet_link(Printer& p, Reader r);
void print_ipcomp(Printer& p, Reader r);
void print_ipv4(Printer& p, Reader r);
void print_ipv6(Printer& p, Reader r);
void print_ipv6_destination_options(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip);
void print_ipv6_fragment(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip);
void print_ipv6_hop_by_hop(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip);
void print_ipv6_link(Printer& p, Reader r);
void print_ipv6_routing(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip);
void print_isis(Printer& p, Reader r);
void print_isoclns(Printer& p, Reader r);
void print_isoclns_padded(Printer& p, Reader r);
void print_lldp(Printer& p, Reader r);
void print_mld(Printer& p, Reader r);
void print_mobility(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip);
void print_mpls(Printer& p, Reader r);
void print_multicast_dns(Printer& p, Reader r);
void print_neighbor_discovery(Printer& p, Reader r);
void print_nflog_link(Printer& p, Reader r);
void print_node_information(Printer& p, Reader r);
void print_loopback(Printer& p, Reader r);
void print_nsh(Printer& p, Reader r);
void print_null_link(Printer& p, Reader r);
void print_ospf(Printer& p, Reader r);
void print_ppp(Printer& p, Reader r);
void print_ppp_hdlc_link(Printer& p, Reader r);
void print_ppp_link(Printer& p, Reader r);
void print_pppoe(Printer& p, Reader r);
void print_pppoe_link(Printer& p, Reader r);
void print_raw_link(Printer& p, Reader r);
void print_rip(Printer& p, Reader r);
void print_ripng(Printer& p, Reader r);
void print_router_renumbering(Printer& p, Reader r);
void print_rpki_rtr(Printer& p, Reader r);
void print_rpl(Printer& p, Reader r);
void print_sll2_link(Printer& p, Reader r);
void print_sll_link(Printer& p, Reader r);
void print_slow(Printer& p, Reader r);
void print_snmp(Printer& p, Reader r);
void print_stp(Printer& p, Reader r);
void print_tcp(Printer& p, Reader r);
void print_udld(Printer& p, Reader r);
void print_udp(Printer& p, Reader r);
bool print_macsec_tag(Printer& p, Reader& r, uint16_t& type);
bool print_vlan_tag(Printer& p, Reader& r, uint16_t& type);
void print_vqp(Printer& p, Reader r);
void print_vrrp(Printer& p, Reader r);
void print_vsock_link(Printer& p, Reader r);
void print_vtp(Printer& p, Reader r);
void print_vxlan(Printer& p, Reader r);
void print_vxlan_gpe(Printer& p, Reader r);

}  // namespace trawl
