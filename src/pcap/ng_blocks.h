// Numbers of pcapng (draft-ietf-opsawg-pcapng): blocks, options, and a bounded walk over options.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "pcap/endian.h"

namespace trawl::ng {

inline constexpr uint32_t kSectionHeader = 0x0a0d0d0a;
inline constexpr uint32_t kInterfaceDescription = 1;
inline constexpr uint32_t kObsoletePacket = 2;
inline constexpr uint32_t kSimplePacket = 3;
inline constexpr uint32_t kNameResolution = 4;
inline constexpr uint32_t kInterfaceStatistics = 5;
inline constexpr uint32_t kEnhancedPacket = 6;
inline constexpr uint32_t kDecryptionSecrets = 10;

inline constexpr uint32_t kByteOrderMagic = 0x1a2b3c4d;

inline constexpr uint16_t kEndOfOptions = 0;
inline constexpr uint16_t kComment = 1;
inline constexpr uint16_t kSectionHardware = 2;
inline constexpr uint16_t kSectionOs = 3;
inline constexpr uint16_t kSectionApplication = 4;
inline constexpr uint16_t kInterfaceName = 2;
inline constexpr uint16_t kInterfaceDescriptionText = 3;
inline constexpr uint16_t kInterfaceSpeed = 8;
inline constexpr uint16_t kInterfaceResolution = 9;
inline constexpr uint16_t kInterfaceFilter = 11;
inline constexpr uint16_t kInterfaceOs = 12;
inline constexpr uint16_t kInterfaceOffset = 14;
inline constexpr uint16_t kPacketFlags = 2;
inline constexpr uint16_t kPacketDropCount = 4;
inline constexpr uint16_t kPacketId = 5;
inline constexpr uint16_t kPacketQueue = 6;
inline constexpr uint16_t kPacketVerdict = 7;
inline constexpr uint16_t kPacketProcessThread = 8;
inline constexpr uint16_t kStatisticsStart = 2;
inline constexpr uint16_t kStatisticsEnd = 3;
inline constexpr uint16_t kStatisticsReceived = 4;
inline constexpr uint16_t kStatisticsDropped = 5;
inline constexpr uint16_t kStatisticsAccepted = 6;
inline constexpr uint16_t kStatisticsOsDropped = 7;
inline constexpr uint16_t kStatisticsDelivered = 8;
inline constexpr uint16_t kCustomBinary = 2989;  // may be copied to other files

// The first octet of epb_verdict: a verdict of XDP in 64 bits follows.
inline constexpr uint8_t kVerdictXdp = 2;

// epb_flags
inline constexpr uint32_t kFlagInbound = 1;
inline constexpr uint32_t kFlagOutbound = 2;

constexpr size_t padded(size_t n) {
  return (n + 3) & ~size_t{3};
}

struct Option {
  uint16_t code = kEndOfOptions;
  std::span<const uint8_t> value;
};

/// Walks the options of a block: `while (options.next(option))`. Ends at opt_endofopt, at the end of the bytes, and at
/// an option that goes past it.
class Options {
 public:
  Options(std::span<const uint8_t> bytes, FileIntegers integers) : bytes_(bytes), integers_(integers) {}

  bool next(Option& option) {
    if (bytes_.size() < 4) return false;
    option.code = integers_.u16(bytes_, 0);
    const size_t size = integers_.u16(bytes_, 2);
    if (option.code == kEndOfOptions || size > bytes_.size() - 4) return false;
    option.value = bytes_.subspan(4, size);
    bytes_ = bytes_.subspan(std::min(bytes_.size(), 4 + padded(size)));
    return true;
  }

 private:
  std::span<const uint8_t> bytes_;
  FileIntegers integers_;
};

/// The options of a whole Enhanced Packet Block; none of any other block.
std::span<const uint8_t> packet_options(std::span<const uint8_t> block, FileIntegers integers);

}  // namespace trawl::ng
