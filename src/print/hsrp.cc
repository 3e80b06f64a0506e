// Cisco Hot Standby Router Protocol: RFC 2281.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kOperations[] = {{0, "hello"}, {1, "coup"}, {2, "resign"}};
constexpr ValueName kStates[] = {{0, "initial"}, {1, "learn"},   {2, "listen"},
                                 {4, "speak"},   {8, "standby"}, {16, "active"}};
constexpr size_t kAuthLength = 8;

}  // namespace

void print_hsrp(Printer& p, Reader r) {
  p.protocol = "hsrp";
  const size_t length = r.length();
  const uint8_t version = r.u8();
  p.put("HSRPv", version);
  if (version != 0) return;
  p.put('-');
  p.put(named(kOperations, r.u8(), "unknown (", ")"), ' ', length, ": ");
  p.put("state=", named(kStates, r.u8(), "Unknown (", ")"), ' ');
  const uint8_t hello = r.u8();
  const uint8_t hold = r.u8();
  const uint8_t priority = r.u8();
  p.put("group=", r.u8(), ' ');
  const uint8_t reserved = r.u8();
  if (reserved != 0) p.put("[reserved=", reserved, "!] ");
  Reader address = r.after(kAuthLength);
  p.put("addr=", host_name(p, address.bytes(4)));
  if (p.verbose() == 0) return;
  p.put(" hellotime=", time_span(hello), " holdtime=", time_span(hold), " priority=", priority, " auth=\"");
  put_padded_text(p, r, kAuthLength);
  p.put('"');
}

}  // namespace trawl
