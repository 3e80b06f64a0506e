// What IGMP version 3 (RFC 3376) and MLD version 2 (RFC 3810) say in the same form, each with addresses of its own
// size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "print/printer.h"

namespace trawl {

struct GroupForm {
  size_t address_size;       // bytes
  std::string_view unknown;  // in front of the number of an unknown record type, with its opening bracket
};

/// The sources of a query, whose number has been read, " { a b }" or how many they are.
void put_query_sources(Printer& p, Reader r, uint16_t sources, const GroupForm& form);

/// The `count` group records of a report, until one of them can not be understood.
void put_group_records(Printer& p, Reader r, uint16_t count, const GroupForm& form);

}  // namespace trawl
