#include "attribute/runtime/docker_json.h"

#include <nlohmann/json.hpp>

namespace trawl {

namespace {

using Json = nlohmann::json;

Json parse(std::string_view text) {
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

/// A member of an object; null when there is none, or `object` is none.
const Json& member(const Json& object, const char* name) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(name);
  return found == object.end() ? kNull : *found;
}

std::string text(const Json& value) {
  return value.is_string() ? bounded_text(value.get_ref<const std::string&>()) : std::string();
}

Labels labels(const Json& object) {
  Labels all;
  BoundedLabels bounded(all);
  if (!object.is_object()) return all;
  for (const auto& [key, value] : object.items()) {
    if (value.is_string()) bounded.add(key, value.get_ref<const std::string&>());
  }
  return all;
}

/// Takes a label out.
std::string take(Labels& labels, const char* key) {
  auto node = labels.extract(key);
  return node.empty() ? std::string() : bounded_text(node.mapped());
}

/// Docker writes a container's name with a slash in front.
std::string without_slash(const std::string& name) {
  return name.starts_with('/') ? name.substr(1) : name;
}

}  // namespace

bool is_docker_id(std::string_view id) {
  constexpr std::string_view kAllowed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.-";
  return !id.empty() && id.size() <= 256 && id.find_first_not_of(kAllowed) == std::string_view::npos;
}

Result<std::vector<std::string>> parse_docker_list(std::string_view json) {
  const Json list = parse(json);
  if (!list.is_array()) return fail("not a list of containers");
  std::vector<std::string> ids;
  for (const Json& container : list) {
    if (std::string id = text(member(container, "Id")); is_docker_id(id)) ids.push_back(std::move(id));
  }
  return ids;
}

Result<ContainerFacts> parse_docker_container(std::string_view json) {
  const Json container = parse(json);
  ContainerFacts facts;
  facts.container.id = text(member(container, "Id"));
  if (!is_docker_id(facts.container.id)) return fail("not a container");
  const Json& config = member(container, "Config");
  facts.container.name = without_slash(text(member(container, "Name")));
  facts.container.image = text(member(config, "Image"));
  facts.container.labels = labels(member(config, "Labels"));
  facts.in_pod = !label(facts.container.labels, kPodUidLabel).empty();
  const Json& pid = member(member(container, "State"), "Pid");
  if (pid.is_number_unsigned() && pid.get<uint64_t>() <= INT32_MAX) facts.init_pid = pid.get<uint32_t>();
  return facts;
}

Result<std::optional<DockerEvent>> parse_docker_event(std::string_view json) {
  const Json event = parse(json);
  if (!event.is_object()) return fail("not an event");
  if (text(member(event, "Type")) != "container") return std::nullopt;
  const Json& actor = member(event, "Actor");
  DockerEvent parsed{.action = text(member(event, "Action"))};
  ContainerContext& container = parsed.facts.container;
  container.id = text(member(actor, "ID"));
  if (!is_docker_id(container.id)) return std::nullopt;
  // Name, image and labels are one bag.
  container.labels = labels(member(actor, "Attributes"));
  container.name = take(container.labels, "name");
  container.image = take(container.labels, "image");
  for (const char* none : {"containerExitCode", "podId"}) container.labels.erase(none);  // Podman's
  return parsed;
}

}  // namespace trawl
