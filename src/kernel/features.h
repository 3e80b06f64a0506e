// What this kernel has of that which trawl uses when it is there, and does without when not. Found out by doing, never
// by version numbers: distributions carry features back, and configurations leave them out.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/error.h"
#include "kernel/probe/attempt.h"

namespace trawl {

enum class Feature : uint8_t {
  kTcx,
  kTaskPointer,
  kStorageInTracing,
  kBtf,
  kConntrack,
  kXdpBuffers,
  kKprobeMulti,
};
constexpr size_t kFeatures = 7;

/// A set of features, by their numbers.
using FeatureSet = std::bitset<kFeatures>;

struct FeatureText {
  Feature feature;
  std::string_view name;       // for --without
  std::string_view since;      // the kernel it came with; for readers, never compared
  std::string_view what;       // what it is
  std::string_view otherwise;  // what is done without it, and what that costs
};

/// One row for each, in the order of the enum.
std::span<const FeatureText> feature_texts();

/// Tries. Needs the privileges that a capture needs; without them the answer is kUnknown.
Probe probe(Feature feature);

/// Whether it is not switched off and there.
bool is_usable(Feature feature, const FeatureSet& without);

/// All that this kernel says it does not have.
FeatureSet absent_features();

/// The set, and what cannot be used without something in it.
FeatureSet with_consequences(FeatureSet without);

/// Adds the feature of this name to the set; the error lists the names.
Result<void> add_feature(FeatureSet& set, std::string_view name);

}  // namespace trawl
