// Ethernet Configuration Testing Protocol ("Loopback"): DIX Ethernet 2.0, section 8.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Function : uint16_t { kReply = 1, kForward = 2 };

constexpr ValueName kFunctions[] = {{kReply, "Reply"}, {kForward, "Forward Data"}};

/// The message at the skip count. False when it is not well-formed.
bool put_message(Printer& p, Reader r) {
  if (r.length() < 2) return false;
  const uint16_t function = r.le16();
  p.put(", ", named(kFunctions, function, " invalid (", ")"));
  switch (function) {
    case kReply:
      if (r.length() < 2) return false;
      p.put(", receipt number ", r.le16());
      break;
    case kForward: {
      if (r.length() < 6) return false;
      const auto address = r.bytes(6);
      p.put(", forwarding address ", mac_text(address));
      if (!address.empty() && (address[0] & 1) != 0) p.put(" (multicast)");
      break;
    }
    default:
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
  if (r.length() < 2) return p.invalid();
  const uint16_t skip = r.le16();
  p.put(", skipCount ", skip);
  if (skip % 8 != 0) p.put(" (bogus)");
  if (skip > r.length()) return p.invalid();
  r.need(skip);
  r.skip(skip);
  if (!put_message(p, r.after(0))) p.invalid();
}

}  // namespace trawl
