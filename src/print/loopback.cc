// Ethernet's Configuration Testing Protocol, EtherType 0x9000: The Ethernet, version 2.0, chapter 8.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint16_t kReply = 1;
constexpr uint16_t kForward = 2;
constexpr ValueName kFunctions[] = {{kReply, "Reply"}, {kForward, "Forward Data"}};

bool print_message(Printer& p, Reader r) {
  if (r.length() < 2) return false;
  const uint16_t skip = r.le16();
  p.put(", skipCount ", skip);
  if (skip % 8 != 0) p.put(" (bogus)");
  if (skip > r.length()) return false;
  r.skip(skip);
  if (r.length() < 2) return false;
  const uint16_t function = r.le16();
  p.put(", ", named(kFunctions, function, " invalid (", ")"));
  if (function == kReply) {
    if (r.length() < 2) return false;
    p.put(", receipt number ", r.le16());
  } else if (function == kForward) {
    if (r.length() < 6) return false;
    const auto address = r.bytes(6);
    p.put(", forwarding address ", mac_text(address));
  } else {
    r.need(r.length());
    return true;
  }
  p.put(", data (", r.length(), " octets)");
  r.need(r.length());
  return true;
}

}  // namespace

void print_loopback(Printer& p, Reader r) {
  p.protocol = "loopback";
  p.put("Loopback");
  if (!print_message(p, r)) p.invalid();
  r.need(r.length());
}

}  // namespace trawl
