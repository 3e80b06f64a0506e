// Packets from a capture file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pcap/file_reader.h"
#include "source/source.h"

namespace trawl {

class FileSource final : public Source {
 public:
  /// "-" is standard input. Errors have tcpdump's text.
  static Result<std::unique_ptr<FileSource>> open(const std::string& path);

  const std::vector<Interface>& interfaces() const override { return reader_->interfaces(); }
  Result<bool> next_batch(std::vector<Packet>& packets) override;

  int poll_fd() const override { return poll_fd_; }

  FileFormat format() const { return reader_->format(); }
  bool native_records(bool nanoseconds) const { return reader_->native_records(nanoseconds); }
  /// Blocks that are no packets, of the batch that next_batch() gave last.
  const std::vector<OtherBlock>& other_blocks() const { return batch_.others; }

 private:
  explicit FileSource(std::unique_ptr<FileReader> reader);

  int poll_fd_ = -1;
  std::unique_ptr<FileReader> reader_;
  FileBatch batch_;
};

}  // namespace trawl
