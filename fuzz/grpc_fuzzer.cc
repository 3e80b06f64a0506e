// What a gRPC runtime's socket may send: HTTP/2 in pieces, and the messages of containerd and of the CRI. The first
// byte chooses.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include "attribute/runtime/containerd_messages.h"
#include "attribute/runtime/cri_messages.h"
#include "attribute/runtime/grpc_session.h"

namespace {

using namespace trawl;

/// Sends all that is to be sent, to nobody.
bool drain(GrpcSession& session) {
  for (;;) {
    const auto bytes = session.output();
    if (!bytes) return false;
    if (bytes->empty()) return true;
  }
}

void converse(std::span<const uint8_t> data, size_t piece) {
  const auto session = GrpcSession::create();
  if (!session) return;
  const auto call = (*session)->begin("/a.B/C", "default", "request");
  const auto cancelled = (*session)->begin("/a.B/D", {}, {});
  if (!call || !cancelled) __builtin_trap();
  while (!data.empty() && drain(**session)) {
    const size_t n = std::min(piece, data.size());
    if (!(*session)->feed(data.first(n))) return;
    data = data.subspan(n);
    if (data.size() % 2 == 0) (*session)->finish(*cancelled);
  }
  (*session)->finish(*call);
}

template <class Message, class Use>
void parse(const std::string& bytes, Use use) {
  Message message;
  if (message.ParseFromString(bytes)) use(message);
}

void check(const Labels& labels) {
  size_t size = 0;
  for (const auto& [key, value] : labels) size += key.size() + value.size();
  if (size > kMostLabelBytes) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] & 7) {
    case 0:
      (void)parse_containerd_event(bytes);
      break;
    case 1:
      parse<containerd::ListContainersResponse>(bytes, [](const auto& list) {
        for (const auto& container : list.containers()) check(facts_of(container, "default").container.labels);
      });
      break;
    case 2:
      parse<cri::ListPodSandboxResponse>(bytes, [](const auto& list) {
        for (const auto& sandbox : list.items()) check(facts_of(sandbox).pod.annotations);
      });
      break;
    case 3:
      parse<cri::ListContainersResponse>(bytes, [](const auto& list) {
        for (const auto& container : list.containers()) check(facts_of(container).container.labels);
      });
      break;
    case 4:
      parse<cri::ContainerStatusResponse>(bytes, [](const auto& status) { (void)init_pid_in(status.info()); });
      break;
    default:
      converse(std::span(data + 1, size - 1), 1 + (data[0] >> 3));
  }
  return 0;
}
