// Reads capture files: pcap and pcapng, of either byte order, from a file or a pipe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "packet/interface.h"
#include "packet/packet.h"
#include "pcap/endian.h"

namespace trawl {

enum class FileFormat : uint8_t { kPcap, kPcapng };

/// What one read yields. Everything in it is valid until the next one.
struct FileBatch {
  std::vector<Packet> packets;
  std::vector<OtherBlock> others;
  // Of the pcapng section that all of it is from:
  std::string application;  // who wrote it; may be empty
  FileIntegers integers;
  void clear() {
    packets.clear();
    others.clear();
  }
};

class FileReader {
 public:
  /// Takes the file and looks at its header. Errors have tcpdump's text.
  static Result<std::unique_ptr<FileReader>> create(Fd fd);
  virtual ~FileReader() = default;

  /// Clears and fills the batch. False at the end of the file. What was whole before an error comes first.
  virtual Result<bool> next(FileBatch& batch) = 0;

  /// Grows while reading, never changes what is there.
  const std::vector<Interface>& interfaces() const { return interfaces_; }
  virtual FileFormat format() const = 0;
  /// Whether a pcap record can be written as it stands to a file of this machine's byte order and this precision.
  virtual bool native_records(bool nanoseconds) const = 0;
  virtual int fd() const = 0;

 protected:
  std::vector<Interface> interfaces_;
};

}  // namespace trawl
