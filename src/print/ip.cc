#include "print/ip.h"

#include "base/address.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

// IANA protocol numbers.
constexpr ValueName kProtocols[] = {
    {0, "HBH"},        {1, "ICMP"},    {2, "IGMP"},     {4, "IPIP"},
    {6, "TCP"},        {8, "EGP"},     {9, "IGRP"},     {17, "UDP"},
    {33, "DCCP"},      {41, "IPv6"},   {43, "Routing"}, {44, "Fragment"},
    {46, "RSVP"},      {47, "GRE"},    {50, "ESP"},     {51, "AH"},
    {55, "Mobile IP"}, {58, "ICMPv6"}, {60, "DSTOPT"},  {62, "Mobile IP (old)"},
    {88, "EIGRP"},     {89, "OSPF"},   {103, "PIM"},    {108, "Compressed IP"},
    {112, "VRRP"},     {113, "PGM"},   {132, "SCTP"},   {135, "Mobility"},
    {143, "Ethernet"},
};

}  // namespace

std::string_view ip_protocol_name(uint8_t protocol) {
  return name_or(kProtocols, protocol, "unknown");
}

void put_ip_addresses(Printer& p, std::string_view after) {
  p.names.put_host(p.text, header_source(*p.ip));
  p.put(" > ");
  p.names.put_host(p.text, header_destination(*p.ip));
  p.put(after);
}

namespace {

void put_numeric_ends(Printer& p, uint16_t source, uint16_t destination) {
  const auto put = [&](auto address_text) {
    p.put(address_text(header_source(*p.ip)), '.', source, " > ", address_text(header_destination(*p.ip)), '.',
          destination, ": ");
  };
  p.ip->version == 4 ? put(ip4_text) : put(ip6_text);
}

}  // namespace

void put_ip_ports(Printer& p, uint8_t protocol, PutPort put_port, uint16_t source, uint16_t destination) {
  const bool addresses = follows_fixed_header(*p.ip, protocol);
  if (addresses && p.names.all_numeric()) return put_numeric_ends(p, source, destination);
  if (addresses) {
    p.names.put_host(p.text, header_source(*p.ip));
    p.put('.');
  }
  (p.names.*put_port)(p.text, source);
  p.put(" > ");
  if (addresses) {
    p.names.put_host(p.text, header_destination(*p.ip));
    p.put('.');
  }
  (p.names.*put_port)(p.text, destination);
  p.put(": ");
}

bool follows_fixed_header(const IpHeader& ip, uint8_t protocol) {
  return ip.header[ip.version == 4 ? 9 : 6] == protocol;
}

void put_ip_payload(Printer& p, Reader r, uint8_t protocol) {
  if (const PrintFunction print = find_ip_protocol(protocol)) {
    if (Layer layer{p}) print(p, r);
    return;
  }
  p.names.put_ip_protocol(p.text, protocol);
  p.put(' ', r.length());
}

void print_no_next_header(Printer& p, Reader /*r*/) {
  p.put("no next header");
}

void print_sun_nd(Printer& p, Reader r) {
  p.put(" nd ", r.length());
}

}  // namespace trawl
