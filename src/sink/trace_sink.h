// Where the steps of traced packets go: text, JSON, a file.
#pragma once

#include "base/error.h"
#include "trace/story.h"

namespace trawl {

class TraceSink {
 public:
  virtual ~TraceSink() = default;

  /// Each step as it comes, in its place in its story.
  virtual Result<void> step(const Story& /*story*/, const StoryStep& /*step*/) { return {}; }
  /// Each packet's story, when it has ended.
  virtual Result<void> story(const Story& /*story*/) { return {}; }
  /// Everything written so far reaches the file, the pipe or the terminal.
  virtual Result<void> flush() = 0;
  /// The last call.
  virtual Result<void> finish() { return flush(); }
};

}  // namespace trawl
