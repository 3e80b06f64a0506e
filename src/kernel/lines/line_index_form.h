// What lies in a line index: a header, then one table behind the other, in this order. In this machine's byte order,
// for an index never leaves it. Addresses are those of the debug image, before anything is moved.
#pragma once

#include <cstdint>

namespace trawl::line_index {

inline constexpr uint64_t kMagic = 0x78646e69'6e6c7274;  // "trlnindx" as a little-endian machine writes it
inline constexpr uint32_t kVersion = 1;
/// In place of a number: there is none.
inline constexpr uint32_t kNone = UINT32_MAX;

/// What of an image is in an index. Its code, of which addresses count from the first section's, has 4 GiB at most.
struct Header {
  uint64_t magic;
  uint64_t size;  // of all, bytes
  uint32_t version;
  uint32_t checksum;  // CRC-32 of what is behind this member
  uint64_t base;      // what the addresses in rows and ranges count from
  uint64_t anchor;    // the address of _stext; 0: there is none
  char build_id[64];  // hexadecimal, zeros behind it
  uint32_t sections;  // of these tables: how many elements
  uint32_t rows;
  uint32_t ranges;
  uint32_t files;      // uint32_t each: where its path begins among the texts
  uint32_t text_size;  // bytes; each text ends with a zero
  uint32_t reserved;
};

/// A section with code.
struct Section {
  uint64_t address;
  uint64_t size;
  uint32_t name;  // where it begins among the texts
  uint32_t reserved;
};

/// From here to the next row. In order of address, no two with the same one.
struct Row {
  uint32_t address;
  uint32_t file;           // kNone: nothing is known from here on
  uint32_t line : 31;      // 0: of no line
  uint32_t statement : 1;  // a good place for a breakpoint
};

/// The code of a function, or of one that was inlined: of either there may be several pieces. In order of `begin`, the
/// outer before the inner; a range lies within its parent, which stands before it.
struct Range {
  uint32_t begin;
  uint32_t end;
  uint32_t function;   // where its name begins among the texts
  uint32_t call_file;  // where it was called; kNone: it was not inlined
  uint32_t call_line;
  uint32_t parent;  // kNone: this is an outermost one
};

static_assert(sizeof(Header) == 128 && sizeof(Section) == 24 && sizeof(Row) == 12 && sizeof(Range) == 24);

}  // namespace trawl::line_index
