// Geneve: RFC 8926.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint16_t kTransparentBridging = 0x6558;
constexpr uint8_t kCriticalOption = 0x80;

constexpr ValueName kFlags[] = {{0x80, "O"},  {0x40, "C"},  {0x20, "R1"}, {0x10, "R2"},
                                {0x08, "R3"}, {0x04, "R4"}, {0x02, "R5"}, {0x01, "R6"}};

std::string_view class_name(uint16_t option_class) {
  if (option_class <= 0x00ff) return "Standard";
  switch (option_class) {
    case 0x0100:
      return "Linux";
    case 0x0101:
      return "Open vSwitch";
    case 0x0102:
      return "Open Virtual Networking (OVN)";
    case 0x0103:
      return "In-band Network Telemetry (INT)";
    case 0x0104:
      return "VMware";
    default:
      return option_class >= 0xfff0 ? "Experimental" : "Unknown";
  }
}

void print_option(Printer& p, Reader& options) {
  const uint16_t option_class = options.u16();
  const uint8_t type = options.u8();
  const size_t data_length = (options.u8() & 31U) * 4U;
  p.put("class ", class_name(option_class), " (0x", hex(option_class), ") type 0x", hex(type));
  if ((type & kCriticalOption) != 0) p.put("(C)");
  p.put(" len ", data_length + 4);
  if (data_length > options.length()) {
    p.put(" [bad length]");
    options.skip(options.length());
    return;
  }
  if (data_length == 0) return;
  if (p.verbose() < 2) {
    options.skip(data_length);
    return;
  }
  p.put(" data");
  for (size_t i = 0; i < data_length; i += 4) p.put(' ', hex(options.u32(), 8));
}

void print_options(Printer& p, Reader options) {
  p.put(", options [");
  if (p.verbose() == 0) {
    p.put(options.length(), " bytes]");
    return;
  }
  for (bool first = true; options.length() > 0; first = false) {
    p.put(first ? "" : ", ");
    if (options.length() < 4) {
      p.put("[bad length]");
      break;
    }
    print_option(p, options);
  }
  p.put(']');
}

}  // namespace

void print_geneve(Printer& p, Reader r) {
  p.protocol = "geneve";
  p.put("Geneve");
  const size_t length = r.length();
  if (length < 8) {
    p.put(" [length ", length, " < 8]");
    return p.invalid();
  }
  r.need(8);
  const uint8_t first = r.u8();
  const uint8_t flags = r.u8();
  const int version = first >> 6;
  if (version != 0) return p.put(" ERROR: unknown-version ", version);
  const uint16_t type = r.u16();
  const uint32_t network = r.u24();
  const uint8_t reserved = r.u8();
  p.put(", Flags [", flag_names(kFlags, flags, ""), "], vni 0x", hex(network));
  if (reserved != 0) p.put(", rsvd 0x", hex(reserved));
  if (p.options.link_header) {
    const std::string_view name = ethertype_name(type);
    p.put(", proto ", name.empty() ? "unknown" : name, " (0x", hex(type, 4), ')');
  }
  const size_t options_length = (first & 63U) * 4U;
  if (r.length() < options_length) {
    return p.put(" truncated-geneve - ", options_length - r.length(), " bytes missing");
  }
  if (!r.need(options_length)) return;
  if (options_length > 0) print_options(p, r.first(options_length));
  r.skip(options_length);
  p.put(p.verbose() > 0 ? "\n\t" : ": ");
  const WithoutLink inner(p);
  if (type == kTransparentBridging) {
    if (Layer layer{p}) put_ethernet(p, r.after(0));
  } else if (!put_ethertype(p, r.after(0), type)) {
    p.put("geneve-proto-0x", hex(type));
  }
}

}  // namespace trawl
