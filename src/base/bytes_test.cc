#include "base/bytes.h"

#include <gtest/gtest.h>

#include <array>

namespace trawl {
namespace {

constexpr std::array<uint8_t, 4> kFour = {1, 2, 3, 4};

constexpr bool sticky_after_running_out() {
  ReadFailure failure;
  Reader r(kFour, 10, &failure);
  const bool before = r.u24() == 0x010203 && r.length() == 7 && r.captured() == 1;
  const bool after = r.u16() == 0 && !r.ok() && r.length() == 0 && r.u8() == 0;
  return before && after;
}

constexpr bool skip_past_the_end_fails_at_the_next_read() {
  ReadFailure failure;
  Reader r(kFour, &failure);
  r.skip(9);
  return r.ok() && r.captured() == 0 && r.length() == 0 && r.u8() == 0 && !r.ok();
}

constexpr bool first_limits_both_ends() {
  ReadFailure failure;
  Reader r(kFour, 100, &failure);
  r.skip(1);
  Reader inner = r.first(2);
  return inner.length() == 2 && inner.captured() == 2 && inner.le16() == 0x0302 && r.first(50).captured() == 3 &&
         r.with_length(1).captured() == 3 && r.after(2).u8() == 4;
}

// Not static_asserts: clang takes no member template in a constant before it has seen its body.
TEST(Reader, FailsForGoodAndStaysInside) {
  EXPECT_TRUE(sticky_after_running_out());
  EXPECT_TRUE(skip_past_the_end_fails_at_the_next_read());
  EXPECT_TRUE(first_limits_both_ends());
}

TEST(Reader, TellsOfTheFirstFailureOnce) {
  struct Counter : ReadFailure {
    int calls = 0;
  } counter;
  counter.on_first = [](ReadFailure& f) { static_cast<Counter&>(f).calls++; };
  Reader r(kFour, &counter);
  EXPECT_EQ(r.u64(), 0u);
  EXPECT_EQ(r.u64_at(3), 0u);
  EXPECT_TRUE(r.bytes(1).empty());
  EXPECT_EQ(counter.calls, 1);
}

}  // namespace
}  // namespace trawl
