// What Docker Engine's API says, and Podman's compatible one, as facts. Docker Engine API 1.24 and later.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attribute/runtime/facts.h"
#include "base/error.h"

namespace trawl {

/// GET /containers/json: the ids. Errors: not such a list.
Result<std::vector<std::string>> parse_docker_list(std::string_view json);

/// GET /containers/ID/json. Errors: not a container.
Result<ContainerFacts> parse_docker_container(std::string_view json);

struct DockerEvent {
  std::string action;    // "create", "start", "die", "exec_start: /bin/sh" …
  ContainerFacts facts;  // what the event says itself: those that tell of an end have labels of their own
};
/// One line of GET /events. Nothing: an event of something else than a container. Errors: not an event.
Result<std::optional<DockerEvent>> parse_docker_event(std::string_view json);

/// Whether it can be part of a request's path as it is.
bool is_docker_id(std::string_view id);

}  // namespace trawl
