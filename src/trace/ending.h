// How a packet's story ended, in one sentence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "trace/story.h"

namespace trawl {

enum class EndingKind : uint8_t {
  kDelivered,  // a socket of this host has it
  kSent,       // a device took it
  kDropped,
  kHandled,  // the kernel itself was its receiver
  kOpen,     // its end was not seen
};

struct Ending {
  EndingKind kind = EndingKind::kOpen;
  std::string text;  // without a full stop; text from processes is escaped
};

/// The word for it in JSON: "delivered", "sent", ...
std::string_view ending_name(EndingKind kind);

/// The story has at least one step.
Ending ending_of(const Story& story);

}  // namespace trawl
