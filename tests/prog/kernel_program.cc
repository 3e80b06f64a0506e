#include "prog/kernel_program.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace trawl {
namespace {

long bpf(bpf_cmd command, bpf_attr& attr) {
  return syscall(SYS_bpf, command, &attr, sizeof attr);
}

uint64_t address(const void* p) {
  return reinterpret_cast<uintptr_t>(p);
}

/// The verifier gives up with EAGAIN when a signal comes.
long load_program(bpf_attr& attr) {
  constexpr int kAttempts = 5;
  long fd = -1;
  for (int attempt = 0; attempt < kAttempts; attempt++) {
    fd = bpf(BPF_PROG_LOAD, attr);
    if (fd >= 0 || errno != EAGAIN) break;
  }
  return fd;
}

}  // namespace

Result<KernelProgram> KernelProgram::load(bpf_prog_type type, std::span<const bpf_insn> instructions) {
  bpf_attr attr{};
  attr.prog_type = type;
  attr.insns = address(instructions.data());
  attr.insn_cnt = static_cast<uint32_t>(instructions.size());
  attr.license = address("Dual BSD/GPL");
  if (const long fd = load_program(attr); fd >= 0) return KernelProgram(Fd(static_cast<int>(fd)));
  const int reason = errno;
  std::string log(1 << 22, '\0');
  attr.log_buf = address(log.data());
  attr.log_size = static_cast<uint32_t>(log.size());
  attr.log_level = 1;
  if (const long fd = load_program(attr); fd >= 0) close(static_cast<int>(fd));
  log.resize(std::strlen(log.c_str()));
  return fail_errno("load", reason, log.size() > 4000 ? log.substr(log.size() - 4000) : log);
}

Result<uint32_t> KernelProgram::test_run(bpf_attr& attr, std::span<const uint8_t> packet) const {
  std::array<uint8_t, 65536> out;  // NOLINT(cppcoreguidelines-pro-type-member-init): the kernel writes it
  attr.test.prog_fd = static_cast<uint32_t>(fd_.get());
  attr.test.data_in = address(packet.data());
  attr.test.data_size_in = static_cast<uint32_t>(packet.size());
  attr.test.data_out = address(out.data());
  attr.test.data_size_out = out.size();
  if (bpf(BPF_PROG_TEST_RUN, attr) != 0) return fail_errno("test run", errno);
  return attr.test.retval;
}

Result<uint32_t> KernelProgram::run(std::span<const uint8_t> packet, std::optional<uint32_t> mark) const {
  bpf_attr attr{};
  __sk_buff context{};
  if (mark) {
    context.mark = *mark;
    attr.test.ctx_in = address(&context);
    attr.test.ctx_size_in = sizeof context;
  }
  return test_run(attr, packet);
}

Result<uint32_t> KernelProgram::time(std::span<const uint8_t> packet, uint32_t repeat) const {
  bpf_attr attr{};
  attr.test.repeat = repeat;
  if (auto result = test_run(attr, packet); !result) return result;
  return attr.test.duration;
}

}  // namespace trawl
