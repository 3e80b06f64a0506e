#include "attribute/runtime/http_reader.h"

namespace trawl {

HttpReader::HttpReader(size_t limit) : parser_{}, limit_(limit) {
  http_parser_init(&parser_, HTTP_RESPONSE);
}

/// What is announced to be too long is not read to its end.
int HttpReader::on_headers(http_parser* parser) {
  const auto& self = *static_cast<HttpReader*>(parser->data);
  constexpr auto kNotAnnounced = UINT64_MAX;
  const bool too_long = parser->content_length != kNotAnnounced && parser->content_length > self.limit_;
  return too_long ? -1 : 0;
}

int HttpReader::on_body(http_parser* parser, const char* bytes, size_t length) {
  auto& self = *static_cast<HttpReader*>(parser->data);
  if (length > self.limit_ - self.body_.size()) return 1;
  self.body_.append(bytes, length);
  return 0;
}

int HttpReader::on_complete(http_parser* parser) {
  static_cast<HttpReader*>(parser->data)->complete_ = true;
  http_parser_pause(parser, 1);  // what follows is no part of this response
  return 0;
}

http_parser_settings HttpReader::settings() {
  http_parser_settings settings{};
  settings.on_headers_complete = on_headers;
  settings.on_body = on_body;
  settings.on_message_complete = on_complete;
  return settings;
}

Result<void> HttpReader::execute(const char* bytes, size_t length) {
  const http_parser_settings callbacks = settings();
  parser_.data = this;
  http_parser_execute(&parser_, &callbacks, bytes, length);
  const http_errno error = HTTP_PARSER_ERRNO(&parser_);
  if (error == HPE_OK || error == HPE_PAUSED) return {};
  if (error == HPE_CB_headers_complete || error == HPE_CB_body)
    return fail("an answer of more than " + std::to_string(limit_) + " bytes");
  return fail(std::string("not an HTTP answer: ") + http_errno_description(error));
}

Result<void> HttpReader::feed(std::span<const uint8_t> bytes) {
  if (bytes.empty() || complete_) return {};
  return execute(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<void> HttpReader::end() {
  if (!complete_) {
    if (auto ended = execute(nullptr, 0); !ended) return ended;
  }
  return complete_ ? Result<void>{} : fail("the connection was closed");
}

}  // namespace trawl
