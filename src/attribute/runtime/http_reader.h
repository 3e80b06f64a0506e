// An HTTP/1.1 response, from bytes as they come (RFC 9112). The parser is http-parser's.
#pragma once

#include <http_parser.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"

namespace trawl {

class HttpReader {
 public:
  /// `limit`: bytes of body that may wait to be taken.
  explicit HttpReader(size_t limit);

  /// Errors: what came is no HTTP, or more than the limit. Nothing may be fed behind an error or the end.
  Result<void> feed(std::span<const uint8_t> bytes);
  /// The peer closed the connection; that ends a body whose length was not given. Errors: it came too early.
  Result<void> end();

  bool complete() const { return complete_; }
  int status() const { return parser_.status_code; }
  /// What of the body came and was not taken yet.
  std::string& body() { return body_; }

 private:
  static int on_headers(http_parser* parser);
  static int on_body(http_parser* parser, const char* bytes, size_t length);
  static int on_complete(http_parser* parser);
  static http_parser_settings settings();
  Result<void> execute(const char* bytes, size_t length);

  http_parser parser_;
  size_t limit_;
  std::string body_;
  bool complete_ = false;
};

}  // namespace trawl
