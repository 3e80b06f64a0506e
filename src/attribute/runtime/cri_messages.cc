#include "attribute/runtime/cri_messages.h"

#include <nlohmann/json.hpp>

namespace trawl {

namespace {

Labels labels(const google::protobuf::Map<std::string, std::string>& all) {
  Labels bounded;
  BoundedLabels add(bounded);
  for (const auto& [key, value] : all) add.add(key, value);
  return bounded;
}

}  // namespace

PodFacts facts_of(const cri::PodSandbox& sandbox) {
  return {.sandbox_id = bounded_text(sandbox.id()),
          .pod = {.name = bounded_text(sandbox.metadata().name()),
                  .name_space = bounded_text(sandbox.metadata().namespace_()),
                  .uid = bounded_text(sandbox.metadata().uid()),
                  .labels = labels(sandbox.labels()),
                  .annotations = labels(sandbox.annotations())}};
}

ContainerFacts facts_of(const cri::Container& container) {
  return {.container = {.id = bounded_text(container.id()),
                        .name = bounded_text(container.metadata().name()),
                        .image = bounded_text(container.image().image()),
                        .labels = labels(container.labels())},
          .sandbox_id = bounded_text(container.pod_sandbox_id())};
}

uint32_t init_pid_in(const google::protobuf::Map<std::string, std::string>& info) {
  const auto text = info.find("info");
  if (text == info.end()) return 0;
  const auto json = nlohmann::json::parse(text->second, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return 0;
  const auto pid = json.find("pid");
  if (pid == json.end() || !pid->is_number_unsigned() || pid->get<uint64_t>() > INT32_MAX) return 0;
  return pid->get<uint32_t>();
}

}  // namespace trawl
