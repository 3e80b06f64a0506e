#include "print/service_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "base/file.h"
#include "base/lines.h"
#include "base/well_known.h"

namespace trawl {

namespace {

constexpr size_t kPorts = 65536;
constexpr std::string_view kBlanks = " \t\r";

// Where a port has several well-known names, the one that it prints as.
constexpr auto kPreferred = std::to_array<std::string_view>(
    {"clearcase",   "icpv2",      "imap2",       "kerberos4",   "krb-prop",    "kshell",      "munin",
     "pop3",        "postgresql", "radius-acct", "sa-msg-port", "sane-port",   "shell",       "smtp",
     "submissions", "sunrpc",     "svn",         "whois",       "xmpp-client", "xmpp-server", "z3950"});

std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

}  // namespace

ServiceNames::ServiceNames(const char* path) : tcp_(kPorts), udp_(kPorts) {
  if (!read(path)) add_well_known();
}

bool ServiceNames::read(const char* path) {
  auto file = read_file(path);
  if (!file) return false;
  text_ = std::move(*file);
  std::string_view rest = text_;
  while (!rest.empty()) add_line(next_line(rest));
  return true;
}

void ServiceNames::add_line(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const std::string_view name = next_word(line);
  const std::string_view where = next_word(line);
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(where.data(), where.data() + where.size(), port);
  if (error != std::errc()) return;
  const std::string_view transport = where.substr(static_cast<size_t>(end - where.data()));
  // The first name of a port counts.
  if (transport == "/tcp" && tcp_[port].empty()) tcp_[port] = name;
  if (transport == "/udp" && udp_[port].empty()) udp_[port] = name;
}

void ServiceNames::add_well_known() {
  for (const WellKnownPort& entry : kWellKnownPorts) {
    const bool preferred = std::ranges::find(kPreferred, entry.name) != kPreferred.end();
    const auto bits = static_cast<uint8_t>(entry.transport);
    if ((bits & static_cast<uint8_t>(Transport::kTcp)) != 0 && (preferred || tcp_[entry.port].empty())) {
      tcp_[entry.port] = entry.name;
    }
    if ((bits & static_cast<uint8_t>(Transport::kUdp)) != 0 && (preferred || udp_[entry.port].empty())) {
      udp_[entry.port] = entry.name;
    }
  }
}

}  // namespace trawl
