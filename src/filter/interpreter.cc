#include "filter/interpreter.h"

#include <array>

#include "base/bytes.h"

namespace trawl {
namespace {

using namespace classic;

class Machine {
 public:
  Machine(std::span<const uint8_t> captured, const PacketFacts& facts) : packet_(captured, &failure_), facts_(facts) {}

  uint32_t run(std::span<const ClassicInstruction> program) {
    size_t pc = 0;
    while (!rejected_) {
      const ClassicInstruction& i = program[pc++];
      switch (instruction_class(i)) {
        case kRet:
          return i.code == (kRet | kRetA) ? a_ : i.k;
        case kJmp:
          pc += jump(i);
          break;
        default:
          step(i);
      }
    }
    return 0;
  }

 private:
  void step(const ClassicInstruction& i) {
    switch (instruction_class(i)) {
      case kLd:
        a_ = load(i, a_);
        break;
      case kLdx:
        x_ = load(i, x_);
        break;
      case kSt:
        scratch_[i.k] = a_;
        break;
      case kStx:
        scratch_[i.k] = x_;
        break;
      case kAlu:
        a_ = compute(i, source_is_x(i) ? x_ : i.k);
        break;
      default:
        (i.code == (kMisc | kTax) ? x_ : a_) = i.code == (kMisc | kTax) ? a_ : x_;
    }
  }

  uint32_t load(const ClassicInstruction& i, uint32_t unchanged) {
    switch (mode(i)) {
      case kImm:
        return i.k;
      case kMem:
        return scratch_[i.k];
      case kLen:
        return facts_.wire_length;
      case kMsh:
        return 4 * (packet(i.k, 1) & 0xf);
      case kInd:
        return packet(uint64_t{x_} + i.k, load_size(i));
      case kAbs:
        return loads_ancillary(i) ? ancillary(i.k) : packet(i.k, load_size(i));
      default:
        return unchanged;
    }
  }

  uint32_t packet(uint64_t offset, uint32_t size) {
    if (!packet_.has(offset + size)) return reject();
    switch (size) {
      case 4:
        return packet_.u32_at(offset);
      case 2:
        return packet_.u16_at(offset);
      default:
        return packet_.u8_at(offset);
    }
  }

  uint32_t ancillary(uint32_t what) {
    switch (what) {
      case kAncillaryPacketType:
        return facts_.packet_type ? *facts_.packet_type : reject();
      case kAncillaryIfindex:
        return facts_.ifindex ? *facts_.ifindex : reject();
      default:
        return reject();
    }
  }

  uint32_t compute(const ClassicInstruction& i, uint32_t v) {
    switch (operation(i)) {
      case kAdd:
        return a_ + v;
      case kSub:
        return a_ - v;
      case kMul:
        return a_ * v;
      case kDiv:
        return v != 0 ? a_ / v : reject();
      case kMod:
        return v != 0 ? a_ % v : reject();
      case kOr:
        return a_ | v;
      case kAnd:
        return a_ & v;
      case kXor:
        return a_ ^ v;
      case kLsh:
        return v < 32 ? a_ << v : 0;
      case kRsh:
        return v < 32 ? a_ >> v : 0;
      default:
        return 0 - a_;  // kNeg
    }
  }

  size_t jump(const ClassicInstruction& i) const {
    const uint32_t v = source_is_x(i) ? x_ : i.k;
    switch (operation(i)) {
      case kJeq:
        return a_ == v ? i.jt : i.jf;
      case kJgt:
        return a_ > v ? i.jt : i.jf;
      case kJge:
        return a_ >= v ? i.jt : i.jf;
      case kJset:
        return (a_ & v) != 0 ? i.jt : i.jf;
      default:
        return i.k;  // kJa
    }
  }

  uint32_t reject() {
    rejected_ = true;
    return 0;
  }

  ReadFailure failure_;
  Reader packet_;
  const PacketFacts& facts_;
  uint32_t a_ = 0;
  uint32_t x_ = 0;
  std::array<uint32_t, kScratchWords> scratch_{};
  bool rejected_ = false;
};

}  // namespace

uint32_t interpret(std::span<const ClassicInstruction> program, std::span<const uint8_t> captured,
                   const PacketFacts& facts) {
  return Machine(captured, facts).run(program);
}

}  // namespace trawl
