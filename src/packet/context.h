// Who a packet belongs to. Plain data: attribution fills it in, files carry it, sinks show it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "packet/attribution.h"

namespace trawl {

/// No user has this number: not known.
constexpr uint32_t kNoUid = UINT32_MAX;

/// A process, by its number in the initial pid namespace. All text is as the process gave it: whoever prints it
/// escapes it.
struct ProcessContext {
  uint32_t pid = 0;  // 0: not known, and so is the rest
  uint32_t tid = 0;  // the thread that used the socket last; 0: not known
  uint32_t uid = kNoUid;
  std::string comm;
  std::string path;                    // of the executable; may be empty
  std::vector<std::string> arguments;  // argv; may be empty
  std::string user;                    // name of uid; may be empty
};

struct ContainerContext {
  std::string id;
  std::string name;  // empty, like the rest, when only the id is known
  std::string image;
  std::map<std::string, std::string> labels;
  bool operator==(const ContainerContext&) const = default;
};

struct PodContext {
  std::string name;
  std::string name_space;
  std::string uid;
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
  bool operator==(const PodContext&) const = default;
};

/// One end of a packet's path.
struct Party {
  ProcessContext process;
  std::shared_ptr<const ProcessContext> parent;       // null: not known
  std::shared_ptr<const ContainerContext> container;  // null: in none, or not known
  std::shared_ptr<const PodContext> pod;              // null: in none, or not known
};

/// The parties are shared by many packets and live as long as the batch they were handed out with.
struct PacketContext {
  Attribution attribution = Attribution::kUnknown;
  const Party* sender = nullptr;    // null: not on this host, or not known
  const Party* receiver = nullptr;  // null: not on this host, or not known
};

}  // namespace trawl
