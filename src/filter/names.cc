// The linker sends libpcap's calls of its name functions here (--wrap, see src/CMakeLists.txt): the system is asked
// first, as libpcap does, and the tables of well_known.h answer where there is no system to ask.
#include "filter/names.h"

#include <netdb.h>
#include <netinet/in.h>
#include <nss.h>

#include <algorithm>
#include <mutex>
#include <string>

#include "base/well_known.h"

// The names are the linker's: --wrap=NAME calls the replacement __wrap_NAME and the original __real_NAME.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
int __real_pcap_nametoport(const char* name, int* port, int* protocol);
int __real_pcap_nametoportrange(const char* name, int* first, int* last, int* protocol);
int __real_pcap_nametoproto(const char* name);
addrinfo* __real_pcap_nametoaddrinfo(const char* name);
int __wrap_pcap_nametoport(const char* name, int* port, int* protocol);
int __wrap_pcap_nametoportrange(const char* name, int* first, int* last, int* protocol);
int __wrap_pcap_nametoproto(const char* name);
addrinfo* __wrap_pcap_nametoaddrinfo(const char* name);
}

namespace trawl {
namespace {

constexpr int kAnyTransport = -1;  // libpcap's PROTO_UNDEF
constexpr int kUnknownProtocol = -1;

static_assert(std::ranges::is_sorted(kWellKnownPorts, {}, &WellKnownPort::name));
static_assert(std::ranges::is_sorted(kWellKnownProtocols, {}, &WellKnownProtocol::name));

int protocol_of(Transport transport) {
  if (transport == Transport::kBoth) return kAnyTransport;
  return transport == Transport::kTcp ? IPPROTO_TCP : IPPROTO_UDP;
}

bool port_of(std::string_view name, int& port, int& protocol) {
  const auto* found = std::ranges::lower_bound(kWellKnownPorts, name, {}, &WellKnownPort::name);
  if (found == kWellKnownPorts.end() || found->name != name) return false;
  port = found->port;
  protocol = protocol_of(found->transport);
  return true;
}

// A range is two ports with '-' between them, and a name may contain '-' as well: every place is tried.
bool port_range_of(const std::string& text, int& first, int& last, int& protocol) {
  for (size_t dash = text.find('-'); dash != std::string::npos; dash = text.find('-', dash + 1)) {
    int other = kAnyTransport;
    if (__wrap_pcap_nametoport(text.substr(0, dash).c_str(), &first, &protocol) == 0) continue;
    if (__wrap_pcap_nametoport(text.substr(dash + 1).c_str(), &last, &other) == 0) continue;
    if (protocol != other) protocol = kAnyTransport;
    return true;
  }
  if (__wrap_pcap_nametoport(text.c_str(), &first, &protocol) == 0) return false;
  last = first;
  return true;
}

addrinfo* numeric_address(const char* address) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_protocol = IPPROTO_TCP;
  addrinfo* result = nullptr;
  return getaddrinfo(address, nullptr, &hints, &result) == 0 ? result : nullptr;
}

// RFC 6761 section 6.3: `localhost` is the loopback addresses, whatever a name server says.
addrinfo* loopback_addresses() {
  addrinfo* six = numeric_address("::1");
  addrinfo* four = numeric_address("127.0.0.1");
  if (six == nullptr) return four;
  six->ai_next = four;
  return six;
}

}  // namespace

void resolve_names_without_modules() {
  static std::once_flag once;
  std::call_once(once, [] {
    __nss_configure_lookup("hosts", "files dns");
    for (const char* database : {"services", "protocols", "networks", "ethers"}) {
      __nss_configure_lookup(database, "files");
    }
  });
}

}  // namespace trawl

int __wrap_pcap_nametoport(const char* name, int* port, int* protocol) {
  if (__real_pcap_nametoport(name, port, protocol) != 0) return 1;
  return trawl::port_of(name, *port, *protocol) ? 1 : 0;
}

int __wrap_pcap_nametoportrange(const char* name, int* first, int* last, int* protocol) {
  if (__real_pcap_nametoportrange(name, first, last, protocol) != 0) return 1;
  return trawl::port_range_of(name, *first, *last, *protocol) ? 1 : 0;
}

int __wrap_pcap_nametoproto(const char* name) {
  // 0 is an answer too ("ip"), but libpcap also says it where the system's list cannot be read at all.
  if (const int number = __real_pcap_nametoproto(name); number != trawl::kUnknownProtocol && number != 0) return number;
  const auto* found =
      std::ranges::lower_bound(trawl::kWellKnownProtocols, std::string_view(name), {}, &trawl::WellKnownProtocol::name);
  if (found == trawl::kWellKnownProtocols.end() || found->name != name) return trawl::kUnknownProtocol;
  return found->number;
}

addrinfo* __wrap_pcap_nametoaddrinfo(const char* name) {
  if (addrinfo* found = __real_pcap_nametoaddrinfo(name); found != nullptr) return found;
  return std::string_view(name) == "localhost" ? trawl::loopback_addresses() : nullptr;
}
// NOLINTEND(bugprone-reserved-identifier)
