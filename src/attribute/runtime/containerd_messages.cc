#include "attribute/runtime/containerd_messages.h"

#include <algorithm>

namespace trawl {

namespace {

using Kind = ContainerdEvent::Kind;

// Labels of those who use containerd.
constexpr std::string_view kDockerNamespace = "moby";
constexpr std::string_view kNerdctlName = "nerdctl/name";
constexpr std::string_view kCriKind = "io.cri-containerd.kind";

template <class Message>
bool parse(const containerd::Envelope& envelope, Message& message) {
  return message.ParseFromString(envelope.event().value());
}

bool read_container(const containerd::Envelope& envelope, ContainerdEvent& event) {
  containerd::ContainerEvent message;
  if (!parse(envelope, message)) return false;
  event.id = message.id();
  event.image = message.image();
  return true;
}

template <class Message>
bool read_start(const containerd::Envelope& envelope, ContainerdEvent& event) {
  Message message;
  if (!parse(envelope, message)) return false;
  event.id = message.container_id();
  event.init_pid = message.pid();
  return true;
}

bool read_exit(const containerd::Envelope& envelope, ContainerdEvent& event) {
  containerd::TaskExit message;
  if (!parse(envelope, message)) return false;
  event.id = message.container_id();
  if (message.id() != message.container_id()) event.kind = Kind::kOther;  // an exec's
  return true;
}

struct Topic {
  std::string_view name;
  Kind kind;
  bool (*read)(const containerd::Envelope&, ContainerdEvent&);
};
constexpr Topic kTopics[] = {
    {"/containers/create", Kind::kChanged, read_container},
    {"/containers/update", Kind::kChanged, read_container},
    {"/containers/delete", Kind::kDeleted, read_container},
    {"/tasks/create", Kind::kStarted, read_start<containerd::TaskCreate>},
    {"/tasks/start", Kind::kStarted, read_start<containerd::TaskStart>},
    {"/tasks/exit", Kind::kEnded, read_exit},
};

}  // namespace

ContainerFacts facts_of(const containerd::Container& container, std::string_view name_space) {
  ContainerFacts facts;
  ContainerContext& context = facts.container;
  context.id = bounded_text(container.id());
  context.image = bounded_text(container.image());
  if (name_space == kDockerNamespace) return facts;  // Docker knows the rest
  BoundedLabels bounded(context.labels);
  for (const auto& [key, value] : container.labels()) bounded.add(key, value);
  facts.in_pod = !label(context.labels, kCriKind).empty();
  const bool sandbox = label(context.labels, kCriKind) == "sandbox";
  context.name = sandbox ? kSandboxName : label(context.labels, kContainerNameLabel);
  if (context.name.empty()) context.name = label(context.labels, kNerdctlName);
  if (context.name.empty() && !facts.in_pod) context.name = context.id;  // a person chose it
  return facts;
}

Result<ContainerdEvent> parse_containerd_event(const std::string& envelope) {
  containerd::Envelope message;
  if (!message.ParseFromString(envelope)) return fail("not an event");
  ContainerdEvent event;
  const auto* topic = std::ranges::find(kTopics, message.topic(), &Topic::name);
  if (topic == std::end(kTopics)) return event;
  event.kind = topic->kind;
  event.name_space = message.namespace_();
  if (!topic->read(message, event)) return fail("not an event of topic " + std::string(topic->name));
  return event;
}

}  // namespace trawl
