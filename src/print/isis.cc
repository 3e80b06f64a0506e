// IS-IS: ISO 10589, RFC 1195. The PDUs' headers; see isis_tlv.cc for what follows them.
#include "print/isis.h"

#include <algorithm>

#include "print/iso_checksum.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Pdu : uint8_t {
  kLan1Hello = 15,
  kLan2Hello = 16,
  kPointToPointHello = 17,
  kLsp1 = 18,
  kLsp2 = 20,
  kCsnp1 = 24,
  kCsnp2 = 25,
  kPsnp1 = 26,
  kPsnp2 = 27,
};
constexpr ValueName kPdus[] = {
    {kLan1Hello, "L1 Lan IIH"}, {kLan2Hello, "L2 Lan IIH"}, {kPointToPointHello, "p2p IIH"},
    {kLsp1, "L1 LSP"},          {kLsp2, "L2 LSP"},          {kCsnp1, "L1 CSNP"},
    {kCsnp2, "L2 CSNP"},        {kPsnp1, "L1 PSNP"},        {kPsnp2, "L2 PSNP"},
};

constexpr ValueName kCircuitTypes[] = {{1, "Level 1 only"}, {2, "Level 2 only"}, {3, "Level 1, Level 2"}};
constexpr ValueName kSystemTypes[] = {
    {0, "Unused 0x0 (invalid)"}, {1, "L1 IS"}, {2, "Unused 0x2 (invalid)"}, {3, "L2 IS"}};

constexpr size_t kCommonLength = 8;
constexpr uint8_t kVersion = 1;
constexpr uint8_t kSystemIdLength = 6;

struct Header {
  uint8_t length;
  uint8_t version;
  uint8_t id_length;
  uint8_t type;
  uint8_t pdu_version;
  uint8_t max_area;
};

Header read_header(Reader& r) {
  Header h{};
  r.skip(1);
  h.length = r.u8();
  h.version = r.u8();
  h.id_length = r.u8();
  h.type = r.u8();
  h.pdu_version = r.u8();
  r.skip(1);
  h.max_area = r.u8();
  return h;
}

/// Says what is wrong with a header that cannot be printed; returns whether it can.
bool check_header(Printer& p, const Header& h, size_t length) {
  if (h.version != kVersion) {
    p.put("version ", h.version, " packet not supported");
  } else if (h.id_length != kSystemIdLength && h.id_length != 0) {
    p.put("system ID length of ", h.id_length, " is not supported");
  } else if (h.pdu_version != kVersion) {
    p.put("version ", h.pdu_version, " packet not supported");
  } else if (length < h.length) {
    p.put("fixed header length ", h.length, " > packet length ", length);
  } else if (h.length < kCommonLength) {
    p.put("fixed header length ", h.length, " < minimum header size ", kCommonLength);
  } else if (h.max_area == 255) {
    p.put("bad packet -- 255 areas");
  } else {
    return true;
  }
  return false;
}

void print_common_header(Printer& p, const Header& h, const Reader& pdu, std::string_view separator) {
  constexpr unsigned kDefaultAreas = 3;
  p.put(separator, "length ", pdu.length(), "\n\t", named(kPdus, h.type, "unknown, type "), ", hlen: ", h.length,
        ", v: ", h.version, ", pdu-v: ", h.pdu_version, ", sys-id-len: ", kSystemIdLength, " (", h.id_length,
        "), max-area: ", h.max_area == 0 ? kDefaultAreas : h.max_area, " (", h.max_area, ')');
  if (p.verbose() > 1) put_unknown(p, "\n\t", pdu, kCommonLength);
}

/// What follows the common header of one PDU type; returns the PDU's length from its own header.
uint16_t print_lan_hello(Printer& p, Reader r) {
  const uint8_t circuit = r.u8();
  const auto source = r.bytes(6);
  const uint16_t holding_time = r.u16();
  const uint16_t pdu_length = r.u16();
  const uint8_t priority = r.u8();  // and a reserved bit
  const auto lan = r.bytes(7);
  if (p.verbose() == 0) {
    p.put(", src-id ", isis_id(source), ", lan-id ", isis_id(lan), ", prio ", priority);
    return 0;
  }
  p.put("\n\t  source-id: ", isis_id(source), ",  holding time: ", holding_time, "s, Flags: [",
        named_hex(kCircuitTypes, circuit, "unknown circuit type 0x", "", 2), "]\n\t  lan-id:    ", isis_id(lan),
        ", Priority: ", priority & 0x7f, ", PDU length: ", pdu_length);
  return pdu_length;
}

uint16_t print_point_to_point_hello(Printer& p, Reader r) {
  const uint8_t circuit = r.u8();
  const auto source = r.bytes(6);
  const uint16_t holding_time = r.u16();
  const uint16_t pdu_length = r.u16();
  const uint8_t circuit_id = r.u8();
  if (p.verbose() == 0) {
    p.put(", src-id ", isis_id(source));
    return 0;
  }
  p.put("\n\t  source-id: ", isis_id(source), ", holding time: ", holding_time, "s, Flags: [",
        named_hex(kCircuitTypes, circuit, "unknown circuit type 0x", "", 2), "]\n\t  circuit-id: 0x",
        hex(circuit_id, 2), ", PDU length: ", pdu_length);
  return pdu_length;
}

void put_lsp_flags(Printer& p, uint8_t flags) {
  constexpr uint8_t kAttached = 0x78;
  constexpr ValueName kAttachedMetrics[] = {{0x08, "default "}, {0x10, "delay "}, {0x20, "expense "}, {0x40, "error "}};
  p.put((flags & 0x04) != 0 ? "Overload bit set, " : "");
  if ((flags & kAttached) != 0) {
    p.put(flag_names(kAttachedMetrics, flags, "", ""));
    p.put("ATT bit set, ");
  }
  p.put((flags & 0x80) != 0 ? "P bit set, " : "", named_hex(kSystemTypes, flags & 3, "Unknown(0x", ")"));
}

uint16_t print_lsp(Printer& p, Reader r, const Reader& pdu) {
  constexpr size_t kUncovered = 12;  // bytes of the PDU in front of what its checksum covers
  constexpr size_t kChecksumOffset = 12;
  const uint16_t pdu_length = r.u16();
  const uint16_t lifetime = r.u16();
  const auto id = r.bytes(8);
  const uint32_t sequence = r.u32();
  const uint16_t checksum = r.u16();
  const uint8_t flags = r.u8();
  if (p.verbose() == 0) {
    p.put(", lsp-id ", isis_id(id), ", seq 0x", hex(sequence, 8), ", lifetime ", pad_left(lifetime, 5), 's');
    return 0;
  }
  p.put("\n\t  lsp-id: ", isis_id(id), ", seq: 0x", hex(sequence, 8), ", lifetime: ", pad_left(lifetime, 5),
        "s\n\t  chksum: 0x", hex(checksum, 4));
  const size_t length = pdu_length < pdu.length() ? pdu_length : pdu.length();
  put_iso_checksum_verdict(p, pdu.after(kUncovered), length > kUncovered ? length - kUncovered : 0, checksum,
                           kChecksumOffset);
  p.put(", PDU length: ", pdu_length, ", Flags: [ ");
  put_lsp_flags(p, flags);
  p.put(" ]");
  return pdu_length;
}

uint16_t print_sequence_numbers(Printer& p, Reader r, bool complete) {
  const uint16_t pdu_length = r.u16();
  const auto source = r.bytes(7);
  if (p.verbose() == 0) {
    p.put(", src-id ", isis_id(source));
    return 0;
  }
  p.put("\n\t  source-id:    ", isis_id(source), ", PDU length: ", pdu_length);
  if (complete) {
    const auto first = r.bytes(8);
    p.put("\n\t  start lsp-id: ", isis_id(first));
    const auto last = r.bytes(8);
    p.put("\n\t  end lsp-id:   ", isis_id(last));
  }
  return pdu_length;
}

/// Length of what follows the common header; 0 for an unknown type.
size_t own_header_length(uint8_t type) {
  switch (type) {
    case kLan1Hello:
    case kLan2Hello:
      return 19;
    case kPointToPointHello:
      return 12;
    case kLsp1:
    case kLsp2:
      return 19;
    case kCsnp1:
    case kCsnp2:
      return 25;
    case kPsnp1:
    case kPsnp2:
      return 9;
    default:
      return 0;
  }
}

uint16_t print_own_header(Printer& p, Reader r, uint8_t type, const Reader& pdu) {
  switch (type) {
    case kLan1Hello:
    case kLan2Hello:
      return print_lan_hello(p, r);
    case kPointToPointHello:
      return print_point_to_point_hello(p, r);
    case kLsp1:
    case kLsp2:
      return print_lsp(p, r, pdu);
    default:
      return print_sequence_numbers(p, r, type == kCsnp1 || type == kCsnp2);
  }
}

}  // namespace

void print_isis(Printer& p, Reader r) {
  p.protocol = "isis";
  const Reader pdu = r;
  const size_t length = r.length();
  if (length < kCommonLength) return p.truncated();
  if (!r.need(kCommonLength)) return;
  const std::string_view separator = p.options.link_header ? "" : ", ";
  const Header h = read_header(r);
  if (!p.options.link_header) p.put("IS-IS");
  if (!check_header(p, h, length)) return put_unknown(p, "\n\t", pdu, length);
  if (p.verbose() == 0) {
    p.put(separator, named(kPdus, h.type, "unknown PDU-Type "));
  } else {
    print_common_header(p, h, pdu, separator);
  }
  const size_t own_length = own_header_length(h.type);
  if (own_length == 0) {
    if (p.verbose() == 0) return p.put(", length ", length);
    put_unknown(p, "\n\t  ", r, length);
    return put_unknown(p, "\n\t", pdu, length);
  }
  if (h.length != kCommonLength + own_length) {
    const bool psnp = h.type == kPsnp1 || h.type == kPsnp2;
    const bool lsp = h.type == kLsp1 || h.type == kLsp2;  // what it should be is told without the common header
    p.put(psnp ? "- " : ", ", "bogus fixed header length ", h.length, " should be ",
          lsp ? own_length : kCommonLength + own_length);
    return put_unknown(p, "\n\t", pdu, length);
  }
  r.need(own_length);
  const size_t pdu_length = print_own_header(p, r, h.type, pdu);
  if (p.verbose() == 0) return p.put(", length ", length);
  if (p.verbose() > 1) put_unknown(p, "\n\t  ", r, own_length);
  if (pdu_length < h.length) {
    p.put(" [packet length ", pdu_length, " < ", h.length, ']');
    return p.invalid();
  }
  r.skip(own_length);
  isis::print_tlvs(p, r.with_length(std::min(pdu_length, length) - h.length), pdu);
}

}  // namespace trawl
