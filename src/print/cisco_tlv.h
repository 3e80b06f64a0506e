// The values that Cisco's link protocols (DTP, UDLD) carry: two bytes of type, two of length, which counts both.
#pragma once

#include <cstddef>
#include <cstdint>

#include "print/printer.h"
#include "print/util.h"

namespace trawl {

struct CiscoTlvForm {
  NameTable names;
  bool (*print_value)(Printer& p, Reader value, uint16_t type);  // false when it can not be understood
  size_t shortest;                                               // TLV, with its header
  bool zero_ends;                                                // whether type 0 stands behind the last one
  bool says_why;                                                 // whether what is wrong with a length is printed
};

/// The TLVs at `r`, the end of `message`. One that can not be understood makes the message invalid.
void print_cisco_tlvs(Printer& p, Reader r, const Reader& message, const CiscoTlvForm& form);

}  // namespace trawl
