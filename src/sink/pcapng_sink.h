// Packets into a pcapng file, with what is known of their owners.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "packet/context.h"
#include "packet/context_parts.h"
#include "pcap/byte_output.h"
#include "pcap/encoder.h"
#include "pcap/ng_writer.h"
#include "sink/file_sink.h"

namespace trawl {

class PcapngSink final : public FileSink {
 public:
  struct Settings {
    bool copy_blocks = false;   // Packet::record is a pcapng block: blocks go from file to file as they are
    bool every_packet = false;  // -U: one write per packet
    ContextParts context;       // what of it is written; copied blocks keep what they have
    std::string application;    // "trawl 1.0"; for shb_userappl
    /// Gives the TLS secrets that have become known since the last call; empty: there are none to be written. A file
    /// with secrets is its owner's only.
    std::function<std::string()> new_secrets;
  };

  /// Creates the file, or writes to standard output when `path` is "-".
  static Result<std::unique_ptr<FileSink>> create(const std::string& path, const Settings& settings);

  Result<void> write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) override;
  Result<void> write_block(std::span<const uint8_t> block) override;
  Result<void> end_batch() override;
  Result<void> flush() override { return output_.flush(); }
  Result<void> finish(const CaptureSummary& summary) override;
  uint64_t size() const override { return output_.size(); }

 private:
  struct Count {
    uint64_t packets = 0;
    Timestamp first;
    Timestamp last;
  };

  PcapngSink(ByteOutput output, const Settings& settings);
  Result<void> put_secrets();
  Result<void> describe_interfaces(const std::vector<Interface>& interfaces);
  std::span<const uint8_t> context_options(const PacketContext& context);
  Result<void> put_blocks();

  ByteOutput output_;
  Settings settings_;
  std::string os_;
  NgBlocks blocks_;
  Encoder options_;
  bool batch_begins_ = true;
  std::vector<Count> counts_;  // by interface; as many as are described in the file
  /// Encoded options of the batch's pairs of parties: many packets share them.
  std::map<std::tuple<Attribution, const Party*, const Party*>, Encoder> contexts_;
};

}  // namespace trawl
