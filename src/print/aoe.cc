// ATA over Ethernet: the Coraid AoE specification, revision 11.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr int kVersion = 1;
constexpr uint8_t kErrorFlag = 4;
constexpr ValueName kFlags[] = {{8, "Response"}, {kErrorFlag, "Error"}, {2, "MBZ-1"}, {1, "MBZ-0"}};
constexpr ValueName kErrors[] = {
    {1, "Unrecognized command code"}, {2, "Bad argument parameter"}, {3, "Device unavailable"},
    {4, "Config string present"},     {5, "Unsupported version"},    {6, "Target is reserved"},
};
enum : uint8_t { kAta, kConfig, kMacMask, kReserve };
constexpr ValueName kCommands[] = {{kAta, "Issue ATA Command"},
                                   {kConfig, "Query Config Information"},
                                   {kMacMask, "MAC Mask List"},
                                   {kReserve, "Reserve/Release"}};
constexpr ValueName kAtaFlags[] = {{0x80, "MBZ-7"}, {0x40, "Ext48"}, {0x20, "MBZ-5"}, {0x10, "Device"},
                                   {0x08, "MBZ-3"}, {0x04, "MBZ-2"}, {0x02, "Async"}, {0x01, "Write"}};
constexpr ValueName kConfigCommands[] = {{0, "read config string"},
                                         {1, "test config string"},
                                         {2, "test config string prefix"},
                                         {3, "set config string"},
                                         {4, "force set config string"}};
constexpr ValueName kMaskCommands[] = {{0, "Read Mac Mask List"}, {1, "Edit Mac Mask List"}};
constexpr ValueName kMaskErrors[] = {{1, "Unspecified Error"}, {2, "Bad DCmd directive"}, {3, "Mask list full"}};
constexpr ValueName kDirectives[] = {
    {0, "No Directive"}, {1, "Add mac address to mask list"}, {2, "Delete mac address from mask list"}};
constexpr ValueName kReserveCommands[] = {
    {0, "Read reserve list"}, {1, "Set reserve list"}, {2, "Force set reserve list"}};

Named unknown_hex(NameTable names, uint8_t value) {
  return named_hex(names, value, "Unknown (0x", ")", 2);
}

bool print_ata(Printer& p, Reader r) {
  if (r.length() < 12) return false;
  p.put("\n\tAFlags: [", flag_names(kAtaFlags, r.u8()), ']');
  p.put(", Err/Feature: ", r.u8());
  p.put(", Sector Count: ", r.u8());
  p.put(", Cmd/Status: ", r.u8());
  for (int i = 0; i < 6; i++) {
    const uint8_t value = r.u8();
    p.put(i == 0 ? "\n\tlba" : ", lba", i, ": ", value);
  }
  r.skip(2);
  if (r.length() > 0) p.put("\n\tData: ", r.length(), " bytes");
  return true;
}

bool print_config(Printer& p, Reader r) {
  if (r.length() < 8) return false;
  p.put("\n\tBuffer Count: ", r.u16());
  p.put(", Firmware Version: ", r.u16());
  p.put(", Sector Count: ", r.u8());
  const uint8_t command = r.u8();
  p.put(", AoE: ", command >> 4, ", CCmd: ", name_or(kConfigCommands, command & 15, "Unknown (0x02x)"));
  const uint16_t length = r.u16();
  if (length > r.length() || length > 1024) return false;
  if (length > 0) {
    p.put("\n\tConfig String (length ", length, "): ");
    put_padded_text(p, r, length);
  }
  return true;
}

bool print_mac_mask(Printer& p, Reader r) {
  if (r.length() < 4) return false;
  r.skip(1);
  p.put("\n\tMCmd: ", unknown_hex(kMaskCommands, r.u8()));
  p.put(", MError: ", unknown_hex(kMaskErrors, r.u8()));
  const uint8_t count = r.u8();
  p.put(", Dir Count: ", count);
  if (count * 8U > r.length()) return false;
  for (int i = 0; i < count && !p.stopped(); i++) {
    r.skip(1);
    p.put("\n\t DCmd: ", unknown_hex(kDirectives, r.u8()));
    const auto address = r.bytes(6);
    p.put(", Ethernet Address: ", mac_text(address));
  }
  return true;
}

bool print_reserve(Printer& p, Reader r) {
  if (r.length() < 2) return false;
  const uint8_t command = r.u8();
  const uint8_t count = r.u8();
  if (count * 6U > r.length()) return false;
  p.put("\n\tRCmd: ", unknown_hex(kReserveCommands, command), ", NMacs: ", count);
  for (int i = 0; i < count && !p.stopped(); i++) {
    const auto address = r.bytes(6);
    p.put("\n\tEthernet Address ", i, ": ", mac_text(address));
  }
  return true;
}

bool print_body(Printer& p, Reader r) {
  if (r.length() < 1) return false;
  const uint8_t first = r.u8();
  p.put(", Ver ", first >> 4);
  if (first >> 4 != kVersion) return true;
  if (r.length() < 9) return false;
  p.put(", Flags: [", flag_names(kFlags, first & 15), ']');
  if (p.verbose() == 0) return true;
  const uint8_t error = r.u8();
  if ((first & kErrorFlag) != 0) p.put("\n\tError: ", named(kErrors, error, "Invalid (", ")"));
  p.put("\n\tMajor: 0x", hex(r.u16(), 4));
  p.put(", Minor: 0x", hex(r.u8(), 2));
  const uint8_t command = r.u8();
  p.put(", Command: ", unknown_hex(kCommands, command));
  p.put(", Tag: 0x", hex(r.u32(), 8));
  switch (command) {
    case kAta:
      return print_ata(p, r);
    case kConfig:
      return print_config(p, r);
    case kMacMask:
      return print_mac_mask(p, r);
    case kReserve:
      return print_reserve(p, r);
    default:
      return true;
  }
}

}  // namespace

void print_aoe(Printer& p, Reader r) {
  p.protocol = "aoe";
  const size_t length = r.length();
  p.put("AoE length ", length);
  if (print_body(p, r)) return;
  p.invalid();
  r.need(length);
}

}  // namespace trawl
