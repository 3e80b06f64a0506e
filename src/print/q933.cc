// Signalling on frame relay links: ITU-T Q.933 with its annex A and ANSI T1.617 annex D; code points: ITU-T Q.931.
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kMessages[] = {
    {0x00, "ESC to National"}, {0x01, "Alert"},        {0x02, "Call proceeding"}, {0x03, "Progress"},
    {0x05, "Setup"},           {0x07, "Connect"},      {0x0f, "Connect ACK"},     {0x45, "Disconnect"},
    {0x46, "Restart"},         {0x4d, "Release"},      {0x4e, "Restart ACK"},     {0x5a, "Release Complete"},
    {0x75, "Status Enquiry"},  {0x7d, "Status Reply"},
};

// Information elements of both standards.
enum : uint8_t {
  kAnsiReportType = 0x01,
  kAnsiLinkVerify = 0x03,
  kAnsiPvcStatus = 0x07,
  kAnsiLinkVerify1991 = 0x19,
  kReportType = 0x51,
  kLinkVerify = 0x53,
  kPvcStatus = 0x57,
};
constexpr ValueName kElements[] = {
    {kAnsiReportType, "ANSI Report Type"}, {kAnsiLinkVerify, "ANSI Link Verify"},
    {kAnsiPvcStatus, "ANSI PVC Status"},   {kAnsiLinkVerify1991, "ANSI Link Verify"},
    {kReportType, "CCITT Report Type"},    {kLinkVerify, "CCITT Link Verify"},
    {kPvcStatus, "CCITT PVC Status"},
};
constexpr ValueName kReports[] = {{0, "Full Status"}, {1, "Link verify"}, {2, "Async PVC Status"}};

constexpr uint8_t kSingleOctet = 0x80;
constexpr uint8_t kShiftMask = 0xf0;
constexpr uint8_t kShift = 0x90;
constexpr uint8_t kCodesetMask = 0x07;
constexpr uint8_t kAnsiShift = 0x95;  // locking, to codeset 5
constexpr uint8_t kAnsiCodeset = 5;

struct Message {
  std::span<const uint8_t> reference;
  uint8_t type = 0;
  uint8_t codeset = 0;
  bool ansi = false;
};

/// An address of two, three or four bytes and the byte with the state; in each but the last, the top bit is 0.
bool is_status(std::span<const uint8_t> v) {
  if (v.size() < 3 || v.size() > 5 || (v[0] & 0x80) != 0 || (v.back() & 0x80) == 0) return false;
  const size_t last = v.size() - 2;
  for (size_t i = 1; i < last; i++) {
    if ((v[i] & 0x80) != 0) return false;
  }
  return (v[last] & 0x80) != 0;
}

void print_status(Printer& p, std::span<const uint8_t> v) {
  if (!is_status(v)) return p.put("Invalid DLCI in PVC STATUS IE");
  uint32_t dlci = (v[0] & 0x3fU) << 4 | (v[1] & 0x78U) >> 3;
  if (v.size() == 4) {
    dlci = dlci << 6 | (v[2] & 0x7eU) >> 1;
  } else if (v.size() == 5) {
    dlci = dlci << 13 | (v[2] & 0x7fU) | (v[3] & 0x7eU) >> 1;
  }
  p.put("DLCI ", dlci, ": status ", (v.back() & 0x08) != 0 ? "New, " : "",
        (v.back() & 0x02) != 0 ? "Active" : "Inactive");
}

/// False when nothing is known of the element.
bool print_element(Printer& p, uint8_t type, std::span<const uint8_t> v) {
  const std::string_view separator = p.verbose() > 0 ? "" : ", ";
  switch (type) {
    case kAnsiReportType:
    case kReportType:
      if (p.verbose() > 0) p.put(name_or(kReports, v[0], "unknown"), " (", v[0], ')');
      return true;
    case kAnsiLinkVerify:
    case kLinkVerify:
    case kAnsiLinkVerify1991:
      p.put(separator);
      if (v.size() < 2) return p.put("Invalid LINK VERIFY IE"), true;
      p.put("TX Seq: ", pad_left(v[0], 3), ", RX Seq: ", pad_left(v[1], 3));
      return true;
    case kAnsiPvcStatus:
    case kPvcStatus:
      p.put(separator);
      print_status(p, v);
      return true;
    default:
      return false;
  }
}

bool is_decoded(uint8_t codeset) {
  return codeset == 0 || codeset == kAnsiCodeset;
}

bool cut_off(Printer& p, size_t length) {
  if (p.verbose() == 0) p.put(", length ", length);
  p.truncated();
  return false;
}

/// False when the message ends with this element.
bool print_next_element(Printer& p, Reader& r, Message& m, size_t length) {
  if (!r.has(1)) return cut_off(p, length);
  const uint8_t type = r.u8();
  if ((type & kSingleOctet) != 0) {
    if ((type & kShiftMask) == kShift) m.codeset = type & kCodesetMask;
    return true;
  }
  if (r.length() == 0 || !r.has(1)) return cut_off(p, length);
  const uint8_t element_length = r.u8();
  if (p.verbose() > 0)
    p.put("\n\t", is_decoded(m.codeset) ? name_or(kElements, type, "unknown") : "unknown", " IE (0x", hex(type, 2),
          "), length ", element_length, ": ");
  if (type == 0 || element_length == 0) return false;
  if (r.length() < element_length || !r.has(element_length)) return cut_off(p, length);
  const Reader value = r.first(element_length);
  const bool decoded = is_decoded(m.codeset) && print_element(p, type, value.rest());
  r.skip(element_length);
  if (p.verbose() > 0 && !decoded) put_unknown(p, "\n\t", value, element_length);
  if (p.verbose() > 1 && decoded) put_unknown(p, "\n\t  ", value, element_length);
  return true;
}

/// Call reference and type, and the codeset of a shift that follows.
bool read_header(Reader& r, Message& m) {
  const auto has = [&r](size_t n) { return r.length() >= n && r.has(n); };
  if (!has(1)) return false;
  const size_t reference_length = r.u8() & 0x0f;
  if (!has(reference_length)) return false;
  m.reference = r.bytes(reference_length);
  if (!has(1)) return false;
  m.type = r.u8();
  if (r.length() == 0) return true;
  if (!r.has(1)) return false;
  const uint8_t first = r.u8_at(0);
  if ((first & kShiftMask) != kShift) return true;
  m.ansi = first == kAnsiShift;
  m.codeset = first & kCodesetMask;
  r.skip(1);
  return true;
}

}  // namespace

void print_q933(Printer& p, Reader r) {
  p.protocol = "q.933";
  const size_t length = r.length();
  if (!p.options.link_header) p.put("Q.933, ");
  Message m;
  if (!read_header(r, m)) {
    p.put("length ", length);
    return p.truncated();
  }
  p.put(m.ansi ? "ANSI" : "CCITT", ", codeset ", m.codeset);
  if (m.reference.size() == 1 && !r.has(1)) return p.truncated();  // as tcpdump wants one byte more than it prints
  if (!m.reference.empty()) p.put(", Call Ref: 0x", hex_bytes(m.reference));
  if (p.verbose() > 0) {
    p.put(", ", name_or(kMessages, m.type, "unknown message"), " (0x", hex(m.type, 2), "), length ", length);
  } else {
    p.put(", ", named_hex(kMessages, m.type, "unknown message 0x", "", 2));
  }
  while (r.length() > 0) {
    if (!print_next_element(p, r, m, length)) return;
  }
  if (p.verbose() == 0) p.put(", length ", length);
}

}  // namespace trawl
