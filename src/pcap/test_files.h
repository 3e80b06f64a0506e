// Capture files made in memory for tests.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "base/fd.h"
#include "pcap/file_reader.h"

namespace trawl {

/// Bytes in the order of one machine or the other.
class FileBytes {
 public:
  explicit FileBytes(bool big_endian = false) : big_endian_(big_endian) {}

  FileBytes& u16(uint64_t v) { return number(v, 2); }
  FileBytes& u32(uint64_t v) { return number(v, 4); }
  FileBytes& u64(uint64_t v) { return number(v, 8); }
  FileBytes& raw(std::string_view text) {
    bytes_.append(text);
    return *this;
  }
  FileBytes& option(uint16_t code, std::string_view value) {
    u16(code).u16(value.size()).raw(value);
    bytes_.resize((bytes_.size() + 3) / 4 * 4);
    return *this;
  }
  /// A pcapng block around `body`.
  FileBytes& block(uint32_t type, const FileBytes& body) {
    const size_t padding = (4 - body.bytes_.size() % 4) % 4;
    const size_t size = body.bytes_.size() + padding + 12;
    return u32(type).u32(size).raw(body.bytes_).raw(std::string(padding, '\0')).u32(size);
  }
  FileBytes body() const { return FileBytes(big_endian_); }

  const std::string& text() const { return bytes_; }

 private:
  FileBytes& number(uint64_t v, int size) {
    for (int i = 0; i < size; i++) {
      bytes_ += static_cast<char>(v >> 8 * (big_endian_ ? size - 1 - i : i));
    }
    return *this;
  }

  bool big_endian_;
  std::string bytes_;
};

/// A descriptor to read `text` from.
inline Fd file_of(std::string_view text) {
  Fd fd(::memfd_create("test", MFD_CLOEXEC));
  if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) return Fd();
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

/// Everything that a file yields.
struct ReadBack {
  struct Entry {
    Timestamp time;
    std::string data;
    uint32_t length;
    LinkType link_type;
    uint32_t interface;
    Direction direction;
  };
  std::vector<Entry> packets;
  size_t other_blocks = 0;
  std::vector<Interface> interfaces;
  std::string error;  // empty: the file ended as it should
};

inline ReadBack read_back(std::string_view text) {
  ReadBack result;
  auto reader = FileReader::create(file_of(text));
  if (!reader) {
    result.error = reader.error().what;
    return result;
  }
  FileBatch batch;
  for (;;) {
    const auto more = (*reader)->next(batch);
    if (!more) result.error = more.error().what;
    if (!more || !*more) break;
    result.other_blocks += batch.others.size();
    for (const Packet& p : batch.packets) {
      result.packets.push_back(
          {p.time, std::string(p.data.begin(), p.data.end()), p.length, p.link_type, p.interface, p.direction});
    }
  }
  result.interfaces = (*reader)->interfaces();
  return result;
}

}  // namespace trawl
