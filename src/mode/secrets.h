// TLS secrets of the command behind "--" and of what it starts, wherever they come from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/error.h"
#include "kernel/go_key_probe.h"
#include "kernel/ring.h"
#include "mode/key_log.h"

namespace trawl {

class Secrets {
 public:
  /// `path`: the file to keep them in; empty: none is kept. Errors: it cannot be made.
  static Result<Secrets> create(const std::string& path);

  /// What SSLKEYLOGFILE is to say to the command.
  const std::string& key_log_path() const { return key_log_.path(); }
  /// The process runs this executable, or will. A Go program does not heed SSLKEYLOGFILE: its secrets are taken from
  /// its memory. What is no Go program with TLS writes its secrets itself, or has none. Errors: the kernel refused.
  Result<void> watch(uint32_t process, const std::string& executable);
  /// Watches what the command's processes turned into (trawl_process_event).
  Result<void> follow(std::span<const Ring::Record> process_events);

  /// All until now, in NSS's key log format. Valid until the next call.
  const std::string& text();
  /// How many were lost.
  uint64_t lost() const { return go_keys_ ? go_keys_->lost() : 0; }

 private:
  explicit Secrets(KeyLog key_log) : key_log_(std::move(key_log)) {}

  KeyLog key_log_;
  std::optional<GoKeyProbe> go_keys_;
  std::string text_;
};

}  // namespace trawl
