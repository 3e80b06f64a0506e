#include "attribute/runtime/cri.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string>
#include <unordered_set>

#include "attribute/container_store.h"
#include "attribute/runtime/cri_messages.h"
#include "attribute/runtime/grpc_connection.h"

namespace trawl {

namespace {

constexpr std::string_view kListSandboxes = "/runtime.v1.RuntimeService/ListPodSandbox";
constexpr std::string_view kSandboxStatus = "/runtime.v1.RuntimeService/PodSandboxStatus";
constexpr std::string_view kListContainers = "/runtime.v1.RuntimeService/ListContainers";
constexpr std::string_view kContainerStatus = "/runtime.v1.RuntimeService/ContainerStatus";
constexpr std::string_view kEvents = "/runtime.v1.RuntimeService/GetContainerEvents";

// Without events: how often to look, unless somebody wants to know a container. Then soon, and again a few times, for a
// sandbox is listed only when it has been started.
constexpr std::chrono::milliseconds kPause{5000};
constexpr std::chrono::milliseconds kFirstWait{100};

class Cri {
 public:
  Cri(const RuntimeSession& session, GrpcConnection& connection) : session_(session), connection_(connection) {}

  Result<void> follow();

 private:
  Result<void> call(std::string_view method, const google::protobuf::MessageLite& request,
                    google::protobuf::MessageLite& answer);
  Result<void> tell_all();
  Result<void> tell_sandboxes(std::set<std::string>& seen, std::set<std::string>& running);
  Result<void> tell_containers(std::set<std::string>& seen, std::set<std::string>& running);
  Result<void> follow_events(int32_t stream);
  Result<void> poll_for_changes();

  const RuntimeSession& session_;
  GrpcConnection& connection_;
  std::unordered_set<std::string> told_;  // ids of which there is nothing more to learn
};

Result<void> Cri::call(std::string_view method, const google::protobuf::MessageLite& request,
                       google::protobuf::MessageLite& answer) {
  const auto status = connection_.call(method, request, answer);
  if (!status) return std::unexpected(status.error());
  if (*status == kGrpcUnimplemented) return fail_errno("no Container Runtime Interface", ENOTSUP);
  if (*status != kGrpcOk) return fail(std::string(method) + ": gRPC status " + std::to_string(*status));
  return {};
}

Result<void> Cri::tell_sandboxes(std::set<std::string>& seen, std::set<std::string>& running) {
  cri::ListPodSandboxResponse list;
  if (auto listed = call(kListSandboxes, cri::ListPodSandboxRequest(), list); !listed) return listed;
  for (const auto& sandbox : list.items()) {
    if (sandbox.id().empty()) continue;
    PodFacts pod = facts_of(sandbox);
    seen.insert(pod.sandbox_id);
    const bool ended = sandbox.state() != cri::SANDBOX_READY;
    if (!ended) running.insert(pod.sandbox_id);
    const bool told = told_.contains(pod.sandbox_id);
    ContainerFacts holder{.container = {.id = pod.sandbox_id, .name = std::string(kSandboxName)},
                          .sandbox_id = pod.sandbox_id};
    session_.store.put_pod(std::move(pod));
    if (told) continue;
    cri::PodSandboxStatusRequest request;
    request.set_pod_sandbox_id(sandbox.id());
    request.set_verbose(true);
    cri::PodSandboxStatusResponse status;
    const auto answered = connection_.call(kSandboxStatus, request, status);
    if (!answered) return std::unexpected(answered.error());
    holder.init_pid = init_pid_in(status.info());
    if (ended || holder.init_pid != 0) told_.insert(sandbox.id());
    session_.store.put(session_.source, std::move(holder));
  }
  return {};
}

/// Those that have ended are told, too, once: their packets may not have been printed yet.
Result<void> Cri::tell_containers(std::set<std::string>& seen, std::set<std::string>& running) {
  cri::ListContainersResponse list;
  if (auto listed = call(kListContainers, cri::ListContainersRequest(), list); !listed) return listed;
  for (const auto& container : list.containers()) {
    if (container.id().empty()) continue;
    ContainerFacts facts = facts_of(container);
    seen.insert(facts.container.id);
    const bool ended = container.state() > cri::CONTAINER_RUNNING;
    if (!ended) running.insert(facts.container.id);
    if (told_.contains(facts.container.id)) continue;
    cri::ContainerStatusRequest request;
    request.set_container_id(container.id());
    request.set_verbose(true);
    cri::ContainerStatusResponse answer;
    const auto status = connection_.call(kContainerStatus, request, answer);
    if (!status) return std::unexpected(status.error());
    // In lists the image is what was asked for, which may be a digest; here it has a name.
    const std::string& image = answer.status().image().image();
    if (!image.empty()) facts.container.image = bounded_text(image);
    facts.init_pid = init_pid_in(answer.info());
    if (ended || facts.init_pid != 0) told_.insert(container.id());
    session_.store.put(session_.source, std::move(facts));
  }
  return {};
}

Result<void> Cri::tell_all() {
  std::set<std::string> seen;
  std::set<std::string> running;
  if (auto told = tell_sandboxes(seen, running); !told) return told;
  if (auto told = tell_containers(seen, running); !told) return told;
  std::erase_if(told_, [&](const std::string& id) { return !seen.contains(id); });
  session_.store.keep_only(session_.source, running);
  session_.synced = true;
  return {};
}

/// Each event is a reason to look again; what it says itself is less than the lists say. Returns without an error when
/// the runtime has no events.
Result<void> Cri::follow_events(int32_t stream) {
  for (;;) {
    const auto message = connection_.next(stream, kNoDeadline);
    if (!message) return std::unexpected(message.error());
    if (*message) {
      if (auto told = tell_all(); !told) return told;
    } else if (connection_.status_of(stream) == kGrpcUnimplemented) {
      return {};
    } else {
      return fail("the stream of events ended");
    }
  }
}

Result<void> Cri::poll_for_changes() {
  auto pause = kPause;
  for (;;) {
    const auto wanted = wait_for(session_.want_fd, POLLIN, deadline_in(pause), session_.stop_fd);
    if (!wanted && wanted.error().error_number != ETIMEDOUT) return wanted;
    uint64_t count = 0;
    if (::read(session_.want_fd, &count, sizeof(count)) == sizeof(count)) pause = kFirstWait / 2;
    if (auto told = tell_all(); !told) return told;
    pause = std::min(pause * 2, kPause);
  }
}

Result<void> Cri::follow() {
  const auto events = connection_.subscribe(kEvents, cri::GetEventsRequest());
  if (!events) return std::unexpected(events.error());
  if (auto told = tell_all(); !told) return told;
  if (auto followed = follow_events(*events); !followed) return followed;
  return poll_for_changes();
}

}  // namespace

Result<void> follow_cri(const RuntimeSession& session) {
  const auto connection = GrpcConnection::open(session.address, session.stop_fd);
  if (!connection) return std::unexpected(connection.error());
  return Cri(session, **connection).follow();
}

}  // namespace trawl
