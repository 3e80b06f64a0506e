// What runtimes tell of containers and pods, in one form for all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "packet/context.h"

namespace trawl {

using Labels = std::map<std::string, std::string>;

struct ContainerFacts {
  ContainerContext container;  // id: never empty
  uint32_t init_pid = 0;       // of the first process, in the initial pid namespace; 0: not running, or not told
  std::string sandbox_id;      // CRI: of the pod's sandbox; empty: not told
  bool in_pod = false;         // of a pod that the CRI runtime knows more of
};

struct PodFacts {
  std::string sandbox_id;  // never empty
  PodContext pod;
};

/// Kubernetes' names of labels on containers, the same whatever runs them.
constexpr std::string_view kContainerNameLabel = "io.kubernetes.container.name";
constexpr std::string_view kPodNameLabel = "io.kubernetes.pod.name";
constexpr std::string_view kPodNamespaceLabel = "io.kubernetes.pod.namespace";
constexpr std::string_view kPodUidLabel = "io.kubernetes.pod.uid";

/// The name Kubernetes gives the container that holds a pod's namespaces.
constexpr std::string_view kSandboxName = "POD";

constexpr size_t kLongestText = 4096;      // bytes of an id, a name or an image; longer ones are cut
constexpr size_t kMostLabelBytes = 24576;  // of all keys and values together: with escapes they fit a pcapng option

/// The value of a label; empty when it is not there.
std::string_view label(const Labels& labels, std::string_view key);

/// Adds a label while there is room; one too many is left out.
class BoundedLabels {
 public:
  explicit BoundedLabels(Labels& labels) : labels_(labels) {}
  void add(std::string_view key, std::string_view value);

 private:
  Labels& labels_;
  size_t bytes_ = 0;
};

std::string bounded_text(std::string_view text);

}  // namespace trawl
