// ForCES, forwarding and control element separation: RFC 5810 (messages), RFC 5811 (over SCTP), RFC 5812 (LFBs).
#include "print/forces.h"

#include <algorithm>

#include "print/protocols.h"

namespace trawl {

namespace forces {

std::string_view length_error(size_t length, size_t left, size_t header) {
  if (left < header) return "Invalid total length";
  if (length < header) return "xLV too short";
  if (length > left) return "xLV too long";
  if (padded(length) > left) return "data padding missing";
  return {};
}

std::optional<Reader> take_value(Reader& r, const Tlv& tlv) {
  if (!length_error(tlv.length, r.length(), kTlvHeader).empty()) return std::nullopt;
  const Reader value = r.after(kTlvHeader).with_length(tlv.length - kTlvHeader);
  r.skip(padded(tlv.length));
  return value;
}

bool check_excess(Printer& p, Reader& r, std::string_view what) {
  if (r.length() == 0) return true;
  const Tlv tlv(r);
  const auto excess = static_cast<uint32_t>(r.length() - tlv.length);
  p.put("\n\t\tMessy ", what, " TLV header, type (0x", hex(tlv.type), ")\n\t\texcess of ", excess, " Bytes ");
  return false;
}

void put_data(Printer& p, std::string_view indent, Reader r) {
  put_hex_lines(p.text, indent, r.rest().first(std::min(r.length(), r.captured())));
  r.need(r.length());
}

}  // namespace forces

namespace {

using namespace forces;

constexpr size_t kHeader = 24;

/// The verbosity that shows a message's bytes again.
constexpr int kShowRaw = 4;

bool print_setup_result(Printer& p, Reader r, uint8_t /*message*/) {
  constexpr ValueName kResults[] = {{0, "Success "}, {1, "FE ID invalid "}, {2, "permission denied "}, {3, "Unknown "}};
  if (r.length() != 4) {
    p.put("illegal ASRresult-TLV: ", r.length(), " bytes!\n");
    return false;
  }
  const uint32_t result = r.u32();
  const std::string_view name = find_name(kResults, result);
  if (name.empty()) {
    p.put("illegal ASRresult result code: ", result, "!\n");
    return false;
  }
  if (p.verbose() >= kShowTlvs) p.put("\n         ", name, '(', hex(result), ")\n         ");
  return true;
}

bool print_teardown_reason(Printer& p, Reader r, uint8_t /*message*/) {
  constexpr ValueName kReasons[] = {
      {0, "Normal Teardown"}, {1, "Loss of Heartbeats"}, {2, "Out of bandwidth"},
      {3, "Out of Memory"},   {4, "Application Crash"},
  };
  constexpr uint32_t kLastReason = 0xff;
  if (r.length() != 4) {
    p.put("illegal ASTresult-TLV: ", r.length(), " bytes!\n");
    return false;
  }
  const uint32_t reason = r.u32();
  if (reason > kLastReason) {
    p.put("illegal ASTresult result code: ", reason, "!\n");
    return false;
  }
  if (p.verbose() < kShowTlvs) return true;
  p.put("Teardown reason:\n         ", name_or(kReasons, reason, "Unknown Teardown reason"));
  p.put('(', hex(reason), ")\n         ");
  return true;
}

void print_metadata(Printer& p, Reader r) {
  p.put("\n           METADATA length ", r.length(), '\n');
  while (r.length() >= kIlvHeader) {
    const uint32_t id = r.u32_at(0);
    const uint32_t length = r.u32_at(4);
    if (!length_error(length, r.length(), kIlvHeader).empty()) return;
    p.put("           MetaID 0x", hex(id), " length ", length, '\n');
    if (p.verbose() >= kShowTlvs) {
      put_data(p, "\t\t[", r.after(kIlvHeader).with_length(length - kIlvHeader));
      p.put(" ]\n");
    }
    r.skip(padded(length));
  }
}

void print_redirect_data(Printer& p, Reader r) {
  p.put("\n           Redirect Data length ", r.length(), '\n');
  if (p.verbose() < kShowTlvs) return;
  p.put("\t\t[");
  put_data(p, "\n\t\t", r);
  p.put("\n\t\t]");
}

/// A packet that one element hands to another, and what is known of it.
bool print_redirect(Printer& p, Reader r, uint8_t /*message*/) {
  constexpr size_t kLeast = 2 * kTlvHeader;
  if (r.length() <= kLeast) {
    p.put("\n\t\ttruncated Redirect TLV: ", kLeast - r.length(), " bytes missing! ");
    return false;
  }
  while (r.length() > 0) {
    const Tlv tlv(r);
    const auto value = take_value(r, tlv);
    if (!value) {
      p.put("Bad Redirect data\n");
      break;
    }
    if (tlv.type == kMetadata)
      print_metadata(p, *value);
    else if (tlv.type == kRedirectData)
      print_redirect_data(p, *value);
    else
      p.put("Unknown REDIRECT TLV 0x", hex(tlv.type), " len ", tlv.length, '\n');
  }
  return check_excess(p, r, "Redirect");
}

/// What a type of message carries: at least one TLV unless `may_be_empty`, at most `most`, all printed by `print`.
struct Message {
  uint8_t type;
  std::string_view name;
  bool may_be_empty;
  size_t most;
  bool (*print)(Printer& p, Reader value, uint8_t message);
};
constexpr Message kMessages[] = {
    {kAssociationSetup, "Association Setup", true, 2, print_lfb_select},
    {kAssociationTeardown, "Association TearDown", false, 1, print_teardown_reason},
    {kConfig, "Config", false, SIZE_MAX, print_lfb_select},
    {kQuery, "Query", false, SIZE_MAX, print_lfb_select},
    {kEventNotification, "Event Notification", false, 1, print_lfb_select},
    {kPacketRedirect, "Packet Redirect", false, SIZE_MAX, print_redirect},
    {kHeartbeat, "HeartBeat", true, 0, nullptr},
    {kAssociationResponse, "Association Response", false, 1, print_setup_result},
    {kConfigResponse, "Config Response", false, SIZE_MAX, print_lfb_select},
    {kQueryResponse, "Query Response", false, SIZE_MAX, print_lfb_select},
};
/// Reserved as others are, but tcpdump's words for it are its own.
constexpr uint8_t kUnknownType = 0x12;

/// An element's kind by its id (RFC 5810, section 6.1).
std::string_view element_kind(uint32_t id) {
  constexpr ValueName kBroadcasts[] = {
      {0xffffffff, "AllBroadcast"}, {0xfffffffe, "AllFEsBroadcast"}, {0xfffffffd, "AllCEsBroadcast"}};
  constexpr uint32_t kLastMulticast = 0xffffffef;
  const std::string_view broadcast = find_name(kBroadcasts, id);
  if (!broadcast.empty()) return broadcast;
  switch (id >> 30) {
    case 0:
      return "FE";
    case 1:
      return "CE";
    case 3:
      return id <= kLastMulticast ? "AllMulticast" : "ForCESreserved";
    default:
      return "ForCESreserved";
  }
}

void put_flags(Printer& p, uint32_t flags) {
  constexpr ValueName kAcknowledge[] = {{0, "NoACK"}, {1, "SuccessACK"}, {2, "FailureACK"}, {3, "AlwaysACK"}};
  constexpr ValueName kExecution[] = {
      {0, "EMReserved"}, {1, "execute-all-or-none"}, {2, "execute-until-failure"}, {3, "continue-execute-on-failure"}};
  constexpr ValueName kAtomic[] = {{0, "Standalone"}, {1, "2PCtransaction"}};
  constexpr ValueName kPhase[] = {
      {0, "StartofTransaction"}, {1, "MiddleofTransaction"}, {2, "EndofTransaction"}, {3, "abort"}};
  const auto put_field = [&](NameTable names, uint32_t value) {
    p.put(find_name(names, value), "(0x", hex(value), ')');
  };
  p.put("\n\tForCES flags:\n\t  ");
  put_field(kAcknowledge, flags >> 30);
  p.put(", prio=", (flags >> 27) & 7, ", ");
  put_field(kExecution, (flags >> 22) & 3);
  p.put(",\n\t  ");
  put_field(kAtomic, (flags >> 21) & 1);
  p.put(", ");
  put_field(kPhase, (flags >> 19) & 3);
  p.put("\n\t  Extra flags: rsv(b5-7) 0x", hex((flags >> 24) & 7), " rsv(b13-31) 0x", hex(flags & 0x7ffff), '\n');
}

/// The header, `r` before it, of which all is there.
void print_header(Printer& p, Reader r) {
  if (p.verbose() < 1) return;
  const int version = r.u8() >> 4;
  r.skip(1);
  const unsigned length = r.u16() * 4U;
  const uint32_t source = r.u32();
  const uint32_t destination = r.u32();
  const uint64_t correlator = r.u64();
  const uint32_t flags = r.u32();
  p.put("\n\tForCES Version ", version, " len ", length, "B flags 0x", hex(flags, 8), ' ');
  p.put("\n\tSrcID 0x", hex(source), '(', element_kind(source), ") DstID 0x", hex(destination), '(');
  p.put(element_kind(destination), ") Correlator 0x", hex(correlator));
  if (p.verbose() >= 2) put_flags(p, flags);
}

/// One TLV of a message, `r` moving behind it. False when nothing can follow.
bool print_message_tlv(Printer& p, Reader& r, const Message& message) {
  const Tlv tlv(r);
  const size_t left = r.length();
  const auto value = take_value(r, tlv);
  if (!value) {
    p.put("\tMess TopTLV header: min ", kTlvHeader, ", total ", left, " advertised ", tlv.length, ' ');
    return false;
  }
  const std::string_view name = find_name(kTlvTypes, tlv.type);
  if (name.empty()) {
    p.put("\n\tInvalid ForCES Top TLV type=0x", hex(tlv.type));
    return false;
  }
  if (p.verbose() >= kShowTlvs)
    p.put('\t', name, ", length ", tlv.length, " (data length ", tlv.length - kTlvHeader, " Bytes)");
  return message.print(p, *value, message.type);
}

bool print_body(Printer& p, Reader r, const Message& message) {
  if (r.length() <= kTlvHeader) {
    if (!message.may_be_empty) p.put("\tTop level TLV Data missing!\n");
    return message.may_be_empty;
  }
  if (message.print == nullptr) {
    p.put("<0x1>Illegal Top level TLV!\n");
    return false;
  }
  for (size_t i = 0; i < message.most && r.length() > 0; i++) {
    if (!print_message_tlv(p, r, message) || p.stopped()) return false;
  }
  if (r.length() == 0) return true;
  p.put("\tMess TopTLV header: min ", kTlvHeader, ", total ", r.length(), " advertised ", Tlv(r).length, ' ');
  return false;
}

/// False when the message is malformed.
bool print_message(Printer& p, Reader r, uint8_t type) {
  const auto* const message = std::ranges::find(kMessages, type, &Message::type);
  if (message == std::end(kMessages)) {
    if (type == kUnknownType)
      p.put("\n\tUnknown ForCES message type=0x", hex(type));
    else
      p.put("Invalid ForCES message type ", type, '\n');
    return false;
  }
  p.put("\n\tForCES ", message->name, ' ');
  const size_t length = r.u16_at(2) * size_t{4};
  if (length != r.length() || length < kHeader) {
    p.put("Illegal ForCES pkt len - min ", kHeader, ", total recvd ", r.length(), ", advertised ", length, ' ');
    return false;
  }
  print_header(p, r);
  return print_body(p, r.after(kHeader), *message);
}

}  // namespace

void print_forces(Printer& p, Reader r) {
  p.protocol = "forces";
  if (!r.has(kHeader)) return p.truncated();
  const bool well_formed = print_message(p, r, r.u8_at(1));
  if (!well_formed) {
    put_data(p, "\n\t[", r);
    p.put("\n\t]");
  } else if (p.verbose() >= kShowRaw) {
    p.put("\n\t  Raw ForCES message\n\t [");
    put_data(p, "\n\t ", r);
    p.put("\n\t ]");
  }
}

}  // namespace trawl
