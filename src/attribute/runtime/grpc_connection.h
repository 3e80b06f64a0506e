// gRPC calls on a Unix socket.
#pragma once

#include <google/protobuf/message_lite.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "attribute/runtime/grpc_session.h"
#include "attribute/runtime/unix_socket.h"

namespace trawl {

class GrpcConnection {
 public:
  /// `stop_fd` is borrowed. Errors: UnixSocket::connect()'s.
  static Result<std::unique_ptr<GrpcConnection>> open(std::string_view address, int stop_fd);

  /// A call with one answer, within a few seconds. Gives the call's status, and fills in `answer` when that is
  /// kGrpcOk. Errors: the connection's, and an answer that is no such message; the connection is of no use then.
  Result<int> call(std::string_view method, const google::protobuf::MessageLite& request,
                   google::protobuf::MessageLite& answer, std::string_view name_space = {});

  /// A call with a stream of answers; gives its number.
  Result<int32_t> subscribe(std::string_view method, const google::protobuf::MessageLite& request);
  /// The next answer, once there is one; nothing at the end of the stream. Errors: the connection's; ETIMEDOUT at the
  /// deadline, and then the next call goes on.
  Result<std::optional<std::string>> next(int32_t stream, Deadline deadline);
  /// Of a stream that has ended.
  int status_of(int32_t stream) { return session_->call(stream).status; }

 private:
  GrpcConnection(UnixSocket socket, std::unique_ptr<GrpcSession> session)
      : socket_(std::move(socket)), session_(std::move(session)) {}
  Result<void> send();
  Result<void> exchange(Deadline deadline);

  UnixSocket socket_;
  std::unique_ptr<GrpcSession> session_;
};

}  // namespace trawl
