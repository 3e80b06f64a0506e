#include "prog/program_generator.h"

namespace trawl {
namespace {

using namespace classic;

constexpr uint16_t kSizes[] = {kWord, kHalf, kByte};
constexpr uint16_t kAlus[] = {kAdd, kSub, kMul, kDiv, kOr, kAnd, kLsh, kRsh, kMod, kXor, kNeg};
constexpr uint16_t kTests[] = {kJeq, kJgt, kJge, kJset};

uint32_t constant(Random& r) {
  static constexpr uint32_t kEdges[] = {0, 1, 31, 32, 0x7fffffff, 0x80000000, 0xffffffff};
  return r.percent(60) ? r.below(64) : r.percent(50) ? r.one_of(kEdges) : r.u32();
}

uint32_t offset(Random& r) {
  static constexpr uint32_t kEdges[] = {0x7ffffffe, 0x7fffffff, 0x80000000, kAncillaryPacketType, 0xffffffff, 0xfffe};
  return r.percent(95) ? r.below(48) : r.one_of(kEdges);
}

ClassicInstruction load(Random& r) {
  const uint16_t size = r.one_of(kSizes);
  switch (r.below(10)) {
    case 0:
      return {static_cast<uint16_t>(kLd | kImm), 0, 0, constant(r)};
    case 1:
      return {static_cast<uint16_t>((r.percent(50) ? kLd : kLdx) | kLen), 0, 0, 0};
    case 2:
      return {static_cast<uint16_t>((r.percent(50) ? kLd : kLdx) | kMem), 0, 0, r.below(kScratchWords)};
    case 3:
      return {static_cast<uint16_t>(kLdx | kByte | kMsh), 0, 0, offset(r)};
    case 4:
      return {static_cast<uint16_t>(kLdx | kImm), 0, 0, constant(r)};
    case 5:
    case 6:
      return {static_cast<uint16_t>(kLd | size | kInd), 0, 0, offset(r)};
    default:
      return {static_cast<uint16_t>(kLd | size | kAbs), 0, 0, offset(r)};
  }
}

ClassicInstruction arithmetic(Random& r) {
  const uint16_t op = r.one_of(kAlus);
  uint32_t k = constant(r);
  if ((op == kDiv || op == kMod) && k == 0) k = 3;
  if (op != kNeg && r.percent(40)) return {static_cast<uint16_t>(kAlu | op | classic::kX), 0, 0, 0};
  return {static_cast<uint16_t>(kAlu | op | kK), 0, 0, k};
}

ClassicInstruction jump(Random& r, uint32_t after) {
  const auto skip = [&] { return static_cast<uint8_t>(r.below(after < 12 ? after : 12)); };
  if (r.percent(10)) return {static_cast<uint16_t>(kJmp | kJa), 0, 0, skip()};
  const uint16_t source = r.percent(20) ? classic::kX : kK;
  return {static_cast<uint16_t>(kJmp | r.one_of(kTests) | source), skip(), skip(), constant(r)};
}

ClassicInstruction instruction(Random& r, uint32_t after) {
  switch (r.below(12)) {
    case 0:
      return {static_cast<uint16_t>(r.percent(50) ? kSt : kStx), 0, 0, r.below(kScratchWords)};
    case 1:
    case 2:
      return arithmetic(r);
    case 3:
      return {static_cast<uint16_t>(kMisc | (r.percent(50) ? kTax : kTxa)), 0, 0, 0};
    case 4:
    case 5:
    case 6:
      return jump(r, after);
    case 7:
      if (r.percent(30)) return {static_cast<uint16_t>(kRet | (r.percent(50) ? kRetA : kK)), 0, 0, r.below(2)};
      return load(r);
    default:
      return load(r);
  }
}

}  // namespace

std::vector<ClassicInstruction> random_program(Random& random) {
  std::vector<ClassicInstruction> program;
  const uint32_t length = random.between(1, 40);
  program.reserve(length + 1);
  for (uint32_t n = 0; n < length; n++) program.push_back(instruction(random, length - n));
  program.push_back({static_cast<uint16_t>(kRet | (random.percent(60) ? kRetA : kK)), 0, 0, 1});
  return program;
}

}  // namespace trawl
