// The tables of a line index while they are collected, and the index made of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "kernel/lines/line_index_form.h"

namespace trawl {

/// Texts one behind the other, each once, and the empty one first.
class TextTable {
 public:
  TextTable() : bytes_(1, '\0') {}
  /// Where the text begins. Behind 4 GiB there is no place: that of the empty text.
  uint32_t add(std::string_view text);
  const std::string& bytes() const { return bytes_; }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::string bytes_;
  std::unordered_map<std::string, uint32_t, Hash, std::equal_to<>> places_;
};

class LineTables {
 public:
  /// Addresses that are told later count from `base`; those without one below 4 GiB from there are left out.
  explicit LineTables(uint64_t base) : base_(base) {}

  void add_section(std::string_view name, uint64_t address, uint64_t size);
  /// The number of a source file, by its path.
  uint32_t add_file(std::string_view path);
  /// Where the text begins among all texts.
  uint32_t add_text(std::string_view text) { return texts_.add(text); }

  /// From `address` on it is this line, until the next row of the sequence; `file` is kNone at the sequence's end.
  /// Rows of a sequence come in order.
  void add_row(uint64_t address, uint32_t file, uint32_t line, bool statement);
  /// A piece of a function's code. `call_file`: kNone where nothing was inlined. Outer ranges come before inner ones.
  void add_range(uint64_t begin, uint64_t end, uint32_t function, uint32_t call_file, uint32_t call_line);

  /// Adds all that others have collected, with the same base, and takes it from them.
  void take(LineTables&& other);

  /// The whole index. Errors: the build id has no room in it.
  Result<std::vector<uint8_t>> encode(uint64_t anchor, std::string_view build_id);

 private:
  void finish_rows();
  void finish_ranges();

  uint64_t base_;
  TextTable texts_;
  std::vector<uint32_t> files_;                          // where their paths begin
  std::unordered_map<uint32_t, uint32_t> file_numbers_;  // by that
  std::vector<line_index::Section> sections_;
  std::vector<line_index::Row> rows_;
  std::vector<line_index::Range> ranges_;
};

}  // namespace trawl
