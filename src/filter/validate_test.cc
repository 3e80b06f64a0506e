#include "filter/validate.h"

#include <gtest/gtest.h>

#include <vector>

namespace trawl {
namespace {

using namespace classic;
using Program = std::vector<ClassicInstruction>;

constexpr ClassicInstruction kAccept{kRet | kK, 0, 0, 1};

TEST(Validate, AcceptsWhatTerminates) {
  EXPECT_TRUE(validate(Program{kAccept}));
  EXPECT_TRUE(validate(Program{{kRet | kRetA, 0, 0, 0}}));
  EXPECT_TRUE(validate(Program{{kJmp | kJeq, 0, 1, 5}, kAccept, kAccept}));
  EXPECT_TRUE(validate(Program{{kLdx | kByte | kMsh, 0, 0, 14}, {kSt, 0, 0, 15}, kAccept}));
}

TEST(Validate, RefusesTheRest) {
  const std::vector<Program> bad = {
      {},
      {{kLd | kWord | kAbs, 0, 0, 0}},            // runs off the end
      {{kJmp | kJa, 0, 0, 1}, kAccept},           // past the end
      {{kJmp | kJa, 0, 0, 0xffffffff}, kAccept},  // backwards
      {{kJmp | kJeq, 1, 0, 5}, kAccept},          // past the end when true
      {{kJmp | kJeq, 0, 1, 5}, kAccept},          // ... and when false
      {{kJmp | 0x50, 0, 0, 5}, kAccept},          // no such jump
      {{kLd | kMem, 0, 0, 16}, kAccept},          // no such scratch word
      {{kStx, 0, 0, 16}, kAccept},                //
      {{kAlu | kDiv | kK, 0, 0, 0}, kAccept},     // division by zero
      {{kAlu | kMod | kK, 0, 0, 0}, kAccept},     //
      {{kAlu | 0xb0, 0, 0, 1}, kAccept},          // no such operation
      {{kLd | kByte | kMsh, 0, 0, 0}, kAccept},   // for X only
      {{kLdx | kWord | kAbs, 0, 0, 0}, kAccept},  // for A only
      {{kLd | 0x18 | kAbs, 0, 0, 0}, kAccept},    // no such size
      {{kMisc | 0x10, 0, 0, 0}, kAccept},         //
      {{kRet | 0x08, 0, 0, 0}},                   //
      {{0x0100, 0, 0, 0}, kAccept},               //
  };
  for (size_t n = 0; n < bad.size(); n++) EXPECT_FALSE(validate(bad[n])) << n;
}

}  // namespace
}  // namespace trawl
