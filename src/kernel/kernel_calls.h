// Functions of the kernel that programs may call. libbpf would bind them, but takes every such program for one that
// cannot be loaded without the kernel's own BTF, whether it calls them or not.
#pragma once

struct bpf_object;

namespace trawl {

/// The function's number in the kernel's own types; 0: it has none of this name.
int kernel_function(const char* name);

/// Puts the functions into the places of their markers (wire/kernel_calls.h). Call it before the object is loaded.
void bind_kernel_calls(bpf_object* object);

}  // namespace trawl
