// Source lines and inlined calls by address: an image's debug information, as far as a line trace asks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "kernel/lines/line_index_form.h"

namespace trawl {

/// One function of those an address is in: an inlined one, or the outermost.
struct CodeFrame {
  std::string function;
  std::string file;  // as the compiler was given it
  int line = 0;
};

/// A section with code, at its address in the image.
struct CodeSection {
  std::string_view name;
  uint64_t address = 0;
  uint64_t size = 0;  // bytes
};

/// Borrows its bytes, which may hold anything: what they say is checked, at once or when it is used.
class LineIndex {
 public:
  /// `build_id`: of the image that it must be of. Errors: the bytes are no whole index of this version and image.
  static Result<LineIndex> parse(std::span<const uint8_t> bytes, std::string_view build_id);

  /// The image's address of the symbol _stext; 0: there is none.
  uint64_t anchor() const { return header_.anchor; }
  std::vector<CodeSection> sections() const;

  /// Where statements begin between two addresses of the image, in order.
  std::vector<uint64_t> line_starts(uint64_t begin, uint64_t end) const;

  /// The frames at an address of the image, the innermost first; empty when nothing is known.
  std::vector<CodeFrame> frames(uint64_t address) const;

 private:
  LineIndex() = default;
  std::string_view text(uint32_t at) const;
  std::string_view file(uint32_t number) const;
  /// The innermost range that has the address; kNone: there is none.
  uint32_t range_at(uint32_t address) const;

  line_index::Header header_{};
  std::span<const line_index::Section> sections_;
  std::span<const line_index::Row> rows_;
  std::span<const line_index::Range> ranges_;
  std::span<const uint32_t> files_;
  std::string_view texts_;
};

/// CRC-32 (that of zlib) of an index behind the member that has it.
uint32_t line_index_checksum(std::span<const uint8_t> bytes);

}  // namespace trawl
