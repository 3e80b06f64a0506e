// TLS secrets of the command behind "--", in NSS's key log format (draft-ietf-tls-keylogfile): libraries that heed
// SSLKEYLOGFILE write them to a file, and Go programs have them read from their memory.
#pragma once

#include <string>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

class KeyLog {
 public:
  /// `path`: the file to keep, mode 0600; empty: one that goes when this does. Errors: it cannot be made.
  static Result<KeyLog> create(const std::string& path);
  KeyLog(KeyLog&& other) noexcept = default;
  KeyLog& operator=(KeyLog&& other) noexcept = default;
  ~KeyLog();

  /// What SSLKEYLOGFILE is to say.
  const std::string& path() const { return path_; }
  /// Adds a line of our own.
  void append(const std::string& line);
  /// The whole lines that came since the last call.
  std::string take_new();

 private:
  KeyLog(Fd file, std::string path, bool temporary);

  Fd file_;
  std::string path_;
  bool temporary_;
  size_t read_ = 0;      // bytes of the file
  std::string partial_;  // read, not a whole line yet
};

}  // namespace trawl
