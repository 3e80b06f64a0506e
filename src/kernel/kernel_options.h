// What every command that works in the kernel can be told about it.
#pragma once

#include "kernel/features.h"

namespace trawl {

struct KernelOptions {
  FeatureSet without;  // --without: what the kernel is taken not to have
};

}  // namespace trawl
