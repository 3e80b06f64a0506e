// Which parts of a packet's context are shown and written: --context.
#pragma once

namespace trawl {

struct ContextParts {
  bool process = true;
  bool thread = true;
  bool parent = true;
  bool user = true;
  bool container = true;
  bool pod = true;
};

}  // namespace trawl
