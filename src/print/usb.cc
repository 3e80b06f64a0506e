// USB transfers as Linux's usbmon writes them, with its 48 or 64 bytes of header: Documentation/usb/usbmon.rst.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 48;
constexpr size_t kMappedHeader = 64;

constexpr uint8_t kInterrupt = 1;
constexpr ValueName kTransfers[] = {{0, "ISOCHRONOUS"}, {1, "INTERRUPT"}, {2, "CONTROL"}, {3, "BULK"}};
constexpr ValueName kEvents[] = {{'S', "SUBMIT"}, {'C', "COMPLETE"}, {'E', "ERROR"}};

/// What tcpdump makes of the event, whatever the endpoint's direction.
std::string_view direction(uint8_t event, uint8_t transfer) {
  if (find_name(kTransfers, transfer).empty() || find_name(kEvents, event).empty()) return " ";
  return (event == 'S') == (transfer == kInterrupt) ? " from " : " to ";
}

void put_link(Printer& p, Reader r, size_t header_length, std::string_view protocol) {
  p.protocol = protocol;
  if (!r.has(header_length)) return p.truncated();
  p.link_header_length = header_length;
  if (p.options.quiet) return p.put("USB");
  const uint8_t event = r.u8_at(8);
  const uint8_t transfer = r.u8_at(9);
  const uint8_t endpoint = r.u8_at(10);
  p.put("USB", find_name(kTransfers, transfer).empty() ? " " : "", ' ', name_or(kTransfers, transfer, "?"), ' ',
        name_or(kEvents, event, "?"));
  const uint16_t bus = r.le16_at(12);
  const uint8_t device = r.u8_at(11);
  p.put(direction(event, transfer), bus, ':', device, ':', endpoint & 0x7f);
}

}  // namespace

void print_usb_link(Printer& p, Reader r) {
  put_link(p, r, kHeader, "usb_linux_48_byte");
}

void print_usb_mapped_link(Printer& p, Reader r) {
  put_link(p, r, kMappedHeader, "usb_linux_64_byte");
}

}  // namespace trawl
