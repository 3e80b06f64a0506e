#include "kernel/instructions.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>

#if defined(__x86_64__)
#include <capstone/capstone.h>
#endif

namespace trawl {

#if defined(__x86_64__)

namespace {

/// struct pt_regs of x86-64 begins with these (arch/x86/include/asm/ptrace.h).
struct Register {
  x86_reg number;
  std::string_view name;
};
constexpr Register kRegisters[] = {
    {X86_REG_R15, "r15"}, {X86_REG_R14, "r14"}, {X86_REG_R13, "r13"}, {X86_REG_R12, "r12"}, {X86_REG_RBP, "rbp"},
    {X86_REG_RBX, "rbx"}, {X86_REG_R11, "r11"}, {X86_REG_R10, "r10"}, {X86_REG_R9, "r9"},   {X86_REG_R8, "r8"},
    {X86_REG_RAX, "rax"}, {X86_REG_RCX, "rcx"}, {X86_REG_RDX, "rdx"}, {X86_REG_RSI, "rsi"}, {X86_REG_RDI, "rdi"},
};

template <auto Member, class Value>
uint8_t word_of(const Value& value) {
  const auto* found = std::ranges::find(kRegisters, value, Member);
  return found == std::end(kRegisters) ? uint8_t{0} : static_cast<uint8_t>(found - std::begin(kRegisters) + 1);
}

/// endbr64, and what the kernel writes over it where no indirect call leads (arch/x86/include/asm/ibt.h).
bool is_landing_pad(std::span<const uint8_t> code) {
  constexpr uint8_t kPads[][4] = {{0xf3, 0x0f, 0x1e, 0xfa}, {0x66, 0x0f, 0x1f, 0x00}, {0x0f, 0x1f, 0x40, 0xd6}};
  return code.size() >= sizeof(kPads[0]) &&
         std::ranges::any_of(kPads, [&](const auto& pad) { return std::memcmp(pad, code.data(), sizeof(pad)) == 0; });
}

Instruction instruction_of(const cs_insn& decoded) {
  Instruction made{.address = decoded.address, .size = static_cast<uint8_t>(decoded.size)};
  made.landing_pad = is_landing_pad({decoded.bytes, decoded.size});
  made.calls = decoded.id == X86_INS_CALL;
  if ((!made.calls && decoded.id != X86_INS_JMP) || decoded.detail->x86.op_count != 1) return made;
  const cs_x86_op& operand = decoded.detail->x86.operands[0];
  if (operand.type == X86_OP_IMM) made.target = static_cast<uint64_t>(operand.imm);
  if (operand.type == X86_OP_REG) made.target_register = word_of<&Register::number>(operand.reg);
  return made;
}

struct Decoder {
  csh handle = 0;
  Decoder() {
    if (cs_open(CS_ARCH_X86, CS_MODE_64, &handle) == CS_ERR_OK) cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { cs_close(&handle); }
};

}  // namespace

std::vector<Instruction> decode_instructions(std::span<const uint8_t> code, uint64_t address) {
  std::vector<Instruction> instructions;
  const Decoder decoder;
  const auto free_one = [](cs_insn* one) { cs_free(one, 1); };
  const std::unique_ptr<cs_insn, decltype(free_one)> decoded(cs_malloc(decoder.handle));
  const uint8_t* at = code.data();
  size_t left = code.size();
  while (decoded && cs_disasm_iter(decoder.handle, &at, &left, &address, decoded.get())) {
    instructions.push_back(instruction_of(*decoded));
  }
  return instructions;
}

uint8_t thunk_register(std::string_view function) {
  // arch/x86/lib/retpoline.S: the plain ones, those that count calls (Linux 6.2), those that are aligned otherwise
  // (6.15).
  constexpr std::string_view kThunks[] = {"__x86_indirect_thunk_", "__x86_indirect_call_thunk_",
                                          "__x86_indirect_its_thunk_"};
  for (const std::string_view thunk : kThunks) {
    if (function.starts_with(thunk)) return word_of<&Register::name>(function.substr(thunk.size()));
  }
  return 0;
}

#else

// All instructions of 64-bit ARM have one size; struct user_pt_regs begins with x0 to x30.
std::vector<Instruction> decode_instructions(std::span<const uint8_t> code, uint64_t address) {
  constexpr uint32_t kBranchLink = 0x94000000;          // bl: C6.2 of the Architecture Reference Manual
  constexpr uint32_t kBranchLinkRegister = 0xd63f0000;  // blr
  std::vector<Instruction> instructions;
  for (size_t at = 0; at + sizeof(uint32_t) <= code.size(); at += sizeof(uint32_t)) {
    uint32_t word = 0;
    std::memcpy(&word, code.data() + at, sizeof(word));
    Instruction made{.address = address + at, .size = sizeof(word)};
    if ((word & 0xfc000000) == kBranchLink) {
      made.calls = true;
      const auto words = static_cast<int32_t>(word << 6) >> 6;
      made.target = made.address + static_cast<uint64_t>(int64_t{words} * 4);
    } else if ((word & 0xfffffc1f) == kBranchLinkRegister) {
      made.calls = true;
      made.target_register = static_cast<uint8_t>((word >> 5 & 31) + 1);
    }
    instructions.push_back(made);
  }
  return instructions;
}

uint8_t thunk_register(std::string_view /*function*/) {
  return 0;
}

#endif

}  // namespace trawl
