// Packets from a capture file.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "packet/context_comments.h"
#include "packet/hook_facts.h"
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

  std::span<const OtherBlock> other_blocks() const override { return batch_.others; }

  FileFormat format() const { return reader_->format(); }
  bool native_records(bool nanoseconds) const { return reader_->native_records(nanoseconds); }
  struct Position {
    uint64_t done = 0;   // bytes read of the file
    uint64_t total = 0;  // bytes that it has; 0: not known
  };
  Position position() const;
  /// Whether `path` names the very file that is read (a device or a pipe never is).
  bool is_file(const std::string& path) const;

 private:
  explicit FileSource(std::unique_ptr<FileReader> reader);

  /// What packets of our own files had when they were written: their context, or what the XDP hook knew.
  void restore(std::vector<Packet>& packets);
  const PacketContext* context_of(std::span<const uint8_t> options);

  int poll_fd_ = -1;
  std::unique_ptr<FileReader> reader_;
  FileBatch batch_;
  // What packets' options said of their owners, by the bytes of the options: many packets share them.
  std::unordered_map<std::string, std::unique_ptr<OwnedContext>> contexts_;
  std::deque<HookFacts> facts_;  // of the batch
  std::string key_;
};

}  // namespace trawl
