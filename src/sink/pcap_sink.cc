#include "sink/pcap_sink.h"

#include <fmt/format.h>

#include <array>
#include <cstring>

#include "pcap/encoder.h"

namespace trawl {

namespace {

constexpr uint32_t kMagicMicro = 0xa1b2c3d4;
constexpr uint32_t kMagicNano = 0xa1b23c4d;
constexpr size_t kRecordHeader = 16;

}  // namespace

Result<std::unique_ptr<FileSink>> PcapSink::create(const std::string& path, const Settings& settings) {
  auto output = ByteOutput::create(path);
  if (!output) return std::unexpected(output.error());
  Encoder header;
  header.put(settings.nanoseconds ? kMagicNano : kMagicMicro);
  header.put(uint16_t{2});  // version 2.4
  header.put(uint16_t{4});
  header.put(uint64_t{0});  // time zone and accuracy: always zero
  header.put(settings.snaplen);
  header.put(settings.link_type | settings.link_flags);
  if (auto written = output->append(header.bytes()); !written) return std::unexpected(written.error());
  return std::unique_ptr<FileSink>(new PcapSink(std::move(*output), settings));
}

Result<void> PcapSink::write_record(const Packet& packet) {
  const uint64_t fraction = settings_.nanoseconds ? packet.time.nanoseconds : packet.time.nanoseconds / 1000;
  const std::array<uint32_t, 4> header = {static_cast<uint32_t>(packet.time.seconds), static_cast<uint32_t>(fraction),
                                          static_cast<uint32_t>(packet.data.size()), packet.length};
  record_.resize(kRecordHeader + packet.data.size());
  std::memcpy(record_.data(), header.data(), kRecordHeader);
  if (!packet.data.empty()) std::memcpy(record_.data() + kRecordHeader, packet.data.data(), packet.data.size());
  return output_.append(record_);
}

Result<void> PcapSink::write(const Packet& packet, const std::vector<Interface>& /*interfaces*/, uint64_t /*number*/) {
  if (packet.link_type != settings_.link_type) {
    return fail(fmt::format("a pcap file holds packets of one link type, not of {} and {}", settings_.link_type,
                            packet.link_type),
                "a file whose name ends in .pcapng holds both");
  }
  auto written =
      settings_.native_records && !packet.record.empty() ? output_.append_stable(packet.record) : write_record(packet);
  if (written && settings_.every_packet) return output_.flush();
  return written;
}

Result<void> PcapSink::finish(const CaptureSummary& /*summary*/) {
  return output_.finish();
}

}  // namespace trawl
