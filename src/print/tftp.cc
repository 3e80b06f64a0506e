// TFTP: RFC 1350, options: RFC 2347.
#include <algorithm>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Operation : uint16_t { kRead = 1, kWrite = 2, kData = 3, kAck = 4, kError = 5, kOptionAck = 6 };
constexpr ValueName kOperations[] = {{1, "RRQ"}, {2, "WRQ"}, {3, "DATA"}, {4, "ACK"}, {5, "ERROR"}, {6, "OACK"}};
constexpr ValueName kErrors[] = {{0, "EUNDEF"}, {1, "ENOTFOUND"}, {2, "EACCESS"}, {3, "ENOSPACE"},
                                 {4, "EBADOP"}, {5, "EBADID"},    {6, "EEXISTS"}, {7, "ENOUSER"}};

/// A string up to a NUL within the layer, moving behind it. False when there is no NUL.
bool put_string(Printer& p, Reader& r) {
  const auto there = r.rest().first(std::min(r.length(), r.captured()));
  const auto end = std::ranges::find(there, 0);
  p.put(safe_string(there));
  r.skip(static_cast<size_t>(end - there.begin()) + 1);
  return end != there.end();
}

/// Names and values, one after the other.
void put_options(Printer& p, Reader& r) {
  while (r.length() > 0) {
    if (r.u8_at(0) != 0) p.put(' ');
    if (!put_string(p, r)) return p.truncated();
  }
}

void put_request(Printer& p, Reader r) {
  if (r.length() == 0) return p.truncated();
  p.put(" \"");
  const bool complete = put_string(p, r);
  p.put('"');
  if (!complete || r.length() == 0) return p.truncated();
  p.put(' ');
  if (!put_string(p, r)) return p.truncated();
  put_options(p, r);
}

void put_error(Printer& p, Reader r) {
  if (r.length() < 2) return p.truncated();
  p.put(' ', named(kErrors, r.u16(), "tftp-err-#", " \""));
  if (r.length() < 1) return p.truncated();
  p.put(" \"");
  const bool complete = put_string(p, r);
  p.put('"');
  if (!complete) p.truncated();
}

}  // namespace

void print_tftp(Printer& p, Reader r) {
  p.protocol = "tftp";
  p.put("TFTP, length ", r.length());
  if (r.length() < 2) return p.truncated();
  const uint16_t operation = r.u16();
  p.put(", ", named(kOperations, operation, "tftp-#"));
  switch (operation) {
    case kRead:
    case kWrite:
      return put_request(p, r);
    case kOptionAck:
      return put_options(p, r);
    case kData:
    case kAck:
      if (r.length() < 2) return p.truncated();
      return p.put(" block ", r.u16());
    case kError:
      return put_error(p, r);
    default:
      return;
  }
}

}  // namespace trawl
