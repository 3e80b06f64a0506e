#include "sink/context_json.h"

namespace trawl {

namespace {

void put_parent(JsonWriter& json, const ProcessContext& parent) {
  json.key("parent").begin_object();
  json.key("pid").value(parent.pid).key("comm").value(parent.comm);
  put_image(json, parent);
  json.end_object();
}

void put_container(JsonWriter& json, const ContainerContext& container) {
  json.key("container").begin_object();
  json.key("id").value(container.id).key("name").value(container.name).key("image").value(container.image);
  json.key("labels").value(container.labels).end_object();
}

void put_pod(JsonWriter& json, const PodContext& pod) {
  json.key("pod").begin_object();
  json.key("name").value(pod.name).key("namespace").value(pod.name_space).key("uid").value(pod.uid);
  json.key("labels").value(pod.labels).key("annotations").value(pod.annotations).end_object();
}

}  // namespace

void put_image(JsonWriter& json, const ProcessContext& process) {
  if (!process.path.empty()) json.key("path").value(process.path);
  if (process.arguments.empty()) return;
  json.key("arguments").begin_array();
  for (const auto& argument : process.arguments) json.value(argument);
  json.end_array();
}

void put_surroundings(JsonWriter& json, const Party& party, const ContextParts& parts) {
  const ProcessContext& process = party.process;
  if (parts.user && process.uid != kNoUid) {
    json.key("uid").value(process.uid);
    if (!process.user.empty()) json.key("user").value(process.user);
  }
  if (parts.parent && party.parent != nullptr) put_parent(json, *party.parent);
  if (parts.container && party.container != nullptr) put_container(json, *party.container);
  if (parts.pod && party.pod != nullptr) put_pod(json, *party.pod);
}

}  // namespace trawl
