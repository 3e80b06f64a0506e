// Syslog: RFC 3164.
#include <algorithm>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr std::string_view kSeverities[] = {"emergency", "alert",  "critical", "error",
                                            "warning",   "notice", "info",     "debug"};
constexpr ValueName kFacilities[] = {
    {0, "kernel"},  {1, "user"},      {2, "mail"},     {3, "daemon"},  {4, "auth"},      {5, "syslog"},
    {6, "lpr"},     {7, "news"},      {8, "uucp"},     {9, "cron"},    {10, "authpriv"}, {11, "ftp"},
    {12, "ntp"},    {13, "security"}, {14, "console"}, {15, "cron"},   {16, "local0"},   {17, "local1"},
    {18, "local2"}, {19, "local3"},   {20, "local4"},  {21, "local5"}, {22, "local6"},   {23, "local7"},
};
constexpr size_t kMaxDigits = 3;

}  // namespace

void print_syslog(Printer& p, Reader r) {
  p.protocol = "syslog";
  const Reader whole = r;
  const size_t length = r.length();
  if (r.u8() != '<') return p.invalid();
  unsigned priority = 0;
  size_t digits = 0;
  for (uint8_t c = r.u8(); c != '>'; c = r.u8()) {
    if (p.stopped()) return;
    if (c < '0' || c > '9' || digits++ == kMaxDigits) return p.invalid();
    priority = priority * 10 + (c - '0');
  }
  const unsigned severity = priority & 7;
  const unsigned facility = priority >> 3;
  if (p.verbose() == 0) {
    return p.put("SYSLOG ", named(kFacilities, facility, "unknown (", ")"), '.', kSeverities[severity],
                 ", length: ", length);
  }
  p.put("SYSLOG, length: ", length, "\n\tFacility ", named(kFacilities, facility, "unknown (", ")"), " (", facility,
        "), Severity ", kSeverities[severity], " (", severity, ")\n\tMsg: ");
  put_text(p, r, r.length());
  const auto bytes = whole.rest();
  if (p.verbose() > 1) put_hex_lines(p.text, "\n\t", bytes.first(std::min(length, bytes.size())));
}

}  // namespace trawl
