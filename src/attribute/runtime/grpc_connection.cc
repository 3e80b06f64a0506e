#include "attribute/runtime/grpc_connection.h"

#include <array>

#include "base/escape.h"

namespace trawl {

namespace {

constexpr std::chrono::milliseconds kPatience{5000};

std::string printable(std::string_view text) {
  TextBuffer out;
  out.put(escaped(text.substr(0, 200)));
  return std::string(out.view());
}

}  // namespace

Result<std::unique_ptr<GrpcConnection>> GrpcConnection::open(std::string_view address, int stop_fd) {
  auto socket = UnixSocket::connect(address, stop_fd);
  if (!socket) return std::unexpected(socket.error());
  auto session = GrpcSession::create();
  if (!session) return std::unexpected(session.error());
  return std::unique_ptr<GrpcConnection>(new GrpcConnection(std::move(*socket), std::move(*session)));
}

Result<void> GrpcConnection::send() {
  for (;;) {
    const auto bytes = session_->output();
    if (!bytes) return std::unexpected(bytes.error());
    if (bytes->empty()) return {};
    if (auto sent = socket_.write(*bytes, deadline_in(kPatience)); !sent) return sent;
  }
}

Result<void> GrpcConnection::exchange(Deadline deadline) {
  if (auto sent = send(); !sent) return sent;
  if (!session_->open()) return fail("the connection is no HTTP/2, or was closed");
  std::array<uint8_t, 16384> piece;
  const auto n = socket_.read(piece, deadline);
  if (!n) return std::unexpected(n.error());
  if (*n == 0) return fail("the connection was closed");
  if (auto fed = session_->feed(std::span(piece).first(*n)); !fed) return fed;
  return send();
}

Result<int> GrpcConnection::call(std::string_view method, const google::protobuf::MessageLite& request,
                                 google::protobuf::MessageLite& answer, std::string_view name_space) {
  const auto id = session_->begin(method, name_space, request.SerializeAsString());
  if (!id) return std::unexpected(id.error());
  GrpcSession::Call& call = session_->call(*id);
  const Deadline deadline = deadline_in(kPatience);
  while (!call.closed) {
    if (auto exchanged = exchange(deadline); !exchanged) return std::unexpected(exchanged.error());
  }
  const int status = call.status;
  if (status < 0) return fail("not a gRPC answer: " + printable(call.status_message));
  const bool complete = status != kGrpcOk || (call.messages.size() == 1 && answer.ParseFromString(call.messages[0]));
  session_->finish(*id);
  if (!complete) return fail("not the answer to " + std::string(method));
  return status;
}

Result<int32_t> GrpcConnection::subscribe(std::string_view method, const google::protobuf::MessageLite& request) {
  auto id = session_->begin(method, {}, request.SerializeAsString());
  if (!id) return id;
  if (auto sent = send(); !sent) return std::unexpected(sent.error());
  return id;
}

Result<std::optional<std::string>> GrpcConnection::next(int32_t stream, Deadline deadline) {
  GrpcSession::Call& call = session_->call(stream);
  while (call.messages.empty()) {
    if (call.closed) return std::nullopt;
    if (auto exchanged = exchange(deadline); !exchanged) return std::unexpected(exchanged.error());
  }
  std::string message = std::move(call.messages.front());
  call.messages.pop_front();
  call.waiting_bytes -= message.size() + sizeof(std::string);
  return message;
}

}  // namespace trawl
