// The TLVs of OSPF's traffic engineering LSA (RFC 3630, RFC 4203, RFC 4124).
#pragma once

#include <cstddef>

#include "print/printer.h"

namespace trawl {

/// The first `length` bytes of `r`. False when they are malformed and the LSA is left.
bool print_ospf_te_tlvs(Printer& p, Reader r, size_t length);

}  // namespace trawl
