// The LBL whiteboard, wb: drawing operations ("dops") on pages, with repair requests and answers. There is no
// specification; the layout is that of the program's packets, all fields big-endian.
#include <algorithm>

#include "base/address.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

/// Says so and returns false when the packet is too short for `n` bytes more.
bool has_header(Printer& p, Reader& r, size_t n) {
  if (r.length() >= n) return r.need(n);
  p.invalid();
  return false;
}

/// A page is named by the site that made it and that site's number for it.
void put_page(Printer& p, Reader& r, std::string_view before = "") {
  const auto site = r.bytes(4);
  const uint32_t number = r.u32();
  p.put(before, host_name(p, site), ':', number);
}

/// A page and its place in the list of pages.
void put_listed_page(Printer& p, Reader& r, std::string_view before) {
  const uint32_t slot = r.u32();
  const auto site = r.bytes(4);
  const uint32_t number = r.u32();
  p.put(before, slot, '/', host_name(p, site), ':', number);
}

/// How far each site has got on a page: "<site:sequence,site:sequence>", or ">" for no site.
void put_progress(Printer& p, Reader& r, size_t sites) {
  for (std::string_view before = "<"; sites > 0 && !p.stopped(); sites--, before = ",") put_page(p, r, before);
  p.put('>');
}

constexpr size_t kPage = 8;
constexpr size_t kPageState = 16;
constexpr size_t kProgress = 8;  // of one site

void print_id(Printer& p, Reader r) {
  p.put(" wb-id:");
  if (r.length() < 4 + kPage + kPageState) return p.invalid();
  Reader latest = r;
  r.skip(4 + kPage);
  put_listed_page(p, r, " ");
  put_listed_page(p, latest, " (max ");
  p.put(") ");
  const uint16_t sites = r.u16();
  r.skip(2);
  if (r.length() < sites * kProgress) return p.invalid();
  put_progress(p, r, sites);
  p.put(" \"");
  put_padded_text(p, r, r.length());
  p.put('"');
}

enum DrawingOperation : uint8_t { kSkip = 14, kHole = 15 };
constexpr ValueName kDrawingOperations[] = {
    {2, "RECT"}, {3, "LINE"}, {4, "ML"},      {5, "DEL"},     {6, "XFORM"}, {7, "ELL"},      {8, "CHAR"},
    {9, "STR"},  {10, "NOP"}, {11, "PSCODE"}, {12, "PSCOMP"}, {13, "REF"},  {kSkip, "SKIP"}, {kHole, "HOLE"},
};

/// The operations numbered `first` to `last`. One of SKIP and HOLE stands for those up to the number it carries.
void put_drawing_operations(Printer& p, Reader r, uint32_t first, uint32_t last) {
  p.put(" <");
  for (uint32_t number = first; number <= last && !p.stopped(); number++) {
    const uint32_t time_or_number = r.u32();
    const uint16_t length = r.u16();
    r.skip(1);
    const uint8_t type = r.u8();
    const std::string_view name = find_name(kDrawingOperations, type);
    if (name.empty()) {
      p.put(" dop-", type, '!');
    } else {
      p.put(' ', name);
    }
    if (type == kSkip || type == kHole) {
      p.put(time_or_number - number + 1);
      if (number > time_or_number || time_or_number > last) p.put("[|]");
      if (time_or_number < number) return;
      number = time_or_number;
    }
    r.skip((length + size_t{3}) & ~size_t{3});
  }
  p.put(" >");
}

constexpr size_t kDrawingHeader = kPage + 8;

void put_drawing(Printer& p, Reader r) {
  put_page(p, r, " ");
  const uint32_t first = r.u32();
  const uint32_t last = r.u32();
  p.put('<', first, ':', last, '>');
  if (p.verbose() > 0) put_drawing_operations(p, r, first, last);
}

void print_drawing(Printer& p, Reader r) {
  p.put(" wb-dop:");
  if (!has_header(p, r, kDrawingHeader)) return;
  put_drawing(p, r);
}

void print_repair_request(Printer& p, Reader r) {
  p.put(" wb-rreq:");
  if (!has_header(p, r, 4 + kDrawingHeader)) return;
  p.put(" please repair ", host_name(p, r.bytes(4)));
  put_page(p, r, " ");
  p.put('<', r.u32(), ':');
  p.put(r.u32(), '>');
}

void print_repair_reply(Printer& p, Reader r) {
  p.put(" wb-rrep:");
  if (!has_header(p, r, 4 + kDrawingHeader)) return;
  p.put(" for ", host_name(p, r.bytes(4)));
  put_drawing(p, r);
}

void print_kill(Printer& p, Reader /*r*/) {
  p.put(" wb-kill");
}

void print_page_request(Printer& p, Reader r) {
  p.put(" wb-preq:");
  if (r.length() < kPage + 8) return p.invalid();
  Reader lowest = r;
  lowest.skip(kPage);
  p.put(" need ", lowest.u32(), '/');
  put_page(p, r);
  r.need(8);  // from which number on, and up to which: not printed
}

void print_page_reply(Printer& p, Reader r) {
  p.put(" wb-prep:");
  if (r.length() < 4) return p.invalid();
  for (uint32_t pages = r.u32(); pages > 0 && !p.stopped(); pages--) {
    put_listed_page(p, r, " ");
    // 16 bits of number and 16 reserved ones; tcpdump goes by the number's first byte here.
    const uint32_t sites_and_reserved = r.u32();
    put_progress(p, r, sites_and_reserved >> 24);
  }
}

struct PacketKind {
  uint8_t type;
  PrintFunction print;
};
constexpr PacketKind kPacketKinds[] = {
    {0, print_drawing}, {1, print_id},           {2, print_repair_request}, {3, print_repair_reply},
    {4, print_kill},    {5, print_page_request}, {7, print_page_reply},
};

}  // namespace

void print_wb(Printer& p, Reader r) {
  p.protocol = "wb";
  if (!has_header(p, r, 12)) return;
  r.skip(10);  // the site, a time stamp, a magic number
  const uint8_t type = r.u8();
  if (r.u8() != 0) p.put('*');
  const auto* const kind = std::ranges::find(kPacketKinds, type, &PacketKind::type);
  if (kind != std::end(kPacketKinds)) return kind->print(p, r);
  p.put(" wb-", type, '!');
  p.invalid();
}

}  // namespace trawl
