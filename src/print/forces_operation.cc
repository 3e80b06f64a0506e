// ForCES operations on logical functional blocks: RFC 5810, section 7; the types: IANA's ForCES registry.
#include <algorithm>
#include <array>

#include "print/forces.h"

namespace trawl::forces {

namespace {

constexpr int kLfbColumn = 9;
constexpr int kOperationColumn = 10;

/// Value of an operation's TLV. RCOMMIT's answers are one TLV of any type; COMMIT and RTRCOMP say all by their type.
enum class Content : uint8_t { kPaths, kOneTlv, kUnknown, kNone };

struct Operation {
  uint16_t type;
  std::string_view name;
  std::array<uint8_t, 2> messages;  // those that may carry it; 0: none
  uint8_t encodings;                // of data in it
  Content content = Content::kPaths;
};
constexpr Operation kOperations[] = {
    {0x1, " Set", {kConfig}, kFullEncoding | kSparseEncoding},
    {0x2, " SetProp", {kConfig}, kFullEncoding | kSparseEncoding},
    {0x3, " SetResp", {kConfigResponse}, kResultEncoding},
    {0x4, " SetPropResp", {kConfigResponse}, kResultEncoding},
    {0x5, " Del", {kConfig}, 0},
    {0x6, " DelResp", {kConfigResponse}, kResultEncoding},
    {0x7, " Get", {kQuery}, 0},
    {0x8, " GetProp", {kQuery}, 0},
    {0x9, " GetResp", {kQueryResponse}, kFullEncoding | kSparseEncoding | kResultEncoding},
    {0xa, " GetPropResp", {kQueryResponse}, kFullEncoding | kResultEncoding},
    {0xb, " Report", {kAssociationSetup, kEventNotification}, kFullEncoding | kSparseEncoding},
    {0xc, " Commit", {kConfig}, 0, Content::kNone},
    {0xd, " RCommit", {kConfigResponse}, kResultEncoding, Content::kOneTlv},
    {0xe, " RTRCOMP", {kConfig}, 0, Content::kNone},
};

/// Types for private use may be in any message, and what they mean is not known.
constexpr uint16_t kFirstPrivate = 0x8000;
constexpr Operation kPrivate = {0, "Invalid OPTLV", {}, 0, Content::kUnknown};

/// The operation of that type, or null when a message of that type may not carry it.
const Operation* find_operation(uint16_t type, uint8_t message) {
  if (type >= kFirstPrivate) return &kPrivate;
  const auto* const found = std::ranges::find(kOperations, type, &Operation::type);
  if (found == std::end(kOperations) || std::ranges::find(found->messages, message) == found->messages.end())
    return nullptr;
  return found;
}

void print_undecoded(Printer& p, const Reader& r, int column) {
  if (p.verbose() < kShowTlvs) return;
  TextBuffer indent;
  indent.put('\n', Indent{column});
  p.put(Indent{column}, "Data[");
  put_data(p, indent.view(), r);
  p.put(indent.view(), "]\n");
}

void print_one_tlv(Printer& p, Reader r, uint8_t selector) {
  const Tlv tlv(r);
  const std::string_view name = find_name(kTlvTypes, tlv.type);
  p.put("genoptlvprint - ");
  if (tlv.type == 0)
    p.put("Invalid TLV");
  else
    p.put(named(kTlvTypes, tlv.type, "#"));
  p.put(" TLV type 0x", hex(tlv.type), " len ", tlv.length, '\n');
  const auto value = take_value(r, tlv);
  if (!value) return p.put("\t\t\tInvalid ForCES TLV type=", hex(tlv.type));
  if (name.empty()) return p.put("#0 TLV type 0x", hex(tlv.type), " len ", tlv.length, '\n');
  if (p.verbose() >= kShowTlvs)
    p.put(Indent{kPathColumn}, name, ", length ", tlv.length, " (data length ", value->length(), " Bytes)");
  print_path(p, *value, selector, kPathColumn + 1);
}

void print_operation(Printer& p, const Operation& operation, const Tlv& tlv, Reader r) {
  constexpr size_t kLeast = 8;
  const auto put_name = [&] {
    p.put("Oper TLV ", operation.name, "(0x", hex(tlv.type), ") length ", tlv.length, '\n');
  };
  if (p.verbose() >= kShowTlvs) {
    p.put(Indent{kOperationColumn});
    put_name();
  }
  if (r.length() < kLeast) {
    p.put("\t\t");
    put_name();
    p.put("\t\tTruncated data size ", r.length(), " minimum required ", kLeast, '\n');
    print_undecoded(p, r, kLfbColumn);
  } else if (operation.content == Content::kPaths) {
    print_paths(p, r, operation.encodings, kPathColumn);
  } else if (operation.content == Content::kOneTlv) {
    print_one_tlv(p, r, operation.encodings);
  } else if (operation.content == Content::kUnknown) {
    print_undecoded(p, r, kOperationColumn);
  }
}

void put_lfb(Printer& p, uint32_t lfb_class, uint32_t instance) {
  constexpr ValueName kClasses[] = {{0, "Invalid TLV"}, {1, "FEObj LFB"}, {2, "FEProtoObj LFB"}};
  const std::string_view name = find_name(kClasses, lfb_class);
  p.put('\n', Indent{kLfbColumn}, name);
  if (name.empty()) p.put('#', static_cast<int32_t>(lfb_class));
  p.put("(Classid ", hex(lfb_class), ") instance ", hex(instance), '\n');
}

}  // namespace

bool print_lfb_select(Printer& p, Reader r, uint8_t message) {
  // Each is dumped with all that follows it: many small ones would print gigabytes.
  constexpr int kMostUndecoded = 64;
  constexpr size_t kLeast = 8 + kTlvHeader;
  if (r.length() <= kLeast) {
    p.put("\n\t\ttruncated lfb selector: ", kLeast - r.length(), " bytes missing! ");
    return false;
  }
  const uint32_t lfb_class = r.u32();
  const uint32_t instance = r.u32();
  if (p.verbose() >= kShowTlvs) put_lfb(p, lfb_class, instance);
  int undecoded = 0;
  while (r.length() > 0) {
    const Reader rest = r;
    const Tlv tlv(r);
    const auto value = take_value(r, tlv);
    if (!value) break;
    if (const Operation* const operation = find_operation(tlv.type, message)) {
      print_operation(p, *operation, tlv, *value);
    } else {
      if (p.verbose() < kShowTlvs) p.put('\n');
      p.put("\t\tINValid oper-TLV type 0x", hex(tlv.type), " length ", tlv.length, " for this ForCES message\n");
      if (++undecoded <= kMostUndecoded) print_undecoded(p, rest, kLfbColumn);
    }
  }
  return check_excess(p, r, "oper");
}

}  // namespace trawl::forces
