// What a packet filter of the BSDs logged: if_pflog's header (pflog(4)).
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kLeastHeader = 61;  // without the padding behind it
constexpr size_t kName = 16;
constexpr uint32_t kNoRule = 0xffffffff;
constexpr uint16_t kEthertypeIpv4 = 0x0800;
constexpr uint16_t kEthertypeIpv6 = 0x86dd;

constexpr ValueName kReasons[] = {
    {0, "match"},           {1, "bad-offset"},    {2, "fragment"},     {3, "short"},      {4, "normalize"},
    {5, "memory"},          {6, "bad-timestamp"}, {7, "congestion"},   {8, "ip-option"},  {9, "proto-cksum"},
    {10, "state-mismatch"}, {11, "state-insert"}, {12, "state-limit"}, {13, "src-limit"}, {14, "synproxy"},
};
constexpr ValueName kActions[] = {
    {0, "pass"},    {1, "block"}, {2, "scrub"}, {3, "noscrub"},        {4, "nat"}, {5, "nonat"}, {6, "binat"},
    {7, "nobinat"}, {8, "rdr"},   {9, "nordr"}, {10, "synproxy-drop"},
};
constexpr ValueName kDirections[] = {{0, "in/out"}, {1, "in"}, {2, "out"}};

// The families' numbers of the systems that write such files.
struct Family {
  uint8_t family;
  uint16_t ethertype;
};
constexpr Family kFamilies[] = {
    {2, kEthertypeIpv4},
    {24, kEthertypeIpv6},
    {28, kEthertypeIpv6},
    {30, kEthertypeIpv6},
};

void put_header(Printer& p, Reader r) {
  r.skip(2);
  const uint8_t action = r.u8();
  const uint8_t reason = r.u8();
  Reader interface = r.first(kName);
  r.skip(kName);
  Reader ruleset = r.first(kName);
  r.skip(kName);
  const uint32_t rule = r.u32();
  const uint32_t subrule = r.u32();
  r.skip(16);  // who opened the socket, who loaded the rule
  const uint8_t direction = r.u8();
  p.put("rule ", rule);
  if (subrule != kNoRule) {
    p.put('.');
    put_padded_text(p, ruleset, kName);
    p.put('.', subrule);
  }
  if (const auto name = find_name(kReasons, reason); !name.empty()) {
    p.put('/', reason, '(', name, ')');
  } else {
    p.put("/unkn(", reason, ')');
  }
  p.put(": ", named(kActions, action, "unkn(", ")"), ' ', named(kDirections, direction, "unkn(", ")"), " on ");
  put_padded_text(p, interface, kName);
  p.put(": ");
}

}  // namespace

void print_pflog_link(Printer& p, Reader r) {
  p.protocol = "pflog";
  if (!r.has(1)) return p.truncated();
  const size_t length = r.u8_at(0);
  p.link_header_length = length;
  if (length < kLeastHeader) return p.put("[pflog: invalid header length!]");
  const size_t padded = (length + 3) / 4 * 4;
  p.link_header_length = padded;
  if (!r.has(padded)) return p.truncated();
  if (p.options.link_header) put_header(p, r);
  const Reader payload = r.after(padded);
  for (const auto& family : kFamilies) {
    if (family.family == r.u8_at(1) && put_ethertype(p, payload, family.ethertype)) return;
  }
  if (!p.options.link_header) put_header(p, r);
  put_default(p, payload);
}

}  // namespace trawl
