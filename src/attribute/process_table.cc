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

#include "base/fd.h"

namespace trawl {

namespace {

constexpr size_t kRememberedDead = 32768;
constexpr size_t kLargestFile = 65536;  // bytes read of one file in /proc
constexpr uint64_t kTick = 10'000'000;  // ns: /proc tells start times in 1/100 s (USER_HZ)

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

std::vector<std::string> split_at_zeros(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = text.find('\0');
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

std::string bounded_string(const char* text, size_t room) {
  return std::string(text, ::strnlen(text, room));
}

uint64_t to_number(std::string_view text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Field `n` (1 is the first) of a line whose fields are separated by white space.
std::string_view field(std::string_view line, int n) {
  for (int i = 1;; i++) {
    const size_t start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos) return {};
    line.remove_prefix(start);
    const size_t end = line.find_first_of(" \t\n");
    if (i == n) return line.substr(0, end);
    if (end == std::string_view::npos) return {};
    line.remove_prefix(end);
  }
}

/// The rest of the line of /proc/PID/status that begins with `name`.
std::string_view status_line(std::string_view status, std::string_view name) {
  const size_t at = status.find(name);
  if (at == std::string_view::npos) return {};
  status.remove_prefix(at + name.size());
  return status.substr(0, status.find('\n'));
}

std::shared_ptr<const ProcessImage> read_image(const std::string& directory) {
  return std::make_shared<ProcessImage>(
      ProcessImage{read_link(directory + "/exe"), split_at_zeros(read_file(directory + "/cmdline"))});
}

}  // namespace

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
    if (name.find_first_not_of("0123456789") == std::string_view::npos)
      read_one(static_cast<uint32_t>(to_number(name)));
  }
  ::closedir(proc);
}

bool ProcessTable::read_one(uint32_t tgid) {
  const std::string directory = "/proc/" + std::to_string(tgid);
  const std::string stat = read_file(directory + "/stat");
  const std::string status = read_file(directory + "/status");
  // The name stands in parentheses and may hold any character: what follows the last one is safe to split.
  const size_t name_start = stat.find('(');
  const size_t name_end = stat.rfind(')');
  if (name_start == std::string::npos || name_end == std::string::npos || name_end < name_start) return false;
  const std::string_view fields = std::string_view(stat).substr(name_end + 1);
  Process process;
  process.tgid = tgid;
  process.comm = stat.substr(name_start + 1, name_end - name_start - 1);
  process.parent_tgid = static_cast<uint32_t>(to_number(field(fields, 2)));
  process.start_time = to_number(field(fields, 20)) * kTick;
  process.uid = static_cast<uint32_t>(to_number(field(status_line(status, "\nUid:"), 2)));
  process.image = read_image(directory);
  insert(std::move(process));
  return true;
}

void ProcessTable::apply(std::span<const uint8_t> record) {
  if (record.size() < sizeof(trawl_process_event)) return;
  const auto& event = *reinterpret_cast<const trawl_process_event*>(record.data());
  if (event.type == TRAWL_USE) return;
  const trawl_owner& who = event.process;
  Process* process = lookup(who.tgid, who.start_time);
  if (process == nullptr) {
    Process fresh;
    fresh.tgid = who.tgid;
    fresh.start_time = who.start_time;
    if (const Process* parent = lookup(event.parent_tgid, event.parent_start_time)) fresh.image = parent->image;
    process = &insert(std::move(fresh));
  }
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
}

const Process* ProcessTable::find(uint32_t tgid, uint64_t start_time) {
  if (const Process* known = lookup(tgid, start_time)) return known;
  if (!read_one(tgid)) return nullptr;
  return lookup(tgid, start_time);
}

}  // namespace trawl
