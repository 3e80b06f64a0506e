// Every printer that the registry or another printer calls by name: one line per function, sorted.
#pragma once

#include "print/printer.h"

namespace trawl {

void print_dns(Printer& p, Reader r);
void print_dns_tcp(Printer& p, Reader r);
void print_dvmrp(Printer& p, Reader r);
void print_ethernet_frame(Printer& p, Reader r);
void print_icmp(Printer& p, Reader r);
void print_igmp(Printer& p, Reader r);
void print_ipv4(Printer& p, Reader r);
void print_multicast_dns(Printer& p, Reader r);
void print_udp(Printer& p, Reader r);

}  // namespace trawl
