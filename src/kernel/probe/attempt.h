// Finding out by doing: what a kernel has is tried, and the errno value tells.
#pragma once

#include <bpf/bpf.h>

#include <memory>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/finding.h"

struct btf;

namespace trawl {

struct Probe {
  Support support = Support::kUnknown;
  int error_number = 0;  // the errno that said so; 0 with kYes
};

/// 0: yes. EPERM: the kernel may have it and does not tell this process. All else: no.
Probe from_errno(int error_number);
/// A descriptor from the kernel, or -1 and errno.
Probe from_descriptor(const Fd& fd);

struct FreeBtf {
  void operator()(btf* types) const;
};
using BtfPointer = std::unique_ptr<btf, FreeBtf>;

/// The number of a type in the kernel's BTF; 0: it has no such type, or no BTF. `kind`: BTF_KIND_*.
uint32_t kernel_type_id(const btf* types, const std::string& name, uint32_t kind);

/// Loads a program that nobody keeps; invalid, and errno, where the kernel refuses it.
Fd load_attempt(bpf_prog_type type, const std::vector<bpf_insn>& program, const bpf_prog_load_opts* options = nullptr);
/// The smallest: returns `verdict`.
Fd load_attempt(bpf_prog_type type, int32_t verdict, const bpf_prog_load_opts* options = nullptr);

/// A map of storage, whose key and value have to be described.
Fd storage_map_attempt(bpf_map_type type);

}  // namespace trawl
