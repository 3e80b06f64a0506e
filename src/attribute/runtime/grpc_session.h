// gRPC over HTTP/2, as a client, without a socket: bytes in, bytes out. HTTP/2 is nghttp2's; what gRPC adds is five
// bytes in front of each message and a status behind the last one (gRPC over HTTP2, in the gRPC repository's doc/).
#pragma once

#include <nghttp2/nghttp2.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace trawl {

/// Status codes that trawl tells apart.
constexpr int kGrpcOk = 0;
constexpr int kGrpcNotFound = 5;
constexpr int kGrpcUnimplemented = 12;

class GrpcSession {
 public:
  /// A request and what came back so far.
  struct Call {
    std::string request;  // framed
    size_t sent = 0;
    std::string received;  // the beginning of a message
    std::deque<std::string> messages;
    size_t waiting_bytes = 0;  // of messages
    int http_status = 0;
    int status = -1;  // grpc-status; -1: none came
    std::string status_message;
    bool closed = false;
    bool too_large = false;
  };

  /// Errors: no memory.
  static Result<std::unique_ptr<GrpcSession>> create();

  /// Begins a call of `method` ("/package.Service/Method") with a serialized message. `name_space` becomes the header
  /// by which containerd chooses a namespace; empty: none. The reference is good until finish(). Errors: nghttp2's.
  Result<int32_t> begin(std::string_view method, std::string_view name_space, std::string_view message);
  Call& call(int32_t id) { return calls_.at(id); }
  /// Forgets a call. One that is not closed is cancelled.
  void finish(int32_t id);

  /// Errors: what came is no HTTP/2 or no gRPC. Nothing may be fed behind an error.
  Result<void> feed(std::span<const uint8_t> bytes);
  /// The bytes to send now; empty: none. Valid until the next call of a member.
  Result<std::span<const uint8_t>> output();
  /// Whether the peer may still say something: after GOAWAY and the last call it may not.
  bool open() const;

 private:
  struct SessionDeleter {
    void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  };

  GrpcSession() = default;
  Call* find(int32_t id);
  void receive(Call& call, std::string_view bytes);
  static ssize_t read_request(nghttp2_session* session, int32_t id, uint8_t* room, size_t size, uint32_t* flags,
                              nghttp2_data_source* source, void* self);
  static int on_header(nghttp2_session* session, const nghttp2_frame* frame, const uint8_t* name, size_t name_length,
                       const uint8_t* value, size_t value_length, uint8_t flags, void* self);
  static int on_data(nghttp2_session* session, uint8_t flags, int32_t id, const uint8_t* bytes, size_t length,
                     void* self);
  static int on_close(nghttp2_session* session, int32_t id, uint32_t error, void* self);

  std::unique_ptr<nghttp2_session, SessionDeleter> session_;
  std::map<int32_t, Call> calls_;
};

}  // namespace trawl
