// What every command that works in the kernel can be told about it.
#pragma once

#include <string>

#include "kernel/features.h"

namespace trawl {

struct KernelOptions {
  FeatureSet without;    // --without: what the kernel is taken not to have
  std::string btf_file;  // --kernel-btf; empty: the first there is (btf_file.h)
};

}  // namespace trawl
