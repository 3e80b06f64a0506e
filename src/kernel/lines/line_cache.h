// Line indexes that are kept for the next time, by the build ids of their images.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/mapped_file.h"
#include "kernel/lines/line_index.h"

namespace trawl {

/// An index, and its bytes: mapped from the cache, or in memory where none is kept.
class StoredIndex {
 public:
  using Bytes = std::variant<MappedFile, std::vector<uint8_t>>;
  /// Errors: the bytes are no index of this image.
  static Result<StoredIndex> open(Bytes bytes, const std::string& build_id);
  const LineIndex& index() const { return index_; }

 private:
  StoredIndex(Bytes bytes, LineIndex index) : bytes_(std::move(bytes)), index_(index) {}
  Bytes bytes_;
  LineIndex index_;  // of them
};

class LineCache {
 public:
  /// `folder` is made when something is stored; empty: nothing is. The most that it has after that is `limit` bytes:
  /// older indexes go.
  explicit LineCache(std::string folder, uint64_t limit = uint64_t{512} << 20)
      : folder_(std::move(folder)), limit_(limit) {}
  /// $XDG_CACHE_HOME/trawl, else /var/cache/trawl for root and $HOME/.cache/trawl for others.
  static LineCache of_user();

  /// Errors: there is none, it is damaged, of another version, or another user's.
  Result<StoredIndex> find(const std::string& build_id) const;
  /// Stores an index whole or not at all: who reads the cache meanwhile has the old one. Errors: there is no folder, no
  /// room.
  Result<void> store(const std::string& build_id, std::span<const uint8_t> index) const;

 private:
  std::string path_of(const std::string& build_id) const;
  void remove_old() const;

  std::string folder_;
  uint64_t limit_;  // bytes
};

}  // namespace trawl
