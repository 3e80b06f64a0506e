#include "pcap/ng_writer.h"

#include <algorithm>
#include <array>
#include <string>

#include "pcap/ng_blocks.h"

namespace trawl {

namespace {

constexpr uint64_t kNano = 1000000000;
constexpr size_t kMaxOption = 65535;

uint64_t in_nanoseconds(const Timestamp& time) {
  return static_cast<uint64_t>(time.seconds) * kNano + time.nanoseconds;
}

void put_time(Encoder& out, const Timestamp& time) {
  const uint64_t units = in_nanoseconds(time);
  out.put(static_cast<uint32_t>(units >> 32));
  out.put(static_cast<uint32_t>(units));
}

template <class T>
std::array<uint8_t, sizeof(T)> bytes_of(T value) {
  std::array<uint8_t, sizeof(T)> bytes;
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

void put_text_option(Encoder& out, uint16_t code, std::string_view text) {
  if (!text.empty()) put_option(out, code, text);
}

void put_end_of_options(Encoder& out) {
  out.put(uint32_t{0});
}

void put_time_option(Encoder& out, uint16_t code, const Timestamp& time) {
  Encoder value;
  put_time(value, time);
  put_option(out, code, value.bytes());
}

}  // namespace

void put_option(Encoder& out, uint16_t code, std::span<const uint8_t> value) {
  value = value.first(std::min(value.size(), kMaxOption));
  out.put(code);
  out.put(static_cast<uint16_t>(value.size()));
  out.put(value);
  out.pad();
}

void put_option(Encoder& out, uint16_t code, std::string_view text) {
  if (text.size() > kMaxOption) {
    // Cut between characters: the text of an option is UTF-8.
    size_t end = kMaxOption;
    while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xc0) == 0x80) end--;
    text = text.substr(0, end);
  }
  put_option(out, code, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

void put_direction(Encoder& out, Direction direction) {
  if (direction == Direction::kUnknown) return;
  const uint32_t flags = direction == Direction::kIn ? ng::kFlagInbound : ng::kFlagOutbound;
  put_option(out, ng::kPacketFlags, bytes_of(flags));
}

size_t NgBlocks::begin(uint32_t type) {
  const size_t start = out_.size();
  out_.put(type);
  out_.put(uint32_t{0});
  return start;
}

void NgBlocks::end(size_t start) {
  const auto size = static_cast<uint32_t>(out_.size() + 4 - start);
  out_.put(size);
  out_.put_at(start + 4, size);
}

void NgBlocks::section_header(const Section& section) {
  const size_t start = begin(ng::kSectionHeader);
  out_.put(ng::kByteOrderMagic);
  out_.put(uint16_t{1});
  out_.put(uint16_t{0});
  out_.put(int64_t{-1});  // the section's length is not known yet
  put_text_option(out_, ng::kSectionHardware, section.hardware);
  put_text_option(out_, ng::kSectionOs, section.os);
  put_text_option(out_, ng::kSectionApplication, section.application);
  put_end_of_options(out_);
  end(start);
}

void NgBlocks::interface_description(const Interface& interface, std::string_view os) {
  const size_t start = begin(ng::kInterfaceDescription);
  out_.put(static_cast<uint16_t>(interface.link_type));
  out_.put(uint16_t{0});
  out_.put(interface.snaplen);
  put_text_option(out_, ng::kInterfaceName,
                  interface.netns.empty() ? interface.name : interface.name + '@' + interface.netns);
  put_text_option(out_, ng::kInterfaceDescriptionText, interface.description);
  if (interface.speed != 0) put_option(out_, ng::kInterfaceSpeed, bytes_of(interface.speed));
  put_option(out_, ng::kInterfaceResolution, std::array<uint8_t, 1>{9});
  if (!interface.filter.empty()) put_option(out_, ng::kInterfaceFilter, std::string(1, '\0') + interface.filter);
  put_text_option(out_, ng::kInterfaceOs, os);
  put_end_of_options(out_);
  end(start);
}

void NgBlocks::enhanced_packet(const Packet& packet, uint32_t interface, std::span<const uint8_t> options) {
  const size_t start = begin(ng::kEnhancedPacket);
  out_.put(interface);
  put_time(out_, packet.time);
  out_.put(static_cast<uint32_t>(packet.data.size()));
  out_.put(packet.length);
  out_.put(packet.data);
  out_.pad();
  if (!options.empty()) {
    out_.put(options);
    put_end_of_options(out_);
  }
  end(start);
}

void NgBlocks::tls_secrets(std::string_view key_log) {
  constexpr uint32_t kTlsKeyLog = 0x544c534b;
  const size_t start = begin(ng::kDecryptionSecrets);
  out_.put(kTlsKeyLog);
  out_.put(static_cast<uint32_t>(key_log.size()));
  out_.put(key_log);
  out_.pad();
  end(start);
}

void NgBlocks::interface_statistics(const Statistics& statistics) {
  const size_t start = begin(ng::kInterfaceStatistics);
  out_.put(statistics.interface);
  put_time(out_, statistics.end);
  put_time_option(out_, ng::kStatisticsStart, statistics.start);
  put_time_option(out_, ng::kStatisticsEnd, statistics.end);
  if (statistics.drops_known) {
    put_option(out_, ng::kStatisticsReceived, bytes_of(statistics.received));
    put_option(out_, ng::kStatisticsDropped, bytes_of(statistics.dropped));
  }
  put_option(out_, ng::kStatisticsDelivered, bytes_of(statistics.delivered));
  put_end_of_options(out_);
  end(start);
}

}  // namespace trawl
