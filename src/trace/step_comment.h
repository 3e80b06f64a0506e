// A step as a comment of a pcapng file: lines of "Key: value" with escaped values, as in the comments of a capture.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/text.h"
#include "trace/story.h"

namespace trawl {

/// Texts that steps of a file refer to. They stay as long as this does.
class TextPool {
 public:
  std::string_view keep(std::string text) { return *texts_.insert(std::move(text)).first; }

 private:
  std::set<std::string, std::less<>> texts_;
};

void put_step_comment(TextBuffer& out, const Story& story, const StoryStep& entry);

/// The step, but for what the packet itself says: time, interface and bytes. Nothing: it is no comment of a step.
std::optional<TraceStep> parse_step_comment(std::string_view comment, TextPool& texts);

}  // namespace trawl
