// pcapng files (draft-ietf-opsawg-pcapng): any number of sections and interfaces, all three packet blocks.
#pragma once

#include <memory>
#include <vector>

#include "pcap/byte_input.h"
#include "pcap/endian.h"
#include "pcap/file_reader.h"

namespace trawl {

class NgReader final : public FileReader {
 public:
  /// `input` stands at the first block's type, of which four bytes are buffered. Reads on to the first interface.
  static Result<std::unique_ptr<FileReader>> create(ByteInput input);
  static bool is_magic(std::span<const uint8_t> start);

  Result<bool> next(FileBatch& batch) override;
  FileFormat format() const override { return FileFormat::kPcapng; }
  bool native_records(bool /*nanoseconds*/) const override { return false; }
  int fd() const override { return input_.fd(); }

 private:
  /// How an interface of this section counts time, and which of interfaces() it is.
  struct SectionInterface {
    uint32_t index = 0;
    uint64_t units_per_second = 1000000;
    int64_t offset = 0;  // seconds
  };
  struct PacketFields {
    uint32_t interface;
    uint64_t time;
    uint32_t captured;
    uint32_t length;
    size_t data_at;
  };

  explicit NgReader(ByteInput input) : input_(std::move(input)) {}
  Result<void> read_to_first_interface();
  /// The bytes of the block at the start of `bytes`, or how many are needed to know. Checks the block's frame.
  Result<size_t> block_size(std::span<const uint8_t> bytes) const;
  /// A whole block is in the buffer; false: it needs more or the file is at its end.
  Result<bool> buffer_block();
  Result<void> take_block(std::span<const uint8_t> block, FileBatch& batch);
  Result<void> start_section(std::span<const uint8_t> block);
  Result<void> add_interface(std::span<const uint8_t> block);
  Result<PacketFields> packet_fields(std::span<const uint8_t> block) const;
  Result<void> add_packet(std::span<const uint8_t> block, FileBatch& batch);
  static Timestamp time(const SectionInterface& interface, uint64_t units);
  Direction direction(std::span<const uint8_t> block) const;

  ByteInput input_;
  FileIntegers integers_;
  std::vector<SectionInterface> section_;
  std::string application_;  // of the section
};

}  // namespace trawl
