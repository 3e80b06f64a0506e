// What happened to a packet between two steps.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trace/layers.h"
#include "trace/step.h"

namespace trawl {

struct Change {
  std::string_view what;  // "interface", "source", "headers", ...
  std::string before;
  std::string after;

  bool operator==(const Change&) const = default;
};

/// A step and what its headers say.
struct ReadStep {
  TraceStep step;
  Layers layers;
};

/// Interface, namespace, mark, size, addresses (NAT), hops, and layers put on or taken off. What one of the two steps
/// does not know is no change. The addresses are compared only while the layers are the same.
std::vector<Change> changes_between(const ReadStep& before, const ReadStep& after);

}  // namespace trawl
