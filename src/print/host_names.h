// Names of hosts, asked for once and remembered. An answer that is late is used from when it comes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trawl {

class HostNames {
 public:
  /// How long find() may wait for one answer; 0: never (a live capture must not stop). When several answers in a row
  /// do not come in that time, it no longer waits for any.
  explicit HostNames(int wait_milliseconds);
  HostNames(const HostNames&) = delete;
  HostNames& operator=(const HostNames&) = delete;
  ~HostNames();

  /// The name of an address of 4 or 16 bytes; empty when it has none, or none that is known yet. Valid until the next
  /// call.
  std::string_view find(std::span<const uint8_t> address);

 private:
  struct Resolver;
  struct Key {
    std::array<uint8_t, 16> address{};
    uint8_t size = 0;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    size_t operator()(const Key& key) const;
  };
  struct Entry {
    std::string name;
    bool answered = false;
  };

  void ask(const Key& key);
  void wait_for(const Entry& entry);

  int wait_milliseconds_;
  int late_answers_ = 0;
  std::unordered_map<Key, Entry, KeyHash> entries_;  // bounded: a full map is emptied
  std::unique_ptr<Resolver> resolver_;
};

}  // namespace trawl
