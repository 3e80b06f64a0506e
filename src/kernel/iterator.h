// BPF iterators that are run for what they do, not for what they print.
#pragma once

struct bpf_program;

namespace trawl {

/// Runs an iterator program over everything once. False: this kernel does not have it.
bool run_iterator(const bpf_program* program);

}  // namespace trawl
