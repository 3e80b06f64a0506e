#include "filter/tuple_filter.h"

#include <algorithm>
#include <span>

namespace trawl {

namespace {

constexpr size_t kIp4Header = 20;
constexpr size_t kIp6Header = 40;
constexpr size_t kTcpHeader = 20;
constexpr uint8_t kTcp = 6;
constexpr uint8_t kHops = 64;

using Segment = std::array<uint8_t, kIp6Header + kTcpHeader>;

void put16(std::span<uint8_t> at, size_t value) {
  at[0] = static_cast<uint8_t>(value >> 8);
  at[1] = static_cast<uint8_t>(value);
}

/// RFC 791 and RFC 8200; returns the header's size.
size_t write_network_header(Segment& segment, const Tuple& tuple) {
  if (tuple.ipv6) {
    segment[0] = 0x60;
    put16(std::span(segment).subspan(4), kTcpHeader);
    segment[6] = kTcp;
    segment[7] = kHops;
    std::ranges::copy(tuple.local, segment.begin() + 8);
    std::ranges::copy(tuple.remote, segment.begin() + 24);
    return kIp6Header;
  }
  segment[0] = 0x45;
  put16(std::span(segment).subspan(2), kIp4Header + kTcpHeader);
  segment[8] = kHops;
  segment[9] = kTcp;
  std::copy_n(tuple.local.begin(), 4, segment.begin() + 12);
  std::copy_n(tuple.remote.begin(), 4, segment.begin() + 16);
  return kIp4Header;
}

}  // namespace

Result<TupleFilter> TupleFilter::create(std::string_view expression) {
  auto compiled = Expression::compile(expression, kLinkRaw, 0);
  if (!compiled) return std::unexpected(compiled.error());
  TupleFilter filter;
  filter.expression_ = std::move(*compiled);
  return filter;
}

bool TupleFilter::matches(const Tuple& tuple) const {
  if (expression_.matches_everything()) return true;
  Segment segment{};
  const size_t header = write_network_header(segment, tuple);
  const auto tcp = std::span(segment).subspan(header, kTcpHeader);
  put16(tcp, tuple.local_port);
  put16(tcp.subspan(2), tuple.remote_port);
  tcp[12] = kTcpHeader / 4 << 4;
  tcp[13] = 0x10;  // ACK
  const size_t size = header + kTcpHeader;
  return expression_.matches(std::span<const uint8_t>(segment).first(size), static_cast<uint32_t>(size));
}

}  // namespace trawl
