// The kernel's functions by address and by name (/proc/kallsyms).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace trawl {

class KernelSymbols {
 public:
  struct Place {
    std::string_view name;
    std::string_view module;  // empty: the kernel itself
    uint64_t offset;          // bytes from the function's start
  };

  /// Reads /proc/kallsyms, which takes the kernel a while, unless it is given up. Errors: the kernel hides its
  /// addresses; ECANCELED: it was given up.
  static Result<KernelSymbols> read(const std::stop_token& given_up);
  /// Whether read() would fail, found out quickly.
  static Result<void> check();
  /// The same from its text. Lines that are not functions are left out.
  static KernelSymbols parse(std::string_view text);

  /// The function that `address` lies in; nothing below the first one.
  std::optional<Place> at(uint64_t address) const;
  /// All names of the function that starts at `address`, in the kernel's order: labels of assembler code share places.
  std::vector<std::string_view> names(uint64_t address) const;
  /// Start addresses of all functions of this name: static functions share names.
  std::vector<uint64_t> addresses(std::string_view name) const;
  /// The next function's start, which ends the one at `address`; 0 for the last.
  uint64_t end_of(uint64_t address) const;
  /// Up to `count` names that are most like `name`, the best first.
  std::vector<std::string_view> nearest(std::string_view name, size_t count) const;

  size_t size() const { return symbols_.size(); }

 private:
  struct Symbol {
    uint64_t address;
    uint32_t name;  // offset into names_
    uint16_t length;
    uint16_t module;  // index into modules_
  };
  /// Where a symbol stands among those of one hash: sorting numbers takes a tenth of the time that sorting names does.
  struct Named {
    size_t hash;
    uint32_t index;
  };
  std::string_view name_of(const Symbol& symbol) const {
    return std::string_view(names_).substr(symbol.name, symbol.length);
  }
  /// Adds the whole lines at the text's beginning. Returns how many bytes they are.
  size_t add_lines(std::string_view text);
  void add_line(std::string_view line);
  uint16_t module_index(std::string_view module);
  void finish();

  std::vector<Symbol> symbols_;  // by address
  std::vector<Named> by_name_;   // by hash, and by address among those of one name
  std::string names_;
  std::vector<std::string> modules_{""};
};

}  // namespace trawl
