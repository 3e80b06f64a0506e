// The context of packets and of TCP events as members of a JSON object.
#pragma once

#include "base/json_writer.h"
#include "packet/context.h"
#include "packet/context_parts.h"

namespace trawl {

/// What the process runs: path and arguments, where they are known.
void put_image(JsonWriter& json, const ProcessContext& process);

/// User, parent, container and pod, those of `parts` that are known.
void put_surroundings(JsonWriter& json, const Party& party, const ContextParts& parts);

}  // namespace trawl
