// The types of BPF maps: what each is for, what trawl does with it, and whether this kernel has it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kernel/probe/attempt.h"

namespace trawl {

/// What a map of the type is made with, besides numbers.
enum class MapNeed : uint8_t {
  kNothing,
  kInnerMap,      // the maps that it will hold look like this one
  kStorageTypes,  // BTF of its key and value
  kKernelStruct,  // a structure of the kernel whose functions it replaces
  kPages,         // its size is a number of bytes in whole pages
};

struct MapTypeText {
  uint32_t number;  // enum bpf_map_type
  std::string_view name;
  std::string_view since;  // the kernel it came with; for readers, never compared
  std::string_view what;   // what it is for
  std::string_view used;   // where trawl uses it; empty: it does not
  std::string_view why;    // why it does not; empty: it does
  uint32_t key;            // bytes
  uint32_t value;          // bytes
  uint32_t entries;
  uint32_t flags;
  MapNeed need;
};

/// One row for each, in the order of their numbers.
std::span<const MapTypeText> map_types();

/// Makes such a map, of which nothing stays.
Probe probe(const MapTypeText& type);

}  // namespace trawl
