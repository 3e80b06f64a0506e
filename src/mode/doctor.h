// `trawl doctor`: what this machine lets trawl do, found out by trying.
#pragma once

#include "base/error.h"
#include "kernel/kernel_options.h"

namespace trawl {

struct DoctorOptions {
  bool json = false;
  bool color = false;
  int verbose = 0;  // 1: every row
  KernelOptions kernel;
};

/// Returns the exit status: 0 when every mode can work, else 1.
Result<int> run_doctor(const DoctorOptions& options);

}  // namespace trawl
