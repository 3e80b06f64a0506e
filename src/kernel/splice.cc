#include "kernel/splice.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cerrno>
#include <span>

#include "wire/trace.h"

namespace trawl {

namespace {

/// Where the last function starts that is called, which is the last one of the program; 0: none is.
size_t last_function(std::span<const bpf_insn> code) {
  size_t last = 0;
  for (size_t i = 0; i < code.size(); i++) {
    if (code[i].code != (BPF_JMP | BPF_CALL) || code[i].src_reg != BPF_PSEUDO_CALL) continue;
    last = std::max(last, i + 1 + static_cast<size_t>(code[i].imm));
  }
  return last;
}

int replace_function(bpf_program* program, bpf_prog_load_opts* options, long cookie) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): libbpf carries a number
  const auto& splice = *reinterpret_cast<const Splice*>(cookie);
  const std::span code(bpf_program__insns(program), bpf_program__insn_cnt(program));
  const auto is_stub = [](const bpf_insn& insn) { return insn.imm == TRAWL_EXPRESSION; };
  if (std::ranges::none_of(code, is_stub)) return 0;  // a program that has no use for it
  const size_t start = last_function(code);
  if (start >= code.size() || std::ranges::none_of(code.subspan(start), is_stub)) return -EINVAL;
  std::vector<bpf_insn> spliced(code.begin(), code.begin() + static_cast<ptrdiff_t>(start));
  spliced.insert(spliced.end(), splice.function().begin(), splice.function().end());
  options->line_info_cnt = 0;  // the compiler's notes on lines do not fit any more
  return bpf_program__set_insns(program, spliced.data(), spliced.size());
}

}  // namespace

Result<void> Splice::handle(const char* section, bpf_prog_type type, bpf_attach_type attach_type) {
  libbpf_prog_handler_opts options{};
  options.sz = sizeof(options);
  options.cookie = reinterpret_cast<long>(this);
  options.prog_prepare_load_fn = replace_function;
  const SectionHandler& handler = handlers_.emplace_back(section, type, attach_type, &options);
  if (handler.error() != 0) return fail_errno("prepare the trace programs", handler.error());
  return {};
}

}  // namespace trawl
