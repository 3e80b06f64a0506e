// The thread that follows a runtime: it connects, reports once what is wrong, and connects again.
#pragma once

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "attribute/container_store.h"
#include "attribute/runtime/runtime.h"
#include "base/fd.h"

namespace trawl {

class RuntimeThread {
 public:
  struct Settings {
    std::string name;                    // in messages
    std::vector<std::string> addresses;  // the first that answers is followed
    bool required = false;               // it is a reason for a warning when there is none
    int source = 0;                      // number in the store
    FollowRuntime follow = nullptr;
  };

  /// `store` is borrowed.
  RuntimeThread(Settings settings, ContainerStore& store);
  /// Ends the thread, whatever it waits for.
  ~RuntimeThread();
  RuntimeThread(const RuntimeThread&) = delete;
  RuntimeThread& operator=(const RuntimeThread&) = delete;

 private:
  enum class Outcome : uint8_t { kAbsent, kBroken, kLost };
  void run();
  Outcome follow_first();
  void report(const std::string& address, const Error& error);

  Settings settings_;
  ContainerStore& store_;
  Fd stop_;
  Fd want_;
  bool reported_ = false;
  std::thread thread_;
};

}  // namespace trawl
