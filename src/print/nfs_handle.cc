// NFS file handles. They are opaque to all but their server; where the shape of one gives a known server away, its
// file system and file are told.
#include <algorithm>

#include "print/nfs.h"
#include "print/util.h"

namespace trawl::nfs {

namespace {

/// Digital's TCP/IP services for VMS: the file system's name, padded with spaces.
bool is_vms(std::span<const uint8_t> handle) {
  constexpr size_t kNameLength = 14;
  constexpr size_t kHandleLength = 28;
  if (handle.size() < kHandleLength) return false;
  size_t used = 0;
  for (size_t i = 0; i < kNameLength; i++) {
    if (handle[i] >= 0x20 && handle[i] < 0x7f) used = i;
  }
  return std::ranges::all_of(handle.first(kNameLength), [](uint8_t c) { return c >= 0x20 && c < 0x7f; }) && used > 0;
}

void put_upper_hex(Printer& p, std::span<const uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const uint8_t byte : bytes) p.put(kDigits[byte >> 4], kDigits[byte & 15]);
}

void put_undecoded(Printer& p, Reader r, size_t length) {
  p.put(" fh[");
  for (size_t i = 0; i < length / 4; i++) p.put(i == 0 ? "" : ":", hex(r.u32()));
  p.put(']');
}

}  // namespace

namespace {

/// Device numbers and a file number, as far as the shape of a handle tells.
struct Decoded {
  bool known = false;
  uint8_t major = 0;
  uint8_t minor = 0;
  uint32_t file = 0;
};

Decoded decode(Reader r, std::span<const uint8_t> handle) {
  constexpr size_t kShortest = 16;
  if (handle.size() < kShortest) return {};
  const auto at = [&](size_t i) { return handle[i]; };
  const uint32_t third = r.u32_at(12);
  if (r.u32_at(0) == 0) return {true, at(6), at(7), third};          // a device of 64 bits
  if (at(0) == 0 && at(1) == 0) return {true, at(2), at(3), third};  // big-endian servers
  if (at(2) != 0 || at(3) != 0) return {};
  const uint32_t early = r.le32_at(4);  // little-endian ones, of two kinds
  return {true, at(1), at(0), early > 0xffff ? early : r.le32_at(12)};
}

}  // namespace

void put_file_handle(Printer& p, Reader r, size_t length) {
  if (p.options.undecoded_nfs_handles) return put_undecoded(p, r, length);
  const auto handle = r.bytes_at(0, length);
  const size_t words = length / 4;
  if (is_vms(handle)) {
    const auto name = handle.first(std::min<size_t>(words, 14));
    const auto space = std::ranges::find(name, ' ');
    p.put(" fh ", safe_text(name.first(static_cast<size_t>(space - name.begin()))), '/');
    return p.put(r.u32_at(24));
  }
  if (const Decoded d = decode(r, handle); d.known) return p.put(" fh ", d.major, ',', d.minor, '/', d.file);
  // The reference counts a name's characters in words.
  constexpr std::string_view kUnknown = "Unknown";
  p.put(" fh ", kUnknown.substr(0, words), '/');
  constexpr size_t kLongest = 32;
  put_upper_hex(p, handle.first(std::min(words * 4, kLongest)));
}

}  // namespace trawl::nfs
