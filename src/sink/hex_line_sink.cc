#include "sink/hex_line_sink.h"

#include <algorithm>
#include <string>

#include "base/output.h"

namespace trawl {

namespace {

constexpr size_t kShownBytes = 64;
constexpr int kLengthWidth = 5;
constexpr size_t kBatchSize = size_t{64} << 10;  // bytes of text

}  // namespace

Result<void> HexLineSink::write(const Packet& packet, const std::vector<Interface>& /*interfaces*/,
                                uint64_t /*number*/) {
  const auto shown = packet.data.first(std::min(packet.data.size(), kShownBytes));
  text_.put("pkt len: ", pad_right(std::to_string(packet.length), kLengthWidth),
            " bytes. hdr: ", hex_bytes(shown, ' '));
  if (packet.length > shown.size()) text_.put(" ...");
  text_.put('\n');
  if (every_packet_ || text_.size() >= kBatchSize) return flush();
  return {};
}

Result<void> HexLineSink::flush() {
  auto written = write_all(fd_, text_.view(), "Unable to write output");
  text_.clear();
  return written;
}

Result<void> HexLineSink::finish(const CaptureSummary& /*summary*/) {
  return flush();
}

}  // namespace trawl
