// The parts of ISAKMP's printer: isakmp.cc walks the payloads, isakmp1.cc and isakmp2.cc print each version's.
#pragma once

#include <string_view>

#include "print/printer.h"
#include "print/util.h"

namespace trawl {

struct IsakmpContext {
  int phase = 1;
  uint32_t protocol = 0;  // of the proposal around a transform
  int depth = 0;
  int version = 1;
  int number = 0;          // of the payload in its chain, from 1
  bool initiator = false;  // of the IKEv2 header's flags
  std::span<const uint8_t> initiator_cookie;
  std::span<const uint8_t> responder_cookie;
};

/// A payload's name, or its number after a '#'.
Named isakmp_payload_name(uint8_t type);
Named isakmp_protocol_name(uint8_t protocol);
Named isakmp_group_name(uint32_t group);
std::string_view esp_transform_name(uint32_t id);
std::string_view isakmp_group_text(uint32_t group);

/// The chain of payloads at `r` that begins with one of `type`; `r` moves behind it. False when it is broken off.
bool print_isakmp_payloads(Printer& p, Reader& r, uint8_t type, IsakmpContext context);

/// The start of a payload's line, indented by its depth, up to its parenthesis.
void put_isakmp_line(Printer& p, int depth);

/// One payload: `r` starts at its generic header (RFC 2408, section 3.2), whose length is r.length(). Moves behind the
/// payload. False when it is broken off.
bool print_ikev1_payload(Printer& p, Reader& r, uint8_t type, const IsakmpContext& context);
bool print_ikev2_payload(Printer& p, Reader& r, uint8_t type, const IsakmpContext& context);

/// One attribute (RFC 2408, section 3.3) of a transform, `type` and `value` names from `map`. `r` moves behind it or,
/// where it does not fit, behind the layer.
struct IsakmpAttribute {
  uint32_t type;
  std::string_view name;
  NameTable values;
};
using IsakmpAttributes = std::span<const IsakmpAttribute>;
void print_isakmp_attribute(Printer& p, Reader& r, IsakmpAttributes map);

/// Data as hexadecimal in parentheses, to the end of the packet, whatever the payload's length: all of it or, when it
/// is long, its ends.
void put_isakmp_data(Printer& p, const Reader& r, bool all);
/// The same, always with the mark between the ends.
void put_isakmp_ends(Printer& p, const Reader& r);

/// A security parameter index of `n` bytes, where there is one. False when it is cut short.
bool put_isakmp_spi(Printer& p, Reader& r, size_t n);

/// The mark of a payload that is cut short, which does not end those around it. Always false.
bool isakmp_truncated(Printer& p, uint8_t type);

}  // namespace trawl
