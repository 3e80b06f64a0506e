// The secrets that Go programs would log, taken where they would.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/ring.h"

struct bpf_link;
struct go_tls_bpf;

namespace trawl {

class GoKeyProbe {
 public:
  /// Errors: the kernel refused the program.
  static Result<GoKeyProbe> create();
  GoKeyProbe(GoKeyProbe&&) noexcept;
  GoKeyProbe& operator=(GoKeyProbe&&) noexcept;
  ~GoKeyProbe();

  /// From now on for every process that runs this executable. Errors: it is no Go program with TLS, or the kernel
  /// refused.
  Result<void> attach(const std::string& executable);
  /// Lines in NSS's key log format, of what came since the last call.
  std::string take_lines();
  /// Readable when there are some.
  int fd() const { return ring_.front().fd(); }

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
  std::vector<Ring> ring_;  // one
};

}  // namespace trawl
