#include "attribute/runtime/docker.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <string>

#include "attribute/container_store.h"
#include "attribute/runtime/docker_json.h"
#include "attribute/runtime/http_reader.h"
#include "attribute/runtime/unix_socket.h"

namespace trawl {

namespace {

constexpr std::chrono::milliseconds kPatience{5000};
constexpr size_t kLargestAnswer = size_t{16} << 20;
constexpr size_t kLongestEvent = size_t{1} << 20;
constexpr int kOk = 200;
constexpr int kNotFound = 404;

// Actions of events; Podman has words of its own.
constexpr std::array<std::string_view, 4> kChanges = {"create", "start", "rename", "update"};
constexpr std::array<std::string_view, 4> kEnds = {"die", "died", "destroy", "remove"};

/// A GET request whose response is read as it comes. A connection serves one: on a Unix socket another costs little.
class Request {
 public:
  static Result<Request> send(const RuntimeSession& session, const std::string& path, size_t limit) {
    auto socket = UnixSocket::connect(session.address, session.stop_fd);
    if (!socket) return std::unexpected(socket.error());
    Request request(std::move(*socket), limit);
    const std::string text = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const std::span bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size());
    if (auto sent = request.socket_.write(bytes, deadline_in(kPatience)); !sent) return std::unexpected(sent.error());
    return request;
  }

  /// Waits for the next piece of the response.
  Result<void> read(Deadline deadline) {
    std::array<uint8_t, 16384> piece;
    const auto n = socket_.read(piece, deadline);
    if (!n) return std::unexpected(n.error());
    return *n == 0 ? reader_.end() : reader_.feed(std::span(piece).first(*n));
  }

  HttpReader& response() { return reader_; }

 private:
  Request(UnixSocket socket, size_t limit) : socket_(std::move(socket)), reader_(limit) {}

  UnixSocket socket_;
  HttpReader reader_;
};

struct Answer {
  int status;
  std::string body;
};

Result<Answer> get(const RuntimeSession& session, const std::string& path) {
  auto request = Request::send(session, path, kLargestAnswer);
  if (!request) return std::unexpected(request.error());
  const Deadline deadline = deadline_in(kPatience);
  while (!request->response().complete()) {
    if (auto read = request->read(deadline); !read) return std::unexpected(read.error());
  }
  return Answer{request->response().status(), std::move(request->response().body())};
}

std::unexpected<Error> bad_status(int status) {
  return fail("HTTP status " + std::to_string(status));
}

/// A container that is gone by now is no error.
Result<void> inspect(const RuntimeSession& session, const std::string& id) {
  const auto answer = get(session, "/containers/" + id + "/json");
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == kNotFound) return {};
  if (answer->status != kOk) return bad_status(answer->status);
  auto facts = parse_docker_container(answer->body);
  if (!facts) return std::unexpected(facts.error());
  session.store.put(session.source, std::move(*facts));
  return {};
}

Result<void> tell_all(const RuntimeSession& session) {
  const auto answer = get(session, "/containers/json");
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != kOk) return bad_status(answer->status);
  const auto ids = parse_docker_list(answer->body);
  if (!ids) return std::unexpected(ids.error());
  for (const auto& id : *ids) {
    if (auto told = inspect(session, id); !told) return told;
  }
  session.store.keep_only(session.source, {ids->begin(), ids->end()});
  session.synced = true;
  return {};
}

Result<void> apply(const RuntimeSession& session, std::string_view line) {
  auto event = parse_docker_event(line);
  if (!event) return std::unexpected(event.error());
  if (!*event) return {};
  auto& [action, facts] = **event;
  if (std::ranges::find(kEnds, action) != kEnds.end()) session.store.end(session.source, facts.container.id);
  if (std::ranges::find(kChanges, action) == kChanges.end()) return {};
  const std::string id = facts.container.id;
  // What the event says itself: Podman answers only when it has started the container, and soon it may be gone.
  if (!session.store.knows(session.source, id)) session.store.put(session.source, std::move(facts));
  return inspect(session, id);
}

/// Events are JSON objects, one a line.
Result<void> apply_lines(const RuntimeSession& session, std::string& text) {
  size_t start = 0;
  for (size_t end = 0; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
    const std::string_view line = std::string_view(text).substr(start, end - start);
    if (line.find_first_not_of(" \r\t") == std::string_view::npos) continue;
    if (auto applied = apply(session, line); !applied) return applied;
  }
  text.erase(0, start);
  return {};
}

}  // namespace

Result<void> follow_docker(const RuntimeSession& session) {
  // Events from now on, and only then the list: so nothing happens unseen in between. {"type":["container"]}
  const std::string since = std::to_string(::time(nullptr));
  auto events = Request::send(session, "/events?since=" + since + "&filters=%7B%22type%22%3A%5B%22container%22%5D%7D",
                              kLongestEvent);
  if (!events) return std::unexpected(events.error());
  if (auto told = tell_all(session); !told) return told;
  for (;;) {
    if (auto read = events->read(kNoDeadline); !read) return read;
    HttpReader& response = events->response();
    if (response.status() != 0 && response.status() != kOk) return bad_status(response.status());
    if (auto applied = apply_lines(session, response.body()); !applied) return applied;
    if (response.complete()) return fail("the connection was closed");
  }
}

}  // namespace trawl
