// Token Ring: IEEE 802.5 section 3 (ISO 8802-5), with the routing information of source routing (IEEE 802.1D, annex C).
#include <algorithm>
#include <array>
#include <optional>

#include "print/ethernet.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 14;
constexpr uint8_t kRouted = 0x80;  // in the first byte of the source address
constexpr uint8_t kFrameType = 0xc0;
constexpr uint8_t kLlc = 0x40;

constexpr std::string_view kBroadcasts[] = {
    "Non-Broadcast", "Non-Broadcast", "Non-Broadcast", "Non-Broadcast",
    "All-routes",    "All-routes",    "Single-route",  "Single-route",
};
constexpr std::string_view kLargestFrames[] = {"516", "1500", "2052", "4472", "8144", "11407", "17800", "??"};

struct Frame {
  uint8_t access_control;
  uint8_t frame_control;
  LinkAddresses link;
  std::array<uint8_t, 6> source;  // without the bit that says that routing information follows
  size_t length;
};

void put_header(Printer& p, const Frame& f) {
  if (!p.options.quiet) p.put(hex(f.access_control, 2), ' ', hex(f.frame_control, 2), ' ');
  p.put(ethernet_name(p, f.link.source), " > ", ethernet_name(p, f.link.destination), ", length ", f.length, ": ");
}

/// The routing information field, with which `r` begins. Returns its length; nothing where it is cut short.
std::optional<size_t> put_route(Printer& p, Reader r) {
  if (!r.has(2)) return std::nullopt;
  const uint16_t control = r.u16();
  const size_t length = control >> 8 & 0x1f;
  const size_t segments = length < 2 ? 0 : (length - 2) / 2;
  if (length > 2 && !r.has(length - 2)) return std::nullopt;
  const std::string_view largest = kLargestFrames[control >> 4 & 7];
  if (p.verbose() > 0) {
    p.put(kBroadcasts[control >> 13], ' ', (control & 0x80) != 0 ? "Backward" : "Forward");
  } else {
    p.put("rt = ", hex(control));
  }
  for (size_t i = 0; i < segments; i++) {
    const uint16_t segment = r.u16();
    if (p.verbose() > 0) {
      p.put(" [", segment >> 4, ':', segment & 15, ']');
    } else {
      p.put(':', hex(segment));
    }
  }
  p.put(" (", largest, ") ");
  return length;
}

/// Returns how much of it is header.
size_t put_frame(Printer& p, Reader r) {
  p.protocol = "token-ring";
  const size_t length = r.length();
  if (!r.has(kHeader)) {
    p.truncated();
    return r.captured();
  }
  Frame f{.access_control = r.u8(), .frame_control = r.u8(), .link = {}, .source = {}, .length = length};
  f.link.destination = r.bytes(6);
  const auto source = r.bytes(6);
  std::copy(source.begin(), source.end(), f.source.begin());
  f.source[0] &= static_cast<uint8_t>(~kRouted);
  f.link.source = f.source;
  if (p.options.link_header) put_header(p, f);
  size_t header = kHeader;
  if ((source[0] & kRouted) != 0) {
    const auto route = put_route(p, r.after(0));
    if (!route) {
      p.truncated();
      return header;
    }
    header += *route;
    r.skip(*route);
  }
  if ((f.frame_control & kFrameType) == kLlc) return header + put_llc_frame(p, r.after(0), f.link);
  if (!p.options.link_header) put_header(p, f);
  put_default(p, r.after(0));
  return header;
}

}  // namespace

void print_token_ring_frame(Printer& p, Reader r) {
  put_frame(p, r);
}

void print_token_ring_link(Printer& p, Reader r) {
  p.link_header_length = put_frame(p, r);
}

}  // namespace trawl
