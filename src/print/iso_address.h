// Addresses and protocol numbers of ISO's network layer: ISO 8348 (NSAP), ISO/IEC TR 9577 (NLPID), ISO 10589.
#pragma once

#include <cstdint>
#include <span>

#include "print/util.h"

namespace trawl {

/// A network service access point as "49.0001.1111": the first byte, then pairs.
struct NsapText {
  std::span<const uint8_t> bytes;
};
constexpr NsapText nsap_text(std::span<const uint8_t> bytes) {
  return {bytes};
}
void append(TextBuffer& out, NsapText a);

/// IS-IS's identifiers: a system's (6 bytes) "1111.2222.3333", a node's with ".00" (7), an LSP's with ".00-00" (8).
struct IsisId {
  std::span<const uint8_t> bytes;
};
constexpr IsisId isis_id(std::span<const uint8_t> bytes) {
  return {bytes};
}
void append(TextBuffer& out, IsisId id);

/// What CLNP and ES-IS print of a PDU whose length indicator leaves no room for the fixed header.
void put_short_pdu(Printer& p, uint8_t length_indicator, const Reader& pdu);

inline constexpr ValueName kNlpids[] = {
    {0x00, "NULL"},   {0x08, "Q.933"}, {0x09, "LMI"},  {0x80, "SNAP"},      {0x81, "CLNP"},
    {0x82, "ES-IS"},  {0x83, "IS-IS"}, {0x84, "CONS"}, {0x85, "IDRP"},      {0xc1, "ISIS_SPB"},
    {0xb1, "FRF.15"}, {0xcc, "IPv4"},  {0xcf, "PPP"},  {0x8a, "X25 ES-IS"}, {0x8e, "IPv6"},
};

}  // namespace trawl
