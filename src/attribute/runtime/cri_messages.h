// What the Container Runtime Interface says, as facts.
#pragma once

#include <cstdint>
#include <string>

#include "attribute/runtime/cri.pb.h"
#include "attribute/runtime/facts.h"

namespace trawl {

PodFacts facts_of(const cri::PodSandbox& sandbox);
ContainerFacts facts_of(const cri::Container& container);

/// The process a runtime names in what it adds to a verbose status: "info" is JSON, with the number as "pid" in
/// containerd's and CRI-O's. 0: it names none.
uint32_t init_pid_in(const google::protobuf::Map<std::string, std::string>& info);

}  // namespace trawl
