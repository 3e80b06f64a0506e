// Lightweight Access Point Protocol: RFC 5412, sections 3.2 and 4.2.
#include <algorithm>
#include <optional>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 6;
constexpr size_t kMessageHeader = 8;
constexpr uint8_t kControl = 0x04;
constexpr ValueName kFlags[] = {{0x01, "Not Last"}, {0x02, "Fragment"}, {kControl, "Control"}};
constexpr ValueName kMessages[] = {
    {1, "Discovery req"},
    {2, "Discovery resp"},
    {3, "Join req"},
    {4, "Join resp"},
    {5, "Join ack"},
    {6, "Join confirm"},
    {10, "Configure req"},
    {11, "Configure resp"},
    {12, "Update req"},
    {13, "Update resp"},
    {14, "WTP event req"},
    {15, "WTP event resp"},
    {16, "Change state event req"},
    {17, "Change state event resp"},
    {22, "Echo req"},
    {23, "Echo resp"},
    {24, "Image data req"},
    {25, "Image data resp"},
    {26, "Channel status req"},
    {27, "Channel status resp"},
    {30, "Key update req"},
    {31, "Key update resp"},
    {32, "Primary discovery req"},
    {33, "Primary discovery resp"},
    {34, "Data transfer req"},
    {35, "Data transfer resp"},
    {36, "Clear config ind"},
    {37, "Wlan config req"},
    {38, "Wlan config resp"},
    {39, "Mobile config req"},
    {40, "Mobile config resp"},
};

/// Prints the transport header and returns the length that it tells, or nothing where no more is to be printed.
std::optional<size_t> put_header(Printer& p, Reader r, size_t datagram, size_t least) {
  const uint8_t first = r.u8();
  const int version = first >> 6;
  const uint8_t flags = first & 7;
  if (version != 0) {
    p.put("LWAPP version ", version, " packet not supported");
    return std::nullopt;
  }
  p.put("LWAPPv0, ", (flags & kControl) != 0 ? "Control" : "Data", " frame, ");
  if (p.verbose() == 0) {
    p.put("Flags [", flag_names(kFlags, flags), "], length ", datagram);
    return std::nullopt;
  }
  const uint8_t fragment = r.u8();
  const uint16_t length = r.u16();
  p.put("Radio-id ", first >> 3 & 7, ", Flags [", flag_names(kFlags, flags), "], ");
  if (length < least) {
    p.put("length ", length, " < transport header length");
    return std::nullopt;
  }
  p.put("Frag-id ", fragment, ", length ", length);
  return length;
}

void put_messages(Printer& p, Reader r, size_t left) {
  while (left > 0 && !p.stopped()) {
    const uint8_t type = r.u8();
    const uint8_t sequence = r.u8();
    const size_t length = r.u16();
    const uint32_t session = r.u32();
    if (p.stopped()) return;
    if (left < kMessageHeader + length) return p.put("\n\t  Msg goes past end of PDU");
    p.put("\n\t  Msg type: ", name_or(kMessages, type), " (", type, "), Seqnum: ", sequence, ", Msg len: ", length,
          ", Session: 0x", hex(session, 8));
    r.skip(length);
    left -= kMessageHeader + length;
  }
}

}  // namespace

/// Wireless frames between access point and controller.
void print_lwapp_data(Printer& p, Reader r) {
  p.protocol = "lwapp_data";
  if (!r.need(kHeader)) return;
  const auto length = put_header(p, r, r.length(), kHeader);
  if (length.value_or(0) <= kHeader) return;
  const auto frame = r.after(kHeader).rest();
  put_hex_lines(p.text, "\n\t", frame.first(std::min(frame.size(), *length - kHeader)));
}

/// Messages of a controller to an access point.
void print_lwapp_control_reply(Printer& p, Reader r) {
  p.protocol = "lwapp_control";
  if (!r.need(kHeader)) return;
  const auto length = put_header(p, r, r.length(), 0);
  if (length) put_messages(p, r.after(kHeader), *length);
}

/// Messages of an access point, which begin with its address.
void print_lwapp_control(Printer& p, Reader r) {
  constexpr size_t kAddress = 6;
  p.protocol = "lwapp_control";
  if (!r.need(kAddress + kHeader)) return;
  const auto length = put_header(p, r.after(kAddress), r.length(), 0);
  if (!length) return;
  p.put("\n\tAP identity: ", ethernet_name(p, r.bytes(kAddress)));
  r.skip(kHeader);
  put_messages(p, r, *length);
}

}  // namespace trawl
