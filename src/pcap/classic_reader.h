// The classic pcap file (draft-ietf-opsawg-pcap): a 24-byte header, then records with 16-byte headers.
#pragma once

#include <array>
#include <memory>

#include "pcap/byte_input.h"
#include "pcap/endian.h"
#include "pcap/file_reader.h"

namespace trawl {

class ClassicReader final : public FileReader {
 public:
  /// `input` stands at the magic number, of which four bytes are buffered.
  static Result<std::unique_ptr<FileReader>> create(ByteInput input);
  static bool is_magic(std::span<const uint8_t> start);

  Result<bool> next(FileBatch& batch) override;
  FileFormat format() const override { return FileFormat::kPcap; }
  bool native_records(bool nanoseconds) const override {
    return integers_.native() && nanoseconds == nanoseconds_ && record_header_ == 16;
  }
  int fd() const override { return input_.fd(); }

 private:
  explicit ClassicReader(ByteInput input) : input_(std::move(input)) {}
  Result<void> read_file_header();
  /// The bytes of the record at the start of `bytes`, header included, or how many are needed to know.
  Result<size_t> record_size(std::span<const uint8_t> bytes) const;
  /// Adds the records that are buffered whole, up to the batch's most, and stops at one that is not sound.
  void take_buffered(FileBatch& batch);
  void add_packet(std::span<const uint8_t> record, std::vector<Packet>& packets) const;

  ByteInput input_;
  FileIntegers integers_;
  bool nanoseconds_ = false;
  size_t record_header_ = 16;
};

}  // namespace trawl
