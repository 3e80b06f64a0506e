// The parts of an IEEE 802.15.4 frame.
#pragma once

#include "print/printer.h"

namespace trawl {

/// A whole frame. False, with the reason printed, when it is cut short or not decoded.
bool put_ieee802154(Printer& p, Reader r);

/// Header and payload information elements; `r` moves behind them. False, with the reason printed, when one does not
/// fit.
bool put_ieee802154_elements(Printer& p, Reader& r);
/// Superframe specification, guaranteed time slots and pending addresses of a beacon; the same.
bool put_ieee802154_beacon(Printer& p, Reader& r);
/// A command with its fields; `r` moves behind what was decoded. The same.
bool put_ieee802154_command(Printer& p, Reader& r);

}  // namespace trawl
