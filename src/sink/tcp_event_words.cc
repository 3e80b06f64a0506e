#include "sink/tcp_event_words.h"

#include "base/address.h"

namespace trawl {

std::string_view opening_word(TcpOpening opening) {
  switch (opening) {
    case TcpOpening::kConnected:
      return "out";
    case TcpOpening::kAccepted:
      return "in";
    default:
      return "-";
  }
}

void append(TextBuffer& out, const EndpointAddress& e) {
  if (e.ipv6) {
    out.put(ip6_text(e.endpoint.address));
  } else {
    out.put(ip4_text(std::span(e.endpoint.address).first(4)));
  }
}

void append(TextBuffer& out, const EndpointText& e) {
  const EndpointAddress address{e.endpoint, e.ipv6};
  if (e.ipv6) {
    out.put('[', address, "]:", e.endpoint.port);
  } else {
    out.put(address, ':', e.endpoint.port);
  }
}

void append(TextBuffer& out, Milliseconds m) {
  const uint64_t microseconds = (m.nanoseconds + 500) / 1000;
  out.put(microseconds / 1000, '.', zero_pad(static_cast<int64_t>(microseconds % 1000), 3));
}

}  // namespace trawl
