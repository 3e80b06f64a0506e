// The secrets that Go programs would log, taken where they would.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kernel/ring.h"

struct bpf_link;
struct go_tls_bpf;

namespace trawl {

/// Where a Go program has its secrets in hand.
struct GoKeyFunction {
  std::string executable;
  uint64_t offset = 0;                     // in its file
  std::pair<uint64_t, uint64_t> identity;  // of the file: device, inode
};

/// Nothing for what is no Go program with TLS.
std::optional<GoKeyFunction> find_go_key_function(const std::string& executable);

class GoKeyProbe {
 public:
  /// Errors: the kernel refused the program.
  static Result<GoKeyProbe> create();
  GoKeyProbe(GoKeyProbe&&) noexcept;
  GoKeyProbe& operator=(GoKeyProbe&&) noexcept;
  ~GoKeyProbe();

  /// From now on the process's secrets are taken; it runs this executable, or will. Errors: the kernel refused.
  Result<void> attach(uint32_t process, const GoKeyFunction& function);
  /// Lines in NSS's key log format, of what came since the last call.
  std::string take_lines();
  /// Secrets that there was no room for.
  uint64_t lost() const;

 private:
  struct Close {
    void operator()(go_tls_bpf* skeleton) const;
  };
  struct Destroy {
    void operator()(bpf_link* link) const;
  };
  explicit GoKeyProbe(std::unique_ptr<go_tls_bpf, Close> skeleton);

  std::unique_ptr<go_tls_bpf, Close> skeleton_;
  std::vector<std::unique_ptr<bpf_link, Destroy>> links_;
  std::set<std::pair<uint64_t, uint64_t>> probed_;  // files: device, inode
  std::vector<Ring> ring_;                          // one
};

}  // namespace trawl
