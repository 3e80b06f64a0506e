// What versions 2 and 3 of OSPF share.
#pragma once

#include <cstddef>

#include "print/printer.h"

namespace trawl {

/// The TLVs of a grace LSA (RFC 3623, appendix A; RFC 5187): the first `length` bytes of `r`. False when they are
/// malformed and the LSA is left.
bool print_ospf_grace_tlvs(Printer& p, Reader r, size_t length);

void print_ospf2(Printer& p, Reader r);
void print_ospf3(Printer& p, Reader r);

}  // namespace trawl
