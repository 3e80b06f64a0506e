// The doctor's arguments -> its options.
#pragma once

#include <string>

#include "base/error.h"
#include "cli/arguments.h"
#include "mode/doctor.h"

namespace trawl {

/// `program`: the name in messages. Errors: an argument that makes no sense.
Result<DoctorOptions> doctor_options(const Arguments& arguments, const std::string& program);

}  // namespace trawl
