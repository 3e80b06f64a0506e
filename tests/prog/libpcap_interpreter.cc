#include "prog/libpcap_interpreter.h"

#include <pcap/pcap.h>

#include <bit>
#include <vector>

namespace trawl {

uint32_t libpcap_interpret(std::span<const ClassicInstruction> program, std::span<const uint8_t> captured,
                           uint32_t wire_length) {
  std::vector<bpf_insn> instructions;
  instructions.reserve(program.size());
  for (const ClassicInstruction& i : program) instructions.push_back(std::bit_cast<bpf_insn>(i));
  return bpf_filter(instructions.data(), captured.data(), wire_length, static_cast<u_int>(captured.size()));
}

bool writes_before_it_reads(std::span<const ClassicInstruction> program) {
  using namespace classic;
  std::vector<uint32_t> written(program.size(), UINT32_MAX);  // on every way to the instruction
  written[0] = 0;
  for (size_t n = 0; n < program.size(); n++) {
    const ClassicInstruction& i = program[n];
    uint32_t now = written[n];
    const bool loads = instruction_class(i) == kLd || instruction_class(i) == kLdx;
    if (loads && mode(i) == kMem && (now >> i.k & 1) == 0) return false;
    if (instruction_class(i) == kSt || instruction_class(i) == kStx) now |= 1U << i.k;
    const auto pass_on = [&](size_t to) { written[to] &= now; };
    if (instruction_class(i) == kRet) continue;
    if (instruction_class(i) != kJmp) {
      pass_on(n + 1);
    } else if (operation(i) == kJa) {
      pass_on(n + 1 + i.k);
    } else {
      pass_on(n + 1 + i.jt);
      pass_on(n + 1 + i.jf);
    }
  }
  return true;
}

}  // namespace trawl
