// Every process of the host by what the kernel said of it: living ones from /proc, then each birth, exec and death in
// order, so that a process is known when it is long gone.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "wire/process.h"

namespace trawl {

/// What a process runs; shared by a parent and its children until they exec.
struct ProcessImage {
  std::string path;
  std::vector<std::string> arguments;
};

/// What a process was called and ran until it changed.
struct ProcessBefore {
  uint64_t until = 0;  // CLOCK_MONOTONIC, ns
  std::string comm;
  std::shared_ptr<const ProcessImage> image;
};

struct Process {
  uint32_t tgid = 0;
  uint64_t start_time = 0;  // ns since boot; with tgid it names one process for ever
  uint32_t uid = 0;
  std::string comm;
  uint32_t parent_tgid = 0;
  uint64_t parent_start_time = 0;             // 0: not known
  std::shared_ptr<const ProcessImage> image;  // null: not known
  bool ended = false;
  std::vector<ProcessBefore> before;  // the latest changes, the oldest first

  /// The process as it was then (CLOCK_MONOTONIC, ns), as far back as is remembered.
  Process at(uint64_t time) const;
  /// When it became what it is; 0: not lately.
  uint64_t since() const { return before.empty() ? 0 : before.back().until; }
};

class ProcessTable {
 public:
  /// Reads /proc. Processes that end meanwhile are left out.
  void read_proc();

  /// One record of the process ring. Records of something else, or too short, are ignored.
  void apply(std::span<const uint8_t> record);

  /// By number and start; start 0 means the youngest of that number. Null when never heard of. One that nobody told of
  /// (its event was lost) is looked up in /proc once. Valid until the next apply().
  const Process* find(uint32_t tgid, uint64_t start_time);

  size_t size() const { return processes_.size(); }
  /// Dead processes that were forgotten, the longest dead first.
  uint64_t forgotten() const { return forgotten_; }

 private:
  using Key = uint64_t;
  static Key key(uint32_t tgid, uint64_t start_time);
  Process* lookup(uint32_t tgid, uint64_t start_time);
  Process& insert(Process process);
  bool read_one(uint32_t tgid);
  void end(uint32_t tgid, uint64_t start_time);
  void forget_oldest();

  std::unordered_map<Key, Process> processes_;
  std::unordered_map<uint32_t, uint64_t> youngest_;  // tgid -> start_time
  std::deque<Key> ended_;                            // in the order of their deaths
  uint64_t forgotten_ = 0;
};

}  // namespace trawl
