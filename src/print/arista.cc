// Arista's vendor specific EtherType, with the timestamps that its switches put on tapped frames.
#include <ctime>

#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint16_t kEthertype = 0xd28b;
constexpr size_t kEthernetHeader = 14;
constexpr uint16_t kTimestamp = 1;
constexpr ValueName kSubtypes[] = {{kTimestamp, "Timestamp"}};
constexpr ValueName kTimescales[] = {{0, "TAI"}, {1, "UTC"}};
constexpr uint8_t kFormat64 = 1;
constexpr uint8_t kFormat48 = 2;
constexpr ValueName kFormats[] = {{kFormat64, "64-bit"}, {kFormat48, "48-bit"}};
constexpr uint32_t kMaxNanoseconds = 999999999;
constexpr ValueName kHardware[] = {{0, "R/R2"}, {1, "R3"}};

void put_date(Printer& p, uint32_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (localtime_r(&time, &parts) == nullptr) return;
  char text[32];
  const size_t n = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  p.put(std::string_view(text, n));
}

// False when the format is unknown.
bool put_time(Printer& p, Reader& r, uint8_t format) {
  if (format == kFormat64) {
    r.need(8);
    put_date(p, r.u32());
  } else if (format == kFormat48) {
    r.need(6);
    p.put(r.u16());
  } else {
    return false;
  }
  const uint32_t nanoseconds = r.u32();
  p.put('.', zero_pad(nanoseconds, 9), nanoseconds > kMaxNanoseconds ? " (invalid ns)" : "");
  return true;
}

bool print_subtype(Printer& p, Reader& r) {
  const uint16_t subtype = r.u16();
  p.put("SubType ", name_or(kSubtypes, subtype, "Unknown"), " (0x", hex(subtype, 4), "), ");
  if (subtype != kTimestamp) return false;
  const uint8_t timescale = r.u8();
  p.put("Timescale ", name_or(kTimescales, timescale, "Unknown"), " (", timescale, "), ");
  const uint8_t format = r.u8();
  p.put("Format ", name_or(kFormats, format >> 4, "Unknown"), " (", format >> 4, "), HwInfo ",
        name_or(kHardware, format & 15, "Unknown"), " (", format & 15, "), Timestamp ");
  return put_time(p, r, format >> 4);
}

}  // namespace

bool print_arista_tag(Printer& p, Reader& r, uint16_t& type) {
  p.protocol = "arista";
  const Reader whole = r.after(0);
  const size_t length = r.length() + kEthernetHeader;
  if (!print_subtype(p, r)) {
    if (!p.options.link_header && p.link != nullptr) {
      p.put(mac_text(p.link->source), " > ", mac_text(p.link->destination), ", ");
      put_ethertype_name(p, kEthertype);
      p.put(", length ", length, ": ");
    }
    put_default(p, whole);
    return false;
  }
  p.put(": ");
  type = r.u16();
  return true;
}

}  // namespace trawl
