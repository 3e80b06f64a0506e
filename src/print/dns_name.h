// Domain names in other protocols: DHCP, neighbour discovery.
#pragma once

#include "print/printer.h"

namespace trawl {

/// Prints the domain name (RFC 1035 section 3.1) at `r` and moves behind it. Compression pointers count from `start`,
/// of which `r` must be a moved copy. False when the name can not be understood; what was understood is printed.
bool put_domain_name(Printer& p, const Reader& start, Reader& r);

}  // namespace trawl
