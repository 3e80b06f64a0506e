// The constants of bpf/lib/compat.h, which every object with owners has.
#pragma once

#include "kernel/features.h"

namespace trawl {

/// `constants`: a skeleton's read-only data, before it is loaded.
template <class Constants>
void set_compat_constants(Constants& constants, const FeatureSet& without) {
  constants.has_task_pointer = !without.test(static_cast<size_t>(Feature::kTaskPointer));
  constants.has_storage_in_tracing = !without.test(static_cast<size_t>(Feature::kStorageInTracing));
  constants.has_typed_pointers = !without.test(static_cast<size_t>(Feature::kBtf));
  constants.has_conntrack = !without.test(static_cast<size_t>(Feature::kConntrack));
}

}  // namespace trawl
