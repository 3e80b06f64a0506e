// What the files of RSVP share.
#pragma once

#include <cstdint>
#include <string_view>

#include "print/printer.h"

namespace trawl::rsvp {

/// How an object was printed.
enum class Outcome : uint8_t {
  kDecoded,
  kDump,      // not understood: the caller shows it in hexadecimal
  kTooShort,  // its length is not enough for its class
  kStop,      // what follows is out of step, and all is said
};

/// The value of one object (all of `r`); lines begin with `indent` and two spaces.
Outcome print_object_value(Printer& p, Reader r, uint8_t object_class, uint8_t type, std::string_view indent);

/// The explicit and recorded routes (RFC 3209, sections 4.3 and 4.4).
Outcome print_route(Printer& p, Reader r, std::string_view indent);

/// Traffic specifications of integrated services (RFC 2210).
Outcome print_integrated_services(Printer& p, Reader r, std::string_view indent);

/// The name of a class and type, the class in the upper byte.
std::string_view type_name(uint16_t class_and_type);

}  // namespace trawl::rsvp
