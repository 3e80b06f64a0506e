// ForCES (RFC 5810): what the message and the operations on logical functional blocks (LFBs) share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "print/printer.h"
#include "print/util.h"

namespace trawl::forces {

enum MessageType : uint8_t {
  kAssociationSetup = 1,
  kAssociationTeardown,
  kConfig,
  kQuery,
  kEventNotification,
  kPacketRedirect,
  kHeartbeat = 0xf,
  kAssociationResponse = 0x11,
  kConfigResponse = 0x13,
  kQueryResponse,
};

enum TlvType : uint16_t {
  kRedirect = 0x1,
  kAssociationResult = 0x10,
  kTeardownReason = 0x11,
  kPathData = 0x110,
  kKeyInfo,
  kFullData,
  kSparseData,
  kResult,
  kMetadata,
  kRedirectData,
  kLfbSelect = 0x1000,
};
constexpr ValueName kTlvTypes[] = {
    {kRedirect, "REDIRECT TLV"},        {kAssociationResult, "ASResult TLV"},
    {kTeardownReason, "ASTreason TLV"}, {kPathData, "PATH-DATA TLV"},
    {kKeyInfo, "KEYINFO TLV"},          {kFullData, "FULLDATA TLV"},
    {kSparseData, "SPARSEDATA TLV"},    {kResult, "RESULT TLV"},
    {kMetadata, "METADATA TLV"},        {kRedirectData, "REDIRECTDATA TLV"},
    {kLfbSelect, "LFBselect TLV"},
};

/// Headers of the type-length-value and the index-length-value, whose lengths count the header, but not the padding.
constexpr size_t kTlvHeader = 4;
constexpr size_t kIlvHeader = 8;

/// The verbosity that shows TLVs. What is wrong with them is shown at any.
constexpr int kShowTlvs = 3;

constexpr size_t padded(size_t length) {
  return (length + 3) & ~size_t{3};
}

/// The header of the TLV that a Reader is at. Reads ahead only.
struct Tlv {
  explicit Tlv(Reader& r) : type(r.u16_at(0)), length(r.u16_at(2)) {}
  uint16_t type;
  uint16_t length;
};

/// What is wrong with the length of a TLV or ILV, the header included, in a layer of `left` bytes; empty when it fits.
std::string_view length_error(size_t length, size_t left, size_t header);

/// Moves over a TLV and its padding, and gives its value. Nothing when it does not fit: what is left is not TLVs.
std::optional<Reader> take_value(Reader& r, const Tlv& tlv);

/// Says of what take_value() left in `r` that it is no TLV. Nothing when all was taken. Returns whether it was.
bool check_excess(Printer& p, Reader& r, std::string_view what);

/// All of `r` in lines of hexadecimal, each after `indent`. Where fewer bytes are captured, those, and the read fails.
void put_data(Printer& p, std::string_view indent, Reader r);

/// What RFC 5810 calls an LFBselect TLV: an LFB's class and instance, and the operations on it, of which `message` may
/// carry some only. False when what follows in the message cannot be found.
bool print_lfb_select(Printer& p, Reader r, uint8_t message);

/// How data is encoded, and what else the selector of a path says (RFC 5810, section 7), of which a path inside
/// another one has the outer one's, too. The numbers are tcpdump's, which prints them.
enum Selector : uint8_t {
  kFullEncoding = 0x1,
  kSparseEncoding = 0x2,
  kResultEncoding = 0x4,
  kKeyed = 0x8,
  kAppending = 0x10,
  kRanged = 0x20,
};

/// Columns before a TLV of an operation.
constexpr int kPathColumn = 11;

/// PATH-DATA TLVs. False when they end in something else.
bool print_paths(Printer& p, Reader r, uint8_t selector, int column);
/// The value of one.
bool print_path(Printer& p, Reader r, uint8_t selector, int column);

/// `columns` blanks.
struct Indent {
  int columns;
};
inline void append(TextBuffer& out, Indent i) {
  out.fill(' ', static_cast<size_t>(i.columns));
}

}  // namespace trawl::forces
