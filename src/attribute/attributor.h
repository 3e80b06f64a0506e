// Packet -> who it belongs to. Fed with process events and packet records in the order of time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "attribute/containers.h"
#include "attribute/process_filter.h"
#include "attribute/process_table.h"
#include "attribute/socket_uses.h"
#include "packet/context.h"
#include "wire/packet.h"

namespace trawl {

class Attributor {
 public:
  /// `containers` is borrowed.
  explicit Attributor(Containers& containers) : containers_(containers) {}

  /// Learns of all processes there are. What happens to processes must be told by then: one that changed between the
  /// two would be shown as it was.
  void start();

  /// A record of the process ring.
  void process_event(std::span<const uint8_t> record);

  /// A use of a socket, which is to be known before the packets it settles.
  void socket_use(const trawl_process_event& event) { uses_.add(event); }

  /// How far what happens to processes is to be known for this packet. CLOCK_MONOTONIC, ns.
  uint64_t known_at(const trawl_packet& record) const { return uses_.known_at(record); }
  /// Whether a filter of processes wants the packet, now that its ends and their containers are known.
  bool is_wanted(const ProcessFilter& filter, const trawl_packet& record);
  /// The same of something that has one owner and was not decided by the kernel side.
  bool is_wanted(const ProcessFilter& filter, const trawl_owner& owner);
  /// The packet's context; valid until the second next_batch() after it.
  const PacketContext* context(const trawl_packet& record);
  /// The process behind an owner, as it was at a time (CLOCK_MONOTONIC, ns; by default as it is); null: not known.
  /// Valid as long as a context.
  const Party* party(const trawl_owner& owner, uint64_t time = UINT64_MAX);
  /// Dead processes that were forgotten because many more have died since.
  uint64_t forgotten() const { return processes_.forgotten(); }
  /// Uses of sockets that were forgotten while packets might still wait for them.
  uint64_t uses_forgotten() const { return uses_.forgotten(); }
  /// Forgets parties that nothing has used for a while.
  void next_batch();

 private:
  /// A party made for an owner, and what it was made from: a process that has changed since gets a new one.
  struct Known {
    std::unique_ptr<Party> party;
    std::shared_ptr<const ProcessImage> image;
    std::shared_ptr<const ProcessImage> parent_image;
    ContainerIdentity identity;
    uint64_t since = 0;          // it is not for packets from before; CLOCK_MONOTONIC, ns
    uint64_t checked_at = 0;     // changes_
    uint64_t containers_at = 0;  // generation of the containers
    uint64_t used_in = 0;        // batch_
  };
  void make_party(Known& known, const trawl_owner& owner, const Process* process, const Process* parent);
  uint8_t marks_of(const ProcessFilter& filter, const trawl_owner& owner);
  const std::string& user_name(uint32_t uid);
  void forget_unused();

  Containers& containers_;
  ProcessTable processes_;
  SocketUses uses_;
  std::unordered_map<uint64_t, Known> parties_;
  std::vector<std::unique_ptr<Party>> replaced_;  // may still be in use until the batch after the next
  std::vector<std::unique_ptr<Party>> replaced_before_;
  std::deque<PacketContext> contexts_;  // of this batch
  std::deque<PacketContext> contexts_before_;
  std::unordered_map<uint32_t, std::string> users_;
  uint64_t batch_ = 0;
  uint64_t changes_ = 0;  // process events so far
};

}  // namespace trawl
