// Multilink frame relay between neighbours: FRF.16.1.
#include "print/frame_relay.h"

#include <algorithm>

#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kMinFrame = 4;
constexpr uint8_t kBegin = 0x80;
constexpr uint8_t kWhole = 0xc0;
constexpr uint8_t kControl = 0xe0;

constexpr ValueName kMessages[] = {
    {1, "Add Link"},  {2, "Add Link ACK"}, {3, "Add Link Reject"}, {4, "Hello"},
    {5, "Hello ACK"}, {6, "Remove Link"},  {7, "Remove Link ACK"},
};

enum : uint8_t { kBundleId = 1, kLinkId = 2, kMagicNumber = 3, kTimestamp = 5 };
constexpr ValueName kElements[] = {
    {kBundleId, "Bundle ID"},  {kLinkId, "Link ID"},    {kMagicNumber, "Magic Number"},
    {kTimestamp, "Timestamp"}, {6, "Vendor Extension"}, {7, "Cause"},
};
constexpr size_t kMaxName = 50;
constexpr size_t kMaxTimestamp = 14;

/// False when the value is to be dumped.
bool print_value(Printer& p, Reader value, uint8_t type) {
  switch (type) {
    case kBundleId:
    case kLinkId:
      p.put(safe_string(value.bytes(std::min(value.length(), kMaxName))));
      return true;
    case kMagicNumber:
      if (value.length() != 4) {
        p.put("[IE data length ", value.length(), " != 4]");
        p.invalid();
        return true;
      }
      p.put("0x", hex(value.u32(), 8));
      return true;
    case kTimestamp:
      if (value.length() <= kMaxTimestamp) return false;
      p.put("[Timestamp IE length ", value.length(), " > ", kMaxTimestamp, ']');
      p.invalid();
      return true;
    default:
      return false;
  }
}

void print_elements(Printer& p, Reader r) {
  while (r.length() > 2 && !p.stopped()) {
    const uint16_t header = r.u16();
    const auto type = static_cast<uint8_t>(header >> 8);
    const uint8_t length = header & 0xff;  // with the header
    p.put("\n\tIE ", name_or(kElements, type, "Unknown"), " (", type, "), length ", length, ": ");
    if (type == 0 || length <= 2 || !r.need(length - 2U)) return;
    const Reader value = r.first(length - 2U);
    const bool decoded = print_value(p, value, type);
    if (p.verbose() > 1 || !decoded) put_unknown(p, "\n\t  ", value, value.length());
    r.skip(length - 2U);
  }
}

}  // namespace

size_t put_multilink_frame(Printer& p, Reader r) {
  p.protocol = "mfr";
  const size_t length = r.length();
  if (!r.has(length < kMinFrame ? 2 : kMinFrame)) {
    p.truncated();
    return r.captured();
  }
  if (length < kMinFrame) {
    p.put("[length ", length, " < ", kMinFrame, ']');
    p.invalid();
    return r.captured();
  }
  const uint8_t first = r.u8_at(0);
  const uint8_t flags = first & kFragmentFlagBits;
  if (flags == kControl && r.u8_at(1) == 0) {
    p.put("FRF.16 Control, Flags [", flag_names(kFragmentFlags, flags), "], ",
          named_hex(kMessages, r.u8_at(2), "Unknown Message (0x", ")", 2), ", length ", length);
    if (p.verbose() > 0) print_elements(p, r.after(3));
    return 3;
  }
  const unsigned sequence = (first & 0x1eU) << 7 | r.u8_at(1);
  p.put("FRF.16 Frag, seq ", sequence, ", Flags [", flag_names(kFragmentFlags, flags), ']');
  if (flags == kWhole || flags == kBegin) {
    p.put(", ");
    put_frame_relay(p, r.after(2));
    return 2;
  }
  put_unknown(p, "\n\t", r, length);
  return 0;
}

void print_multilink_frame_relay_link(Printer& p, Reader r) {
  p.link_header_length = put_multilink_frame(p, r);
}

}  // namespace trawl
