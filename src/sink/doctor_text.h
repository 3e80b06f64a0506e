// What `trawl doctor` found, for people and for programs.
#pragma once

#include <span>
#include <string>

#include "base/finding.h"

namespace trawl {

struct DoctorTextOptions {
  bool color = false;
  bool every_row = false;  // also of groups that the short form counts
};

/// A line for each finding: its group, a sign, its name, what it is for, and what is done without it.
std::string doctor_text(std::span<const FindingGroup> groups, const DoctorTextOptions& options);

/// One object; docs/doctor.schema.json describes it. `works`: every mode does.
std::string doctor_json(std::span<const FindingGroup> groups, bool works);

}  // namespace trawl
