// What containerd's messages say, as facts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "attribute/runtime/containerd.pb.h"
#include "attribute/runtime/facts.h"
#include "base/error.h"

namespace trawl {

/// `name_space` is containerd's. A container without an id has an empty one.
ContainerFacts facts_of(const containerd::Container& container, std::string_view name_space);

struct ContainerdEvent {
  enum class Kind : uint8_t { kOther, kChanged, kStarted, kEnded, kDeleted };
  Kind kind = Kind::kOther;
  std::string name_space;
  std::string id;         // of a container
  std::string image;      // kChanged; may be empty
  uint32_t init_pid = 0;  // kStarted
};
/// An answer of containerd.services.events.v1.Events/Subscribe. Errors: not an event.
Result<ContainerdEvent> parse_containerd_event(const std::string& envelope);

}  // namespace trawl
