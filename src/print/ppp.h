// The Point-to-Point Protocol for those who carry its frames.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "print/printer.h"

namespace trawl {

/// "LCP"; `otherwise` for a number without a name.
std::string_view ppp_protocol_name(uint16_t protocol, std::string_view otherwise);

/// A frame, with address and control or without. Returns the length of what stands before the payload.
size_t put_ppp(Printer& p, Reader r);

/// What follows the protocol field. `frame` begins with that field, which is `field_length` bytes long.
void put_ppp_payload(Printer& p, const Reader& frame, uint16_t protocol, size_t field_length = 2);

/// A control protocol's packet behind the two bytes of its protocol field.
void put_ppp_control(Printer& p, const Reader& frame, uint16_t protocol);
/// Authentication: `r` begins behind the protocol field.
void put_ppp_chap(Printer& p, Reader r);
void put_ppp_pap(Printer& p, Reader r);

}  // namespace trawl
