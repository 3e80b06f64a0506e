// Fiber Distributed Data Interface: ISO 9314-2, section 7.3 (frame control).
#include <algorithm>

#include "print/ethernet.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 13;

// Frame control: class, address length and format, and what each format uses the other four bits for.
constexpr uint8_t kFormat = 0xf0;
constexpr uint8_t kSmt = 0x40;
constexpr uint8_t kAsynchronousLlc = 0x50;
constexpr ValueName kFrames[] = {
    {0x40, "void"}, {0x41, "info"}, {0x4f, "nsa"}, {0x80, "nrt"}, {0xc0, "rt"}, {0xc2, "beacon"}, {0xc3, "claim"},
};
constexpr ValueName kFormats[] = {
    {0x40, "smt"}, {0x50, "async"}, {0x60, "imp_async"}, {0xc0, "mac"}, {0xd0, "sync"}, {0xe0, "imp_sync"},
};

void put_frame_control(Printer& p, uint8_t control) {
  if (const auto name = find_name(kFrames, control); !name.empty()) return p.put(name, ' ');
  const auto format = find_name(kFormats, control & kFormat);
  if (format.empty()) return p.put(hex(control, 2), ' ');
  p.put(format, hex(control & 0x0f), ' ');
}

void put_header(Printer& p, uint8_t control, const LinkAddresses& link, size_t length) {
  if (!p.options.quiet) put_frame_control(p, control);
  p.put(ethernet_name(p, link.source), " > ", ethernet_name(p, link.destination), ", length ", length, ": ");
}

/// Returns how much of it is header.
size_t put_frame(Printer& p, Reader r) {
  p.protocol = "fddi";
  const size_t length = r.length();
  if (!r.has(kHeader)) {
    p.truncated();
    return r.captured();
  }
  const uint8_t control = r.u8();
  LinkAddresses link;
  link.destination = r.bytes(6);
  link.source = r.bytes(6);
  if (p.options.link_header) put_header(p, control, link, length);
  if ((control & kFormat) == kAsynchronousLlc) return kHeader + put_llc_frame(p, r.after(0), link);
  if ((control & kFormat) == kSmt) {
    // tcpdump says this of station management frames, and no more: its text is the whole of what is to be printed.
    p.put("<SMT printer not yet implemented>");
    return kHeader;
  }
  if (!p.options.link_header) put_header(p, control, link, length);
  put_default(p, r.after(0));
  return kHeader;
}

}  // namespace

void print_fddi_frame(Printer& p, Reader r) {
  put_frame(p, r);
}

void print_fddi_link(Printer& p, Reader r) {
  p.link_header_length = put_frame(p, r);
}

}  // namespace trawl
