// Packets into a classic pcap file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pcap/byte_output.h"
#include "sink/file_sink.h"

namespace trawl {

class PcapSink final : public FileSink {
 public:
  struct Settings {
    bool nanoseconds = false;     // of time stamps
    bool native_records = false;  // Packet::record is a record of just this file format
    bool every_packet = false;    // -U: one write per packet
    LinkType link_type = kLinkEthernet;
    uint32_t link_flags = 0;  // Interface::link_flags
    uint32_t snaplen = kMaxSnaplen;
  };

  /// Creates the file, or writes to standard output when `path` is "-", and writes the file's header.
  static Result<std::unique_ptr<FileSink>> create(const std::string& path, const Settings& settings);

  Result<void> write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) override;
  Result<void> end_batch() override { return output_.settle(); }
  Result<void> flush() override { return output_.flush(); }
  Result<void> finish(const CaptureSummary& summary) override;
  uint64_t size() const override { return output_.size(); }

 private:
  PcapSink(ByteOutput output, const Settings& settings) : output_(std::move(output)), settings_(settings) {}
  Result<void> write_record(const Packet& packet);

  ByteOutput output_;
  Settings settings_;
  std::vector<uint8_t> record_;
};

}  // namespace trawl
