// A program in the kernel, run on packets of our choice (BPF_PROG_TEST_RUN). Needs root.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <span>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

class KernelProgram {
 public:
  /// The error carries the end of the verifier's log.
  static Result<KernelProgram> load(bpf_prog_type type, std::span<const bpf_insn> instructions);

  /// The program's return value. `mark` becomes the skb's; not for XDP programs.
  Result<uint32_t> run(std::span<const uint8_t> packet, std::optional<uint32_t> mark = {}) const;

  /// Nanoseconds per run, over `repeat` runs in one go.
  Result<uint32_t> time(std::span<const uint8_t> packet, uint32_t repeat) const;

 private:
  explicit KernelProgram(Fd fd) : fd_(std::move(fd)) {}
  Result<uint32_t> test_run(bpf_attr& attr, std::span<const uint8_t> packet) const;

  Fd fd_;
};

}  // namespace trawl
