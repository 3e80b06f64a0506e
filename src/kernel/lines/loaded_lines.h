// Lines and inlined calls of code that runs: of the kernel, or of a module, at the addresses where they are loaded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/kallsyms.h"
#include "kernel/lines/debug_image.h"
#include "kernel/lines/line_cache.h"

namespace trawl {

/// Debug images that the user named, by their build ids.
using NamedImages = std::map<std::string, DebugImage>;

class LoadedLines {
 public:
  /// Of a module, or of the kernel (empty). What the cache does not have is read from a named image, else one is looked
  /// for. Errors: there is none, or nothing says where the code is loaded.
  static Result<LoadedLines> open(const std::string& module, const NamedImages& named, const KernelSymbols& symbols);

  /// Where statements begin between two addresses, in order.
  std::vector<uint64_t> line_starts(uint64_t begin, uint64_t end) const;
  /// The frames at an address, the innermost first; empty when nothing is known.
  std::vector<CodeFrame> frames(uint64_t address) const;

  /// How long it took to read the debug image, ms; nothing: the index was in the cache.
  std::optional<uint64_t> reading_time() const { return reading_time_; }

 private:
  /// A piece of the image, and how far from its place there it is loaded.
  struct Piece {
    uint64_t begin;  // as loaded
    uint64_t size;
    uint64_t moved;
  };
  explicit LoadedLines(StoredIndex stored) : stored_(std::move(stored)) {}
  Result<void> place_kernel(const KernelSymbols& symbols);
  Result<void> place_module(const std::string& module);
  const Piece* piece_at(uint64_t address) const;

  StoredIndex stored_;
  std::vector<Piece> pieces_;
  std::optional<uint64_t> reading_time_;  // ms
};

}  // namespace trawl
