// ForCES paths to components of logical functional blocks, and their data: RFC 5810, section 7.
//
// The law of ends: a path that is malformed ends the paths beside it where its own header or identifiers are wrong;
// where its data is, only the rest of that path is left out.
#include "print/forces.h"

namespace trawl::forces {

namespace {

/// Flags of a path.
constexpr uint16_t kKeyFlag = 1;
constexpr uint16_t kRangeFlag = 2;
constexpr uint16_t kAppendFlag = 4;

bool print_full_data(Printer& p, Reader r, int column) {
  if (p.verbose() < kShowTlvs) return true;
  TextBuffer indent;
  indent.put('\n', Indent{column + 1});
  p.put(Indent{column + 1}, '[');
  put_data(p, indent.view(), r);
  p.put(indent.view(), ']');
  return true;
}

bool print_sparse_data(Printer& p, Reader r, int column) {
  if (r.length() < kIlvHeader) {
    p.put("Error: BAD SPARSEDATA-TLV!\n");
    return false;
  }
  while (r.length() > 0) {
    const uint32_t index = r.length() < kIlvHeader ? 0 : r.u32_at(0);
    const uint32_t length = r.length() < kIlvHeader ? 0 : r.u32_at(4);
    const std::string_view error = length_error(length, r.length(), kIlvHeader);
    if (!error.empty()) {
      p.put("Error: ", error, ", rlen ", r.length(), '\n');
      return false;
    }
    if (p.verbose() >= kShowTlvs) {
      p.put('\n', Indent{column + 1}, "ILV: type ", hex(index), " length ", length, '\n');
      put_data(p, "\t\t[", r.after(kIlvHeader).with_length(length - kIlvHeader));
    }
    r.skip(padded(length));
  }
  return true;
}

bool print_result(Printer& p, Reader r, int column) {
  constexpr uint8_t kUnspecified = 0xff;
  constexpr ValueName kResults[] = {
      {0x00, "SUCCESS"},
      {0x01, "INVALID HEADER"},
      {0x02, "LENGTH MISMATCH"},
      {0x03, "VERSION MISMATCH"},
      {0x04, "INVALID DESTINATION PID"},
      {0x05, "LFB UNKNOWN"},
      {0x06, "LFB NOT FOUND"},
      {0x07, "LFB INSTANCE ID NOT FOUND"},
      {0x08, "INVALID PATH"},
      {0x09, "COMPONENT DOES NOT EXIST"},
      {0x0a, "EXISTS ALREADY"},
      {0x0b, "NOT FOUND"},
      {0x0c, "READ ONLY"},
      {0x0d, "INVALID ARRAY CREATION"},
      {0x0e, "VALUE OUT OF RANGE"},
      {0x0f, "CONTENTS TOO LONG"},
      {0x10, "INVALID PARAMETERS"},
      {0x11, "INVALID MESSAGE TYPE"},
      {0x12, "INVALID FLAGS"},
      {0x13, "INVALID TLV"},
      {0x14, "EVENT ERROR"},
      {0x15, "NOT SUPPORTED"},
      {0x16, "MEMORY ERROR"},
      {0x17, "INTERNAL ERROR"},
      {kUnspecified, "UNSPECIFIED ERROR"},
  };
  if (r.length() != 4) {
    p.put("illegal RESULT-TLV: ", r.length(), " bytes!\n");
    return false;
  }
  const uint8_t code = r.u8();
  const std::string_view name = find_name(kResults, code);
  if (name.empty()) {
    p.put("illegal reserved result code: 0x", hex(code), "!\n");
    return false;
  }
  if (p.verbose() >= kShowTlvs) p.put(Indent{column + 2}, "Result: ", name, " (code 0x", hex(code), ")\n");
  return true;
}

bool print_key(Printer& p, Reader r, int column) {
  const size_t whole = r.length() + kTlvHeader;
  p.put(Indent{column}, "Keyinfo: Key 0x", hex(r.u32()), '\n');
  const Tlv data(r);
  // The limit is as tcpdump has it: the whole of the TLV around.
  const std::string_view error = length_error(data.length, whole, kTlvHeader);
  if (!error.empty()) {
    p.put(error, " TLV type 0x", hex(data.type), " len ", data.length, '\n');
    return false;
  }
  // tcpdump looks for the FULLDATA header inside the value of the TLV that has it, and counts from there.
  r.skip(kTlvHeader);
  if (!r.has(kTlvHeader)) {
    p.truncated();
    return false;
  }
  if (Tlv(r).type != kFullData) {
    p.put("Error: expecting FULLDATA!\n");
    return false;
  }
  return print_full_data(p, r.after(kTlvHeader).with_length(data.length - kTlvHeader), column);
}

/// What may be at the end of a path.
struct Data {
  uint16_t type;
  uint8_t encoding;
  bool (*print)(Printer& p, Reader value, int column);
};
constexpr Data kData[] = {
    {kKeyInfo, 0, print_key},
    {kFullData, kFullEncoding, print_full_data},
    {kSparseData, kSparseEncoding, print_sparse_data},
    {kResult, kResultEncoding, print_result},
};
const Data* find_data(uint16_t type) {
  for (const auto& data : kData) {
    if (data.type == type) return &data;
  }
  return nullptr;
}

bool print_data(Printer& p, const Data& data, const Tlv& tlv, Reader value, uint8_t selector, int column) {
  const size_t padding = padded(tlv.length) - tlv.length;
  if (p.verbose() >= kShowTlvs) {
    p.put(Indent{column}, find_name(kTlvTypes, tlv.type), " (Length ", tlv.length, " DataLen ", value.length());
    if (padding > 0) p.put(" pad ", padding);
    p.put(" Bytes)\n");
  }
  if ((selector & kKeyed) != 0) {
    if (tlv.type != kKeyInfo) p.put("Based on flags expected KEYINFO TLV!\n");
  } else if ((selector & data.encoding) == 0) {
    p.put("Illegal DATA encoding for type 0x", hex(tlv.type), " programmed ", hex(data.encoding), " got ",
          hex(selector), '\n');
  }
  return data.print(p, value.with_length(value.length() + padding), column);
}

/// Where no TLV is: all of it, unless even the length is missing.
void print_bad_data(Printer& p, Reader& r, const Tlv& tlv) {
  if (tlv.length == 0) return;
  put_data(p, "Bad Data val\n\t  [", r);
  p.put("]\n");
  r.skip(r.length());
}

/// What is behind a path's identifiers: data or a path, and then paths.
bool print_content(Printer& p, Reader r, uint8_t selector, int column) {
  if (r.length() == 0) return true;
  const Reader whole = r;
  const size_t left = r.length();
  const Tlv tlv(r);
  const Data* const data = find_data(tlv.type);
  if (const auto value = take_value(r, tlv); !value) {
    p.put(length_error(tlv.length, left, kTlvHeader), " Outstanding bytes ", left, " for TLV type 0x", hex(tlv.type),
          " TLV len ", tlv.length, '\n');
    print_bad_data(p, r, tlv);
  } else if (tlv.type == kPathData) {
    if (!print_paths(p, whole.with_length(padded(tlv.length)), selector, column + 2)) return true;
  } else if (data != nullptr) {
    if (!print_data(p, *data, tlv, *value, selector, column + 2)) return true;
  } else {
    p.put("Invalid path data content type 0x", hex(tlv.type), " len ", tlv.length, '\n');
    r = whole;
    print_bad_data(p, r, tlv);
  }
  return r.length() == 0 || print_paths(p, r, selector, column + 1);
}

/// The range or the key of entries in a table, `r` moving behind it.
bool print_table_selector(Printer& p, Reader& r, uint8_t selector, int column) {
  constexpr size_t kLeast = 12;
  if ((selector & (kRanged | kKeyed)) == 0) return true;
  if (r.length() < kLeast) {
    p.put("pathlength ", r.length(), " with key/range too short ", kLeast, '\n');
    return false;
  }
  r.skip(kTlvHeader);
  if ((selector & kRanged) != 0) {
    const uint32_t first = r.u32();
    const uint32_t last = r.u32();
    if (p.verbose() >= kShowTlvs) p.put(Indent{column}, "Table range: [", first, ',', last, "]\n");
    return true;
  }
  // tcpdump takes the low half of the key's identifier for the length of the key.
  const uint16_t length = r.u16_at(2);
  if (length < kTlvHeader) {
    p.put("key content length ", length, " < ", kTlvHeader, '\n');
    return false;
  }
  if (length > r.length()) {
    p.put("key content too short\n");
    return false;
  }
  r.skip(length);
  return true;
}

uint8_t selector_bits(uint16_t flags) {
  return static_cast<uint8_t>(((flags & kKeyFlag) != 0 ? kKeyed : 0) | ((flags & kRangeFlag) != 0 ? kRanged : 0) |
                              ((flags & kAppendFlag) != 0 ? kAppending : 0));
}

}  // namespace

bool print_path(Printer& p, Reader r, uint8_t selector, int column) {
  if (r.length() < 4) {
    p.truncated();
    return false;
  }
  const uint16_t flags = r.u16();
  const uint16_t count = r.u16();
  selector |= selector_bits(flags);
  const bool shown = p.verbose() >= kShowTlvs;
  if (shown) p.put('\n', Indent{column}, "Pathdata: Flags 0x", hex(flags), " ID count ", count, '\n');
  const size_t size = count * size_t{4};
  if (r.length() < size) {
    p.put("\t\t\ttruncated IDs expected ", size, "B got ", r.length(), "B\n");
    put_data(p, "\t\t\tID Data[", r);
    p.put("]\n");
    return false;
  }
  if ((selector & kRanged) != 0 && (selector & kKeyed) != 0) {
    p.put("\t\t\tIllegal to have both Table ranges and keys\n");
    return false;
  }
  if (shown && (selector & kAppending) != 0) p.put(Indent{column}, "TABLE APPEND\n");
  for (int i = 1; i <= count && !p.stopped(); i++) {
    const uint32_t id = r.u32();
    if (shown) p.put(Indent{column}, "ID#", zero_pad(i, 2), ": ", id, '\n');
  }
  return !print_table_selector(p, r, selector, column) || print_content(p, r, selector, column);
}

bool print_paths(Printer& p, Reader r, uint8_t selector, int column) {
  const Layer layer{p};
  if (!layer) return false;
  while (r.length() > 0) {
    const Tlv tlv(r);
    const auto value = take_value(r, tlv);
    if (!value) break;
    if (p.verbose() >= kShowTlvs) {
      p.put(Indent{column}, named(kTlvTypes, tlv.type, "#"), ", length ", tlv.length, " (data encapsulated ",
            value->length(), " Bytes)");
    }
    if (!print_path(p, *value, selector, column + 1)) return false;
  }
  return check_excess(p, r, "PATHDATA");
}

}  // namespace trawl::forces
