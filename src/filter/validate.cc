#include "filter/validate.h"

#include <string>

namespace trawl {
namespace {

using namespace classic;

// Longer than anything libpcap makes from a command line; keeps every offset well inside 32 bits.
constexpr size_t kMaxInstructions = 1 << 20;

bool known_load(const ClassicInstruction& i) {
  switch (i.code & ~uint16_t{0x07}) {
    case kWord | kAbs:
    case kHalf | kAbs:
    case kByte | kAbs:
    case kWord | kInd:
    case kHalf | kInd:
    case kByte | kInd:
      return instruction_class(i) == kLd;
    case kImm:
    case kLen:
      return true;
    case kMem:
      return i.k < kScratchWords;
    case kByte | kMsh:
      return instruction_class(i) == kLdx;
    default:
      return false;
  }
}

bool known_alu(const ClassicInstruction& i) {
  switch (operation(i)) {
    case kDiv:
    case kMod:
      return source_is_x(i) || i.k != 0;
    case kNeg:
      return !source_is_x(i);
    default:
      return operation(i) <= kXor;
  }
}

// `after`: how many instructions follow this one.
bool known_jump(const ClassicInstruction& i, size_t after) {
  if (operation(i) == kJa) return !source_is_x(i) && i.k < after;
  return operation(i) <= kJset && i.jt < after && i.jf < after;
}

bool known(const ClassicInstruction& i, size_t after) {
  if (i.code > 0xff) return false;
  switch (instruction_class(i)) {
    case kLd:
    case kLdx:
      return known_load(i);
    case kSt:
    case kStx:
      return (i.code & ~uint16_t{0x07}) == 0 && i.k < kScratchWords;
    case kAlu:
      return known_alu(i);
    case kJmp:
      return known_jump(i, after);
    case kRet:
      return i.code == (kRet | kK) || i.code == (kRet | kRetA);
    default:
      return i.code == (kMisc | kTax) || i.code == (kMisc | kTxa);
  }
}

}  // namespace

Result<void> validate(std::span<const ClassicInstruction> program) {
  if (program.empty()) return fail("filter program: empty");
  if (program.size() > kMaxInstructions) return fail("filter program: too long");
  for (size_t n = 0; n < program.size(); n++) {
    if (!known(program[n], program.size() - n - 1)) {
      return fail("filter program: invalid instruction " + std::to_string(n));
    }
  }
  if (instruction_class(program.back()) != kRet) return fail("filter program: does not end with a return");
  return {};
}

}  // namespace trawl
