#include "attribute/process_table.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "attribute/proc_text.h"
#include "base/fd.h"

namespace trawl {

namespace {

constexpr size_t kRememberedDead = 32768;
constexpr size_t kRememberedChanges = 8;
constexpr uint64_t kRememberedChange = 2'000'000'000;  // ns: longer than any packet waits
constexpr size_t kLargestFile = 65536;                 // bytes read of one file in /proc
constexpr uint64_t kTick = 10'000'000;                 // ns: /proc tells start times in 1/100 s (USER_HZ)

std::string read_file(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string content;
  std::array<char, 4096> piece{};
  while (fd.valid() && content.size() < kLargestFile) {
    const ssize_t n = ::read(fd.get(), piece.data(), piece.size());
    if (n <= 0) break;
    content.append(piece.data(), static_cast<size_t>(n));
  }
  return content;
}

std::string read_link(const std::string& path) {
  std::array<char, 4096> target{};
  const ssize_t n = ::readlink(path.c_str(), target.data(), target.size());
  return n > 0 ? std::string(target.data(), static_cast<size_t>(n)) : std::string();
}

std::string bounded_string(const char* text, size_t room) {
  return std::string(text, ::strnlen(text, room));
}

/// Keeps what the process was, for packets from before that are still to be told of.
void remember(Process& process, uint64_t time) {
  std::erase_if(process.before, [&](const auto& before) { return before.until + kRememberedChange < time; });
  if (process.before.size() == kRememberedChanges) process.before.erase(process.before.begin());
  process.before.push_back({time, process.comm, process.image});
}

std::shared_ptr<const ProcessImage> read_image(const std::string& directory) {
  return std::make_shared<ProcessImage>(
      ProcessImage{read_link(directory + "/exe"), split_at_zeros(read_file(directory + "/cmdline"))});
}

}  // namespace

Process Process::at(uint64_t time) const {
  Process then = *this;
  then.before.clear();
  const auto found = std::ranges::find_if(before, [&](const ProcessBefore& one) { return one.until > time; });
  if (found == before.end()) return then;
  then.comm = found->comm;
  then.image = found->image;
  return then;
}

// Start times from events are exact and those from /proc are not, so both are compared in ticks.
ProcessTable::Key ProcessTable::key(uint32_t tgid, uint64_t start_time) {
  return static_cast<uint64_t>(tgid) << 40 ^ start_time / kTick;
}

Process* ProcessTable::lookup(uint32_t tgid, uint64_t start_time) {
  if (start_time == 0) {
    const auto youngest = youngest_.find(tgid);
    if (youngest == youngest_.end()) return nullptr;
    start_time = youngest->second;
  }
  const auto found = processes_.find(key(tgid, start_time));
  return found == processes_.end() ? nullptr : &found->second;
}

Process& ProcessTable::insert(Process process) {
  youngest_[process.tgid] = process.start_time;
  return processes_.insert_or_assign(key(process.tgid, process.start_time), std::move(process)).first->second;
}

void ProcessTable::read_proc() {
  DIR* proc = ::opendir("/proc");
  if (proc == nullptr) return;
  while (const dirent* entry = ::readdir(proc)) {
    const std::string_view name = entry->d_name;
    uint32_t tgid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), tgid);
    if (error == std::errc{} && end == name.data() + name.size()) read_one(tgid);
  }
  ::closedir(proc);
}

bool ProcessTable::read_one(uint32_t tgid) {
  const std::string directory = "/proc/" + std::to_string(tgid);
  auto stat = parse_proc_stat(read_file(directory + "/stat"));
  if (!stat) return false;
  Process process;
  process.tgid = tgid;
  process.comm = std::move(stat->comm);
  process.parent_tgid = stat->parent_tgid;
  process.start_time = stat->start_ticks * kTick;
  process.uid = parse_effective_user(read_file(directory + "/status"));
  process.image = read_image(directory);
  insert(std::move(process));
  return true;
}

void ProcessTable::apply(std::span<const uint8_t> record) {
  if (record.size() < sizeof(trawl_process_event)) return;
  const auto& event = *reinterpret_cast<const trawl_process_event*>(record.data());
  if (event.type > TRAWL_RENAME) return;
  const trawl_owner& who = event.process;
  Process* process = lookup(who.tgid, who.start_time);
  if (process == nullptr) {
    Process fresh;
    fresh.tgid = who.tgid;
    fresh.start_time = who.start_time;
    if (const Process* parent = lookup(event.parent_tgid, event.parent_start_time)) fresh.image = parent->image;
    process = &insert(std::move(fresh));
  }
  if (event.type == TRAWL_RENAME || event.type == TRAWL_EXEC) remember(*process, event.time);
  process->start_time = who.start_time;
  process->uid = who.uid;
  process->parent_tgid = event.parent_tgid;
  process->parent_start_time = event.parent_start_time;
  // A thread that renames itself leaves the process's name alone.
  if (who.tid == who.tgid) process->comm = bounded_string(who.comm, sizeof(who.comm));
  if (event.type == TRAWL_EXEC) {
    const auto* text = reinterpret_cast<const char*>(record.data()) + offsetof(trawl_process_event, text);
    const size_t room = record.size() - offsetof(trawl_process_event, text);
    if (room >= TRAWL_PATH_LENGTH + TRAWL_ARGUMENTS_LENGTH && event.arguments_length <= TRAWL_ARGUMENTS_LENGTH) {
      auto image = std::make_shared<ProcessImage>();
      image->path = bounded_string(text, std::min<size_t>(event.path_length, TRAWL_PATH_LENGTH));
      image->arguments = split_at_zeros({text + TRAWL_PATH_LENGTH, event.arguments_length});
      if (event.arguments_length < event.arguments_total && !image->arguments.empty()) image->arguments.back() += "...";
      process->image = std::move(image);
    }
  }
  if (event.type == TRAWL_EXIT) end(who.tgid, who.start_time);
}

void ProcessTable::end(uint32_t tgid, uint64_t start_time) {
  Process* process = lookup(tgid, start_time);
  if (process == nullptr || process->ended) return;
  process->ended = true;
  ended_.push_back(key(tgid, start_time));
  if (ended_.size() > kRememberedDead) forget_oldest();
}

void ProcessTable::forget_oldest() {
  const auto oldest = processes_.find(ended_.front());
  ended_.pop_front();
  if (oldest == processes_.end() || !oldest->second.ended) return;
  const auto youngest = youngest_.find(oldest->second.tgid);
  if (youngest != youngest_.end() && youngest->second == oldest->second.start_time) youngest_.erase(youngest);
  processes_.erase(oldest);
  forgotten_++;
}

const Process* ProcessTable::find(uint32_t tgid, uint64_t start_time) {
  if (const Process* known = lookup(tgid, start_time)) return known;
  if (!read_one(tgid)) return nullptr;
  return lookup(tgid, start_time);
}

}  // namespace trawl
