#include "attribute/runtime/containerd.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "attribute/container_store.h"
#include "attribute/runtime/containerd_messages.h"
#include "attribute/runtime/grpc_connection.h"

namespace trawl {

namespace {

constexpr std::string_view kListNamespaces = "/containerd.services.namespaces.v1.Namespaces/List";
constexpr std::string_view kListContainers = "/containerd.services.containers.v1.Containers/List";
constexpr std::string_view kGetContainer = "/containerd.services.containers.v1.Containers/Get";
constexpr std::string_view kListTasks = "/containerd.services.tasks.v1.Tasks/List";
constexpr std::string_view kSubscribe = "/containerd.services.events.v1.Events/Subscribe";

/// One connection: calls and events.
class Containerd {
 public:
  Containerd(const RuntimeSession& session, GrpcConnection& connection) : session_(session), connection_(connection) {}

  Result<void> follow();

 private:
  Result<void> call(std::string_view method, const google::protobuf::MessageLite& request,
                    google::protobuf::MessageLite& answer, std::string_view name_space = {});
  Result<void> tell_all();
  Result<void> tell_namespace(const std::string& name_space, std::set<std::string>& ids);
  Result<void> tell_one(const ContainerdEvent& event);
  Result<void> apply(const ContainerdEvent& event);

  const RuntimeSession& session_;
  GrpcConnection& connection_;
};

Result<void> Containerd::call(std::string_view method, const google::protobuf::MessageLite& request,
                              google::protobuf::MessageLite& answer, std::string_view name_space) {
  const auto status = connection_.call(method, request, answer, name_space);
  if (!status) return std::unexpected(status.error());
  if (*status != kGrpcOk) return fail(std::string(method) + ": gRPC status " + std::to_string(*status));
  return {};
}

Result<void> Containerd::tell_namespace(const std::string& name_space, std::set<std::string>& ids) {
  containerd::ListContainersResponse containers;
  containerd::ListTasksResponse tasks;
  auto listed = call(kListContainers, containerd::ListContainersRequest(), containers, name_space);
  if (listed) listed = call(kListTasks, containerd::ListTasksRequest(), tasks, name_space);
  if (!listed) return listed;
  std::map<std::string, uint32_t> pids;
  for (const auto& task : tasks.tasks()) {
    pids.emplace(task.container_id().empty() ? task.id() : task.container_id(), task.pid());
  }
  for (const auto& container : containers.containers()) {
    ContainerFacts facts = facts_of(container, name_space);
    if (facts.container.id.empty()) continue;
    const auto pid = pids.find(facts.container.id);
    if (pid != pids.end()) facts.init_pid = pid->second;
    ids.insert(facts.container.id);
    session_.store.put(session_.source, std::move(facts));
  }
  return {};
}

Result<void> Containerd::tell_all() {
  containerd::ListNamespacesResponse namespaces;
  if (auto listed = call(kListNamespaces, containerd::ListNamespacesRequest(), namespaces); !listed) return listed;
  std::set<std::string> ids;
  for (const auto& each : namespaces.namespaces()) {
    if (auto told = tell_namespace(each.name(), ids); !told) return told;
  }
  session_.store.keep_only(session_.source, ids);
  session_.synced = true;
  return {};
}

/// Of a container that is gone by now, what the event itself says is all there is.
Result<void> Containerd::tell_one(const ContainerdEvent& event) {
  containerd::GetContainerRequest request;
  request.set_id(event.id);
  containerd::GetContainerResponse answer;
  const auto status = connection_.call(kGetContainer, request, answer, event.name_space);
  if (!status) return std::unexpected(status.error());
  if (*status != kGrpcOk || answer.container().id().empty()) {
    if (session_.store.knows(session_.source, event.id)) return {};
    answer.mutable_container()->set_id(event.id);
    answer.mutable_container()->set_image(event.image);
  }
  ContainerFacts facts = facts_of(answer.container(), event.name_space);
  facts.init_pid = event.init_pid;
  session_.store.put(session_.source, std::move(facts));
  return {};
}

Result<void> Containerd::apply(const ContainerdEvent& event) {
  switch (event.kind) {
    case ContainerdEvent::Kind::kChanged:
    case ContainerdEvent::Kind::kStarted:
      return tell_one(event);
    case ContainerdEvent::Kind::kEnded:
    case ContainerdEvent::Kind::kDeleted:
      session_.store.end(session_.source, event.id);
      return {};
    case ContainerdEvent::Kind::kOther:
      return {};
  }
  return {};
}

Result<void> Containerd::follow() {
  containerd::SubscribeRequest request;
  for (const char* filter : {R"(topic~="^/containers/")", R"(topic~="^/tasks/")"}) {
    request.add_filters(filter);
  }
  // First the events, then the lists: so nothing happens unseen in between.
  const auto events = connection_.subscribe(kSubscribe, request);
  if (!events) return std::unexpected(events.error());
  if (auto told = tell_all(); !told) return told;
  for (;;) {
    const auto message = connection_.next(*events, kNoDeadline);
    if (!message) return std::unexpected(message.error());
    if (!*message) return fail("the stream of events ended");
    const auto event = parse_containerd_event(**message);
    if (!event) return std::unexpected(event.error());
    if (auto applied = apply(*event); !applied) return applied;
  }
}

}  // namespace

Result<void> follow_containerd(const RuntimeSession& session) {
  const auto connection = GrpcConnection::open(session.address, session.stop_fd);
  if (!connection) return std::unexpected(connection.error());
  return Containerd(session, **connection).follow();
}

}  // namespace trawl
