// Builds pcapng blocks (draft-ietf-opsawg-pcapng) in this machine's byte order, one after the other.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "packet/interface.h"
#include "packet/packet.h"
#include "pcap/encoder.h"

namespace trawl {

class NgBlocks {
 public:
  struct Section {
    std::string_view hardware;
    std::string_view os;
    std::string_view application;
  };
  struct Statistics {
    uint32_t interface = 0;  // number within the section
    Timestamp start;
    Timestamp end;
    uint64_t delivered = 0;
    bool drops_known = false;
    uint64_t received = 0;
    uint64_t dropped = 0;
  };

  void section_header(const Section& section);
  /// Time stamps of its packets count nanoseconds.
  void interface_description(const Interface& interface, std::string_view os);
  /// `options` is what Options made, without the end mark.
  void enhanced_packet(const Packet& packet, uint32_t interface, std::span<const uint8_t> options);
  void interface_statistics(const Statistics& statistics);
  /// TLS secrets in NSS's key log format.
  void tls_secrets(std::string_view key_log);

  std::span<const uint8_t> bytes() const { return out_.bytes(); }
  void clear() { out_.clear(); }

 private:
  size_t begin(uint32_t type);
  void end(size_t start);

  Encoder out_;
};

/// Appends one option: code, length, value, padding. A value longer than an option can be is cut.
void put_option(Encoder& out, uint16_t code, std::span<const uint8_t> value);
void put_option(Encoder& out, uint16_t code, std::string_view text);
/// epb_flags, if the direction is known.
void put_direction(Encoder& out, Direction direction);

}  // namespace trawl
