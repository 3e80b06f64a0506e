#include "attribute/attributor.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "attribute/users.h"

namespace trawl {

namespace {

constexpr size_t kManyParties = 65536;
constexpr uint64_t kLongAgo = 1000;  // batches

/// One number for a thread of a process with a name; 64 bits of a good mix make a clash as likely as a memory error.
uint64_t owner_key(const trawl_owner& owner) {
  uint64_t name[2];
  std::memcpy(name, owner.comm, sizeof(name));
  uint64_t hash = owner.start_time;
  for (const uint64_t part :
       {uint64_t{owner.tgid} << 32 | owner.tid, uint64_t{owner.uid}, uint64_t{owner.cgroup_id}, name[0], name[1]}) {
    hash = (hash ^ part) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
  }
  return hash;
}

std::string comm_of(const trawl_owner& owner) {
  return std::string(owner.comm, ::strnlen(owner.comm, sizeof(owner.comm)));
}

ProcessContext context_of(const Process& process) {
  ProcessContext context;
  context.pid = process.tgid;
  context.uid = process.uid;
  context.comm = process.comm;
  if (process.image) {
    context.path = process.image->path;
    context.arguments = process.image->arguments;
  }
  return context;
}

}  // namespace

void Attributor::start() {
  processes_.read_proc();
  users_ = read_users();
}

void Attributor::process_event(std::span<const uint8_t> record) {
  changes_++;
  processes_.apply(record);
  containers_.process_event(record);
}

const std::string& Attributor::user_name(uint32_t uid) {
  static const std::string kNone;
  const auto found = users_.find(uid);
  return found == users_.end() ? kNone : found->second;
}

void Attributor::make_party(Known& known, const trawl_owner& owner, const Process* process, const Process* parent) {
  if (known.party) replaced_.push_back(std::move(known.party));
  auto party = std::make_unique<Party>();
  if (process != nullptr) party->process = context_of(*process);
  party->process.pid = owner.tgid;
  party->process.tid = owner.tid;
  party->process.uid = owner.uid;
  party->process.user = user_name(owner.uid);
  if (process == nullptr || owner.tid != owner.tgid) party->process.comm = comm_of(owner);
  if (parent != nullptr) {
    ProcessContext context = context_of(*parent);
    context.user = user_name(context.uid);
    party->parent = std::make_shared<const ProcessContext>(std::move(context));
  }
  party->container = known.identity.container;
  party->pod = known.identity.pod;
  known.party = std::move(party);
  known.image = process != nullptr ? process->image : nullptr;
  known.parent_image = parent != nullptr ? parent->image : nullptr;
}

const Party* Attributor::party(const trawl_owner& owner, uint64_t time) {
  if (owner.tgid == 0) return nullptr;
  Known& known = parties_[owner_key(owner)];
  known.used_in = batch_;
  const uint64_t generation = containers_.generation();
  if (known.party && known.checked_at == changes_ && known.containers_at == generation && known.since <= time) {
    return known.party.get();
  }
  ContainerIdentity identity = containers_.find(owner, processes_);
  const Process* process = processes_.find(owner.tgid, owner.start_time);
  const Process* parent = process != nullptr && process->parent_tgid != 0
                              ? processes_.find(process->parent_tgid, process->parent_start_time)
                              : nullptr;
  // find() may have moved what it returned before.
  if (parent != nullptr) process = processes_.find(owner.tgid, owner.start_time);
  Process then;
  known.since = process != nullptr ? process->since() : 0;
  if (known.since > time) {
    then = process->at(time);
    process = &then;
  }
  const bool same = known.party && process != nullptr && known.image == process->image &&
                    (owner.tid != owner.tgid || known.party->process.comm == process->comm) &&
                    (parent == nullptr || known.parent_image == parent->image) && known.identity == identity;
  known.identity = std::move(identity);
  if (!same) make_party(known, owner, process, parent);
  known.checked_at = known.since <= time ? changes_ : 0;
  known.containers_at = generation;
  return known.party.get();
}

/// Those that the kernel side found, and those of the container.
uint8_t Attributor::marks_of(const ProcessFilter& filter, const trawl_owner& owner) {
  const auto marks = static_cast<uint8_t>(owner.flags >> TRAWL_MARKS_SHIFT);
  const Party* known = (marks & TRAWL_CGROUP_KNOWN) == 0 ? party(owner) : nullptr;
  return known != nullptr ? marks | container_marks(filter, *known) : marks;
}

bool Attributor::is_wanted(const ProcessFilter& filter, const trawl_packet& record) {
  if ((record.flags & TRAWL_UNDECIDED) == 0) return true;
  const uint8_t sender = marks_of(filter, uses_.sender(record));
  const uint8_t receiver = marks_of(filter, uses_.receiver(record));
  return (has_wanted_kinds(filter, sender) || has_wanted_kinds(filter, receiver)) &&
         ((sender | receiver) & TRAWL_UNWANTED) == 0;
}

bool Attributor::is_wanted(const ProcessFilter& filter, const trawl_owner& owner) {
  const uint8_t marks = marks_of(filter, owner);
  return has_wanted_kinds(filter, marks) && (marks & TRAWL_UNWANTED) == 0;
}

const PacketContext* Attributor::context(const trawl_packet& record) {
  static constexpr std::pair<uint16_t, Attribution> kReasons[] = {{TRAWL_FORWARDED, Attribution::kForwarded},
                                                                  {TRAWL_KERNEL, Attribution::kKernel},
                                                                  {TRAWL_OTHER_HOST, Attribution::kOtherHost},
                                                                  {TRAWL_NO_SOCKET, Attribution::kNoSocket}};
  PacketContext& context = contexts_.emplace_back();
  context.sender = party(uses_.sender(record), uses_.sender_at(record));
  context.receiver = party(uses_.receiver(record), uses_.receiver_at(record));
  const auto* reason = std::ranges::find_if(kReasons, [&](const auto& row) { return (record.flags & row.first) != 0; });
  if (reason != std::end(kReasons)) context.attribution = reason->second;
  if (uses_.is_translated(record)) context.attribution = Attribution::kForwarded;
  if (context.sender != nullptr || context.receiver != nullptr) context.attribution = Attribution::kProcess;
  return &context;
}

void Attributor::next_batch() {
  batch_++;
  contexts_before_.clear();
  contexts_.swap(contexts_before_);
  replaced_before_.clear();
  replaced_.swap(replaced_before_);
  if (parties_.size() > kManyParties) forget_unused();
}

void Attributor::forget_unused() {
  std::erase_if(parties_, [this](const auto& entry) { return entry.second.used_in + kLongAgo < batch_; });
}

}  // namespace trawl
