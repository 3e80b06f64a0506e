// BPF iterators: programs that the kernel runs over everything of a kind.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

struct bpf_program;

namespace trawl {

/// Runs an iterator program over everything once, for what it does. False: this kernel does not have it.
bool run_iterator(const bpf_program* program);

/// The same, for what it writes.
std::optional<std::vector<uint8_t>> iterator_output(const bpf_program* program);

}  // namespace trawl
