// ATM cells and frames, for those who carry them.
#pragma once

#include <cstddef>

#include "print/printer.h"

namespace trawl {

/// A cell of operation and maintenance; `hec_length` is 1 when a header checksum stands behind its header, else 0.
void put_oam_cell(Printer& p, Reader r, size_t hec_length);

}  // namespace trawl
