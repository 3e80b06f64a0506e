// What was found out about a machine, in rows and groups that every way of showing them shares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trawl {

enum class Support : uint8_t { kYes, kNo, kUnknown };

struct Finding {
  std::string name;
  std::optional<Support> support;  // nothing: a fact, which `detail` tells
  int error_number = 0;            // the errno value that said so; 0: none did
  std::string detail;              // may be empty
  std::string used_for;            // what trawl needs it for; empty: for nothing
  std::string otherwise;           // what is done without it; empty: nothing can be
};

struct FindingGroup {
  std::string name;
  bool counted = false;  // the short form counts the rows and shows those that are missed
  bool listed = false;   // a counted group whose short form names the rows that are supported
  std::vector<Finding> findings;
};

}  // namespace trawl
