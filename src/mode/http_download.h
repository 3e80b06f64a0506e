// One file by HTTP or HTTPS (RFC 9110), whole or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace trawl {

struct DownloadOptions {
  size_t largest = size_t{32} << 20;  // bytes; more is an error
  int seconds = 300;                  // for all of it; more is an error
  int silence = 15;                   // seconds in which something must come, the answer's beginning too
  /// Called with what has come so far and what will come, 0 where the server does not say.
  std::function<void(size_t bytes, size_t all)> progress;
};

/// Follows up to five redirections, never from HTTPS to HTTP; a server's certificate must be valid for its name.
/// Errors: what the server says; Error::error_number is ENOENT when it has no such file (404).
Result<std::vector<uint8_t>> download(const std::string& url, const DownloadOptions& options);

}  // namespace trawl
