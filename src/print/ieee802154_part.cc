// What frames of IEEE 802.15.4-2020 carry: information elements (section 7.4), beacons (7.3.1), commands (7.5).
#include <iterator>

#include "print/ieee802154.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kHeaderElements[] = {
    {0x00, "Vendor Specific Header IE"},
    {0x1a, "LE CSL IE"},
    {0x1b, "LE RIT IE"},
    {0x1c, "DSME PAN descriptor IE"},
    {0x1d, "Rendezvous Time IE"},
    {0x1e, "Time Correction IE"},
    {0x21, "Extended DSME PAN descriptor IE"},
    {0x22, "Fragment Sequence Context Description IE"},
    {0x23, "Simplified Superframe Specification IE"},
    {0x24, "Simplified GTS Specification IE"},
    {0x25, "LECIM Capabilities IE"},
    {0x26, "TRLE Descriptor IE"},
    {0x27, "RCC Capabilities IE"},
    {0x28, "RCCN Descriptor IE"},
    {0x29, "Global Time IE"},
    {0x2a, "Omnibus Header IE"},
    {0x2b, "DA IE"},
    {0x7e, "Header Termination 1 IE"},
    {0x7f, "Header Termination 2 IE"},
};
constexpr ValueName kPayloadElements[] = {
    {0, "ESDU IE"},
    {1, "MLME IE"},
    {2, "Vendor Specific Nested IE"},
    {3, "Multiplexed IE (802.15.9)"},
    {4, "Omnibus Payload Group IE"},
    {5, "IETF IE"},
    {15, "List termination"},
};
constexpr uint16_t kPayloadElement = 0x8000;
constexpr uint32_t kPayloadFollows = 0x7e;
constexpr uint32_t kDataFollows = 0x7f;
constexpr uint32_t kListTermination = 15;

bool put_element_data(Printer& p, Reader& r, size_t length) {
  if (length == 0) return true;
  if (!r.has(length)) {
    p.put("[ERROR: Truncated IE data]");
    return false;
  }
  p.put("IE Data = ");
  for (const uint8_t byte : r.bytes(length)) p.put(hex(byte, 2), ' ');
  return true;
}

bool put_element(Printer& p, Reader& r, std::string_view name, uint32_t id, size_t length, std::string_view end) {
  p.put("\n\t");
  name.empty() ? p.put("Reserved 0x", hex(id, 2)) : p.put(name);
  p.put(" [");
  if (length > 0) p.put(" length = ", length, ", ");
  if (!put_element_data(p, r, length)) return false;
  p.put(end);
  return true;
}

bool put_header_element(Printer& p, Reader& r, uint32_t id, size_t length) {
  constexpr uint32_t kLastElement = 0x7f;
  if (id <= kLastElement) return put_element(p, r, find_name(kHeaderElements, id), id, length, "] ");
  p.put("Reserved Element ID ", hex(id, 2), ", length = ", length, ' ');
  if (!put_element_data(p, r, length)) return false;
  p.put("] ");
  return true;
}

bool put_payload_elements(Printer& p, Reader& r) {
  do {
    if (!r.has(2)) {
      p.put("[ERROR: Truncated header IE]");
      return false;
    }
    const uint16_t descriptor = r.le16();
    const uint32_t id = descriptor >> 11 & 15;
    if ((descriptor & kPayloadElement) == 0) p.put("[ERROR: Payload IE with type 0] ");
    if (!put_element(p, r, find_name(kPayloadElements, id), id, descriptor & 0x3ff, "]\n\t")) return false;
    if (id == kListTermination) return true;
  } while (r.captured() > 0);
  return true;
}

constexpr ValueName kCommands[] = {
    {0x01, "Association Request command"},
    {0x02, "Association Response command"},
    {0x03, "Disassociation Notification command"},
    {0x04, "Data Request command"},
    {0x05, "PAN ID Conflict Notification command"},
    {0x06, "Orphan Notification command"},
    {0x07, "Beacon Request command"},
    {0x08, "Coordinator realignment command"},
    {0x09, "GTS request command"},
    {0x0a, "TRLE Management Request command"},
    {0x0b, "TRLE Management Response command"},
    {0x13, "DSME Association Request command"},
    {0x14, "DSME Association Response command"},
    {0x15, "DSME GTS Request command"},
    {0x16, "DSME GTS Response command"},
    {0x17, "DSME GTS Notify command"},
    {0x18, "DSME Information Request command"},
    {0x19, "DSME Information Response command"},
    {0x1a, "DSME Beacon Allocation Notification command"},
    {0x1b, "DSME Beacon Collision Notification command"},
    {0x1c, "DSME Link Report command"},
    {0x20, "RIT Data Request command"},
    {0x21, "DBS Request command"},
    {0x22, "DBS Response command"},
    {0x23, "RIT Data Response command"},
    {0x24, "Vendor Specific command"},
};
enum Command : uint8_t {
  kAssociationRequest = 1,
  kAssociationResponse,
  kDisassociation,
  kDataRequest,
  kPanConflict,
  kOrphan,
  kBeaconRequest,
  kRealignment,
  kTimeSlotRequest,
};
constexpr ValueName kCapabilities[] = {
    {0x04, "AC powered, "},         {0x08, "Receiver on when idle, "}, {0x10, "Fast association, "},
    {0x40, "Security supported, "}, {0x80, "Allocate address, "},
};
constexpr std::string_view kAssociationStates[] = {"Association successful", "PAN at capacity", "PAN access denied"};

void put_association_request(Printer& p, Reader& r) {
  if (r.captured() != 1) return p.put("Invalid Association request command length");
  const uint8_t capabilities = r.u8();
  p.put((capabilities & 0x02) != 0 ? "FFD, " : "RFD, ", flag_names(kCapabilities, capabilities, "", ""));
}

void put_association_response(Printer& p, Reader& r) {
  if (r.captured() != 3) return p.put("Invalid Association response command length");
  p.put("Short address = ", hex(r.le16(), 4), ", ");
  const uint8_t status = r.u8();
  status < std::size(kAssociationStates) ? p.put(kAssociationStates[status]) : p.put("Status = 0x", hex(status, 2));
}

/// False for a reason that is not defined.
bool put_disassociation(Printer& p, Reader& r) {
  static constexpr std::string_view kReasons[] = {"Reserved", "Reason = The coordinator wishes the device to leave PAN",
                                                  "Reason = The device wishes to leave the PAN"};
  if (r.captured() != 1) return p.put("Invalid Disassociation Notification command length"), true;
  const uint8_t reason = r.u8();
  if (reason >= std::size(kReasons)) return p.truncated(), false;
  p.put(kReasons[reason]);
  return true;
}

void put_realignment(Printer& p, Reader& r) {
  const size_t length = r.captured();
  if (length != 7 && length != 8) return p.put("Invalid Coordinator Realignment command length");
  p.put("Pan ID = 0x", hex(r.le16(), 4));
  p.put(", Coordinator short address = ", hex(r.le16(), 4));
  p.put(", Channel Number = ", r.u8());
  const uint16_t address = r.le16();
  if (length == 8) p.put(", page = ", r.u8());
  p.put(", Short address = ", hex(address, 4));
}

void put_time_slot_request(Printer& p, Reader& r) {
  if (r.captured() != 1) return p.put("Invalid GTS Request command length");
  const uint8_t request = r.u8();
  p.put("GTS Length = ", request & 0x0f, ", ", (request & 0x10) != 0 ? "Receive-only GTS" : "Transmit-only GTS", ", ",
        (request & 0x20) != 0 ? "GTS allocation" : "GTS deallocations");
}

/// Guaranteed time slots. False where the list does not fit.
bool put_time_slots(Printer& p, Reader& r) {
  constexpr size_t kSlot = 3;
  if (!r.has(1)) {
    p.put("[ERROR: Truncated before GTS info]");
    return false;
  }
  const int count = r.u8() & 7;
  if (count == 0) {
    if (p.verbose() > 0) p.put("\n\tGTS Descriptor Count = 0, ");
    return true;
  }
  if (!r.has(1 + static_cast<size_t>(count) * kSlot)) {
    p.put(" [ERROR: Truncated GTS Info List]");
    return false;
  }
  const uint8_t directions = r.u8();
  const bool all = p.verbose() > 1;
  if (all) p.put("GTS Descriptor Count = ", count, ", GTS Directions Mask = ", hex(directions, 2), ", [ ");
  for (int i = 0; i < count; i++) {
    const uint16_t address = r.le16();
    r.skip(1);
    // The two numbers are taken from the address's second byte, as is the text everybody compares with.
    if (all) p.put("[ ", hex(address, 4), ", Start slot = ", address >> 8 & 15, ", Length = ", address >> 12, " ] ");
  }
  if (all) p.put(']');
  return true;
}

void put_long_address(Printer& p, std::span<const uint8_t> bytes) {
  for (size_t i = bytes.size(); i-- > 0;) p.put(hex(bytes[i], 2), i > 0 ? ":" : " ");
}

bool put_pending(Printer& p, Reader& r) {
  if (!r.has(1)) {
    p.put("[ERROR: Truncated before pending addresses]");
    return false;
  }
  const uint8_t counts = r.u8();
  const size_t shorts = counts & 7;
  const size_t longs = counts >> 4 & 7;
  if (p.verbose() > 0)
    p.put("\n\tPending address list, # short addresses = ", shorts, ", # extended addresses = ", longs);
  if (!r.has(2 * shorts + 8 * longs)) {
    p.put(" [ERROR: Pending address list truncated]");
    return false;
  }
  const bool all = p.verbose() > 1;
  if (all && shorts > 0) p.put(", Short address list = [ ");
  for (size_t i = 0; i < shorts; i++) {
    const uint16_t address = r.le16();
    if (all) p.put(hex(address, 4), ' ');
  }
  if (all && shorts > 0) p.put(']');
  if (all && longs > 0) p.put(", Extended address list = [ ");
  for (size_t i = 0; i < longs; i++) {
    const auto address = r.bytes(8);
    if (all) put_long_address(p, address);
  }
  if (all && longs > 0) p.put(']');
  return true;
}

}  // namespace

bool put_ieee802154_elements(Printer& p, Reader& r) {
  do {
    if (!r.has(2)) {
      p.put("[ERROR: Truncated header IE]");
      return false;
    }
    const uint16_t descriptor = r.le16();
    const uint32_t id = descriptor >> 7 & 0xff;
    if ((descriptor & kPayloadElement) != 0) p.put("[ERROR: Header IE with type 1] ");
    if (!put_header_element(p, r, id, descriptor & 0x7f)) return false;
    if (id == kDataFollows) return true;
    if (id == kPayloadFollows) return put_payload_elements(p, r);
  } while (r.captured() > 0);
  return true;
}

bool put_ieee802154_beacon(Printer& p, Reader& r) {
  if (!r.has(2)) {
    p.put("[ERROR: Truncated before beacon information]");
    return false;
  }
  const uint16_t superframe = r.le16();
  if (p.verbose() > 0) {
    p.put("\n\tBeacon order = ", superframe & 15, ", Superframe order = ", superframe >> 4 & 15,
          ", Final CAP Slot = ", superframe >> 8 & 15);
    if ((superframe & 0x1000) != 0) p.put(", BLE enabled");
    if ((superframe & 0x4000) != 0) p.put(", PAN Coordinator");
    if ((superframe & 0x8000) != 0) p.put(", Association Permit");
  }
  return put_time_slots(p, r) && put_pending(p, r);
}

bool put_ieee802154_command(Printer& p, Reader& r) {
  if (!r.has(1)) {
    p.put("[ERROR: Truncated before Command ID]");
    return false;
  }
  const uint8_t command = r.u8();
  p.put("Command ID = ", named_hex(kCommands, command, "Reserved 0x", "", 2), ' ');
  if (r.captured() == 0) return true;
  switch (command) {
    case kAssociationRequest:
      put_association_request(p, r);
      break;
    case kAssociationResponse:
      put_association_response(p, r);
      break;
    case kDisassociation:
      return put_disassociation(p, r);
    case kRealignment:
      put_realignment(p, r);
      break;
    case kTimeSlotRequest:
      put_time_slot_request(p, r);
      break;
    case kDataRequest:
    case kPanConflict:
    case kOrphan:
    case kBeaconRequest:
      break;
    default:
      p.put("Command Data = ");
      for (const uint8_t byte : r.rest()) p.put(hex(byte, 2), ' ');
      break;
  }
  return true;
}

}  // namespace trawl
