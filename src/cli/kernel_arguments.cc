#include "cli/kernel_arguments.h"

namespace trawl {

Result<bool> read_kernel_option(KernelOptions& options, OptionId id, const char* argument) {
  if (id == OptionId::kKernelBtf) {
    options.btf_file = argument;
    return true;
  }
  if (id != OptionId::kWithout) return false;
  if (auto added = add_feature(options.without, argument); !added) return std::unexpected(added.error());
  return true;
}

}  // namespace trawl
