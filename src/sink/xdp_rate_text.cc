#include "sink/xdp_rate_text.h"

#include <numeric>

#include "base/output.h"
#include "sink/tcp_event_words.h"

namespace trawl {

namespace {

struct ProtocolName {
  uint8_t number;
  std::string_view name;
};
constexpr ProtocolName kProtocols[] = {{1, "icmp"}, {6, "tcp"}, {17, "udp"}, {58, "icmp6"}, {132, "sctp"}};

void put_protocol(TextBuffer& out, uint8_t number) {
  for (const auto& protocol : kProtocols) {
    if (protocol.number == number) return out.put(protocol.name);
  }
  out.put("protocol ", number);
}

/// Where the protocol has no ports, none is shown.
void put_end(TextBuffer& out, const TcpEndpoint& end, bool ipv6) {
  if (end.port != 0) return out.put(EndpointText{end, ipv6});
  out.put(EndpointAddress{end, ipv6});
}

uint64_t per_second(uint64_t packets, uint64_t nanoseconds) {
  return nanoseconds == 0 ? 0 : (packets * 1'000'000'000 + nanoseconds / 2) / nanoseconds;
}

}  // namespace

void XdpRateText::flow(const NewFlow& flow) {
  time_.put(text_, flow.time);
  text_.put(" new flow ");
  put_end(text_, flow.source, flow.ipv6);
  text_.put(" > ");
  put_end(text_, flow.destination, flow.ipv6);
  text_.put(' ');
  put_protocol(text_, flow.protocol);
  text_.put('\n');
}

void XdpRateText::rates(const Timestamp& time, std::span<const uint64_t> packets, uint64_t nanoseconds) {
  time_.put(text_, time);
  text_.put(' ', per_second(std::accumulate(packets.begin(), packets.end(), uint64_t{0}), nanoseconds), " packets/s (");
  for (size_t cpu = 0; cpu < packets.size(); cpu++) {
    text_.put(cpu == 0 ? "" : ", ", "cpu", cpu, ' ', per_second(packets[cpu], nanoseconds));
  }
  text_.put(")\n");
}

Result<void> XdpRateText::flush() {
  auto written = write_all(fd_, text_.view(), "Unable to write output");
  text_.clear();
  return written;
}

}  // namespace trawl
