#include "attribute/runtime/grpc_session.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace trawl {

namespace {

constexpr size_t kFrameHeader = 5;  // compressed or not, and the length, big-endian
constexpr size_t kLargestMessage = size_t{16} << 20;
constexpr size_t kMostWaitingBytes = size_t{32} << 20;
constexpr uint32_t kWindow = 1 << 20;  // bytes the peer may send before it hears from us

std::string framed(std::string_view message) {
  const auto length = static_cast<uint32_t>(message.size());
  std::string frame(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) frame += static_cast<char>(length >> shift & 0xff);
  return frame.append(message);
}

uint32_t frame_length(std::string_view frame) {
  uint32_t length = 0;
  for (size_t i = 1; i < kFrameHeader; i++) length = length << 8 | static_cast<uint8_t>(frame[i]);
  return length;
}

nghttp2_nv header(std::string_view name, std::string_view value) {
  // nghttp2 copies both.
  return {reinterpret_cast<uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

std::unexpected<Error> nghttp2_error(int code) {
  return fail(std::string("HTTP/2: ") + nghttp2_strerror(code));
}

int number(std::string_view text) {
  int value = -1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Result<std::unique_ptr<GrpcSession>> GrpcSession::create() {
  std::unique_ptr<GrpcSession> self(new GrpcSession);
  nghttp2_session_callbacks* callbacks = nullptr;
  if (const int code = nghttp2_session_callbacks_new(&callbacks); code != 0) return nghttp2_error(code);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
  nghttp2_session* session = nullptr;
  const int code = nghttp2_session_client_new(&session, callbacks, self.get());
  nghttp2_session_callbacks_del(callbacks);
  if (code != 0) return nghttp2_error(code);
  self->session_.reset(session);
  const std::array<nghttp2_settings_entry, 2> settings = {
      {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0}, {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kWindow}}};
  if (const int error = nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
      error != 0) {
    return nghttp2_error(error);
  }
  return self;
}

GrpcSession::Call* GrpcSession::find(int32_t id) {
  const auto found = calls_.find(id);
  return found == calls_.end() ? nullptr : &found->second;
}

Result<int32_t> GrpcSession::begin(std::string_view method, std::string_view name_space, std::string_view message) {
  std::vector<nghttp2_nv> headers = {header(":method", "POST"),
                                     header(":scheme", "http"),
                                     header(":authority", "localhost"),
                                     header(":path", method),
                                     header("content-type", "application/grpc"),
                                     header("te", "trailers")};
  if (!name_space.empty()) headers.push_back(header("containerd-namespace", name_space));
  nghttp2_data_provider body = {.source = {}, .read_callback = read_request};
  const int32_t id = nghttp2_submit_request(session_.get(), nullptr, headers.data(), headers.size(), &body,
                                            /*stream_user_data=*/nullptr);
  if (id < 0) return nghttp2_error(id);
  calls_[id].request = framed(message);
  return id;
}

void GrpcSession::finish(int32_t id) {
  const Call* call = find(id);
  if (call != nullptr && !call->closed) {
    nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
  }
  calls_.erase(id);
}

ssize_t GrpcSession::read_request(nghttp2_session* /*session*/, int32_t id, uint8_t* room, size_t size, uint32_t* flags,
                                  nghttp2_data_source* /*source*/, void* self) {
  Call* call = static_cast<GrpcSession*>(self)->find(id);
  if (call == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  const size_t n = std::min(size, call->request.size() - call->sent);
  std::copy_n(call->request.begin() + static_cast<ptrdiff_t>(call->sent), n, room);
  call->sent += n;
  if (call->sent == call->request.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<ssize_t>(n);
}

int GrpcSession::on_header(nghttp2_session* /*session*/, const nghttp2_frame* frame, const uint8_t* name,
                           size_t name_length, const uint8_t* value, size_t value_length, uint8_t /*flags*/,
                           void* self) {
  Call* call = static_cast<GrpcSession*>(self)->find(frame->hd.stream_id);
  if (call == nullptr) return 0;
  const std::string_view key(reinterpret_cast<const char*>(name), name_length);
  const std::string_view text(reinterpret_cast<const char*>(value), value_length);
  if (key == ":status") call->http_status = number(text);
  if (key == "grpc-status") call->status = number(text);
  if (key == "grpc-message") call->status_message = text;
  return 0;
}

/// Cuts what came into messages.
void GrpcSession::receive(Call& call, std::string_view bytes) {
  call.received.append(bytes);
  size_t at = 0;
  while (!call.too_large && call.received.size() - at >= kFrameHeader) {
    const std::string_view frame = std::string_view(call.received).substr(at);
    const uint32_t length = frame_length(frame);
    // Compressed messages were not asked for.
    call.too_large = frame[0] != 0 || length > kLargestMessage || call.waiting_bytes + length > kMostWaitingBytes;
    if (call.too_large || frame.size() - kFrameHeader < length) break;
    call.messages.emplace_back(frame.substr(kFrameHeader, length));
    call.waiting_bytes += length + sizeof(std::string);
    at += kFrameHeader + length;
  }
  call.received.erase(0, at);
}

int GrpcSession::on_data(nghttp2_session* /*session*/, uint8_t /*flags*/, int32_t id, const uint8_t* bytes,
                         size_t length, void* self) {
  auto& session = *static_cast<GrpcSession*>(self);
  Call* call = session.find(id);
  if (call == nullptr) return 0;
  session.receive(*call, {reinterpret_cast<const char*>(bytes), length});
  return call->too_large ? NGHTTP2_ERR_CALLBACK_FAILURE : 0;
}

int GrpcSession::on_close(nghttp2_session* /*session*/, int32_t id, uint32_t error, void* self) {
  Call* call = static_cast<GrpcSession*>(self)->find(id);
  if (call == nullptr) return 0;
  call->closed = true;
  if (error != NGHTTP2_NO_ERROR && call->status < 0) {
    call->status_message = std::string("HTTP/2: ") + nghttp2_http2_strerror(error);
  }
  return 0;
}

Result<void> GrpcSession::feed(std::span<const uint8_t> bytes) {
  const ssize_t read = nghttp2_session_mem_recv(session_.get(), bytes.data(), bytes.size());
  if (read == NGHTTP2_ERR_CALLBACK_FAILURE) return fail("a message that is too large or compressed");
  if (read < 0) return nghttp2_error(static_cast<int>(read));
  return {};
}

Result<std::span<const uint8_t>> GrpcSession::output() {
  const uint8_t* bytes = nullptr;
  const ssize_t size = nghttp2_session_mem_send(session_.get(), &bytes);
  if (size < 0) return nghttp2_error(static_cast<int>(size));
  return std::span(bytes, static_cast<size_t>(size));
}

bool GrpcSession::open() const {
  return nghttp2_session_want_read(session_.get()) != 0;
}

}  // namespace trawl
