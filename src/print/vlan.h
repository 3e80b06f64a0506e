// The text of a VLAN tag, for the protocols that carry one without Ethernet.
#pragma once

#include <cstdint>

#include "print/printer.h"

namespace trawl {

/// "vlan 5, p 0, DEI" of an 802.1Q tag control information field.
void put_vlan_tci(Printer& p, uint16_t tci);

}  // namespace trawl
