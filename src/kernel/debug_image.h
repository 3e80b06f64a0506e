// What DWARF says about code: lines and inlined calls. Read by libdw, one compilation unit at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"

namespace trawl {

/// One function of those an address is in: an inlined one, or the outermost.
struct CodeFrame {
  std::string function;
  std::string file;  // as the compiler was given it
  int line = 0;
};

class DebugImage {
 public:
  /// Errors: no such file, not ELF, no DWARF in it, another build id than `build_id` (empty: any).
  static Result<DebugImage> open(const std::string& path, const std::string& build_id);
  DebugImage(DebugImage&&) noexcept;
  DebugImage& operator=(DebugImage&&) noexcept;
  ~DebugImage();

  /// The address of a function in the image, before it is moved; 0: there is none of this name.
  uint64_t symbol(const std::string& name) const;

  /// Where statements begin between two addresses of the image, in order.
  std::vector<uint64_t> line_starts(uint64_t begin, uint64_t end) const;

  /// The frames at an address of the image, the innermost first; empty when nothing is known.
  std::vector<CodeFrame> frames(uint64_t address) const;

 private:
  struct State;
  explicit DebugImage(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace trawl
