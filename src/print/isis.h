// What the files of IS-IS share.
#pragma once

#include <cstdint>
#include <string_view>

#include "print/iso_address.h"
#include "print/printer.h"

namespace trawl::isis {

/// Where a neighbour or prefix stands in the text: 6 spaces, its sub-TLVs 2 more.
inline constexpr std::string_view kIndent = "\n\t      ";
inline constexpr std::string_view kSubIndent = "\n\t        ";

/// More than a packet has: to need as much ends the PDU where an entry is shorter than it can be.
constexpr size_t kNever = SIZE_MAX / 2;

/// All TLVs of a PDU: `r` begins at the first and its length ends behind the last; `pdu` is the whole PDU.
void print_tlvs(Printer& p, Reader r, const Reader& pdu);

/// One neighbour (RFC 5305, section 3) with its sub-TLVs, moving on. False when what follows cannot be found.
bool print_extended_neighbor(Printer& p, Reader& r, bool has_metric);

/// One prefix (RFC 5305, section 4; RFC 5308) with its sub-TLVs, moving on. False when what follows cannot be found.
bool print_extended_prefix(Printer& p, Reader& r, bool ipv6);

/// Sub-TLVs of TLVs 143, 144 (RFC 6165, RFC 6329) and 242 (RFC 7981): all of `r`.
void print_port_capability_subtlvs(Printer& p, Reader r);
void print_multi_topology_capability_subtlvs(Printer& p, Reader r);
void print_router_capability_subtlvs(Printer& p, Reader r);

}  // namespace trawl::isis
