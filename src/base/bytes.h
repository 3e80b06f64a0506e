// The one bounded reader. Nothing else touches packet memory.
//
// A Reader walks one layer of a packet. It knows two ends: `captured`, how many bytes are really there, and `length`,
// how many the layer has on the wire (they differ when the capture was cut, or when a header says more or less than
// there is). A read needs captured bytes only. A read past them fails: it returns 0, tells the shared ReadFailure
// (once), and leaves this Reader empty with length() 0, so that loops over it end. Failure is sticky: a caller reads a
// whole header and looks at ok() once, or not at all where only printing follows (see print/printer.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/integers.h"

namespace trawl {

/// Shared by all Readers of one packet: whether any read ran past the captured bytes.
struct ReadFailure {
  bool failed = false;
  void (*on_first)(ReadFailure&) = nullptr;  // called at the first failure only; may be null
};

class Reader {
 public:
  constexpr Reader(std::span<const uint8_t> captured, size_t length, ReadFailure* failure)
      : data_(captured.data()), end_(captured.size()), wire_end_(length), failure_(failure) {}
  constexpr Reader(std::span<const uint8_t> captured, ReadFailure* failure)
      : Reader(captured, captured.size(), failure) {}

  /// Bytes of this layer on the wire that are not read yet. 0 after a failed read.
  constexpr size_t length() const { return wire_end_ > pos_ ? wire_end_ - pos_ : 0; }
  /// Bytes captured and not read yet; may be more than length() (padding behind a layer) or less (a cut capture).
  constexpr size_t captured() const { return end_ > pos_ ? end_ - pos_ : 0; }
  /// Whether the next `n` bytes are captured. Never fails.
  constexpr bool has(size_t n) const { return n <= captured(); }
  /// Bytes read or skipped since this Reader was made.
  constexpr size_t position() const { return pos_; }
  constexpr bool ok() const { return !failure_->failed; }

  // Big-endian reads that move on.
  constexpr uint8_t u8() { return static_cast<uint8_t>(take<1>()); }
  constexpr uint16_t u16() { return static_cast<uint16_t>(take<2>()); }
  constexpr uint32_t u24() { return static_cast<uint32_t>(take<3>()); }
  constexpr uint32_t u32() { return static_cast<uint32_t>(take<4>()); }
  constexpr uint64_t u40() { return take<5>(); }
  constexpr uint64_t u48() { return take<6>(); }
  constexpr uint64_t u56() { return take<7>(); }
  constexpr uint64_t u64() { return take<8>(); }
  constexpr int32_t i32() { return static_cast<int32_t>(u32()); }
  constexpr int64_t i64() { return static_cast<int64_t>(u64()); }
  // Little-endian reads that move on.
  constexpr uint16_t le16() { return static_cast<uint16_t>(take_le<2>()); }
  constexpr uint32_t le24() { return static_cast<uint32_t>(take_le<3>()); }
  constexpr uint32_t le32() { return static_cast<uint32_t>(take_le<4>()); }
  constexpr uint64_t le64() { return take_le<8>(); }

  // Reads `offset` bytes ahead that do not move.
  constexpr uint8_t u8_at(size_t offset) { return static_cast<uint8_t>(look<1>(offset)); }
  constexpr uint16_t u16_at(size_t offset) { return static_cast<uint16_t>(look<2>(offset)); }
  constexpr uint32_t u24_at(size_t offset) { return static_cast<uint32_t>(look<3>(offset)); }
  constexpr uint32_t u32_at(size_t offset) { return static_cast<uint32_t>(look<4>(offset)); }
  constexpr uint64_t u64_at(size_t offset) { return look<8>(offset); }
  constexpr uint16_t le16_at(size_t offset) { return static_cast<uint16_t>(look_le<2>(offset)); }
  constexpr uint32_t le32_at(size_t offset) { return static_cast<uint32_t>(look_le<4>(offset)); }

  /// The next `n` bytes, moving on; an empty span after a failure.
  constexpr std::span<const uint8_t> bytes(size_t n) {
    if (!check(0, n)) return {};
    pos_ += n;
    return {data_ + pos_ - n, n};
  }
  /// `n` bytes from `offset` ahead, not moving; an empty span after a failure.
  constexpr std::span<const uint8_t> bytes_at(size_t offset, size_t n) {
    if (!check(offset, n)) return {};
    return {data_ + pos_ + offset, n};
  }
  /// All captured bytes that are left. Never fails.
  constexpr std::span<const uint8_t> rest() const { return {data_ + (pos_ < end_ ? pos_ : end_), captured()}; }
  /// Fails unless the next `n` bytes are captured. Does not move. Returns whether they are.
  constexpr bool need(size_t n) { return check(0, n); }

  /// Moves on, captured or not: it is the next read that fails.
  constexpr void skip(size_t n) { pos_ = n > SIZE_MAX / 2 - pos_ ? SIZE_MAX / 2 : pos_ + n; }

  /// The same bytes from here on with another length on the wire: captured bytes behind it stay readable.
  constexpr Reader with_length(size_t length) const { return from(end_, length); }
  /// The next `n` bytes as a layer of their own: neither its length nor its captured bytes go past them.
  constexpr Reader first(size_t n) const { return from(n < captured() ? pos_ + n : end_, n); }
  /// From `offset` bytes ahead to the end.
  constexpr Reader after(size_t offset) const {
    Reader r = *this;
    r.skip(offset);
    return r.from(end_, r.length());
  }

 private:
  constexpr Reader from(size_t end, size_t length) const {
    Reader r = *this;
    const size_t start = pos_ < end_ ? pos_ : end_;
    r.data_ = data_ + start;
    r.pos_ = 0;
    r.end_ = end > pos_ ? end - start : 0;
    r.wire_end_ = length;
    return r;
  }
  constexpr bool check(size_t offset, size_t n) {
    if (pos_ <= end_ && offset <= end_ - pos_ && n <= end_ - pos_ - offset) [[likely]]
      return true;
    give_up();
    return false;
  }
  /// Past the next `n` bytes, of which there are few: the sum cannot wrap, for skip() stops at half of all numbers.
  constexpr bool move_on(int n) {
    if (pos_ + static_cast<size_t>(n) > end_) [[unlikely]] {
      give_up();
      return false;
    }
    pos_ += static_cast<size_t>(n);
    return true;
  }
  constexpr void give_up() {
    end_ = wire_end_ = pos_ = end_ < pos_ ? end_ : pos_;
    if (failure_->failed) return;
    failure_->failed = true;
    if (failure_->on_first != nullptr) failure_->on_first(*failure_);
  }
  template <int N>
  constexpr uint64_t look(size_t offset) {
    if (!check(offset, N)) return 0;
    return load_big<N>(data_ + pos_ + offset);
  }
  template <int N>
  constexpr uint64_t look_le(size_t offset) {
    if (!check(offset, N)) return 0;
    return load_little<N>(data_ + pos_ + offset);
  }
  template <int N>
  constexpr uint64_t take() {
    return move_on(N) ? load_big<N>(data_ + pos_ - N) : 0;
  }
  template <int N>
  constexpr uint64_t take_le() {
    return move_on(N) ? load_little<N>(data_ + pos_ - N) : 0;
  }

  const uint8_t* data_;
  size_t pos_ = 0;
  size_t end_;       // captured bytes end here
  size_t wire_end_;  // the layer ends here on the wire
  ReadFailure* failure_;
};

}  // namespace trawl
