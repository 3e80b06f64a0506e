#include "print/host_names.h"

#include <ares.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace trawl {

namespace {

constexpr size_t kMaxEntries = size_t{1} << 16;
constexpr int kMaxLateAnswers = 3;
constexpr int kQueryTimeout = 2000;  // milliseconds

using Clock = std::chrono::steady_clock;

}  // namespace

/// c-ares: /etc/hosts and DNS as nsswitch.conf orders them, without blocking.
struct HostNames::Resolver {
  struct Query {
    HostNames* owner;
    Key key;
  };

  ares_channel channel = nullptr;
  bool ready = false;

  Resolver() {
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) return;
    ares_options options{};
    options.timeout = kQueryTimeout;
    options.tries = 1;
    ready = ares_init_options(&channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) == ARES_SUCCESS;
  }
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  ~Resolver() {
    if (ready) ares_destroy(channel);
    ares_library_cleanup();
  }

  static void on_answer(void* argument, int status, int /*timeouts*/, hostent* host) {
    const std::unique_ptr<Query> query(static_cast<Query*>(argument));
    if (status == ARES_EDESTRUCTION) return;
    const auto found = query->owner->entries_.find(query->key);
    if (found == query->owner->entries_.end()) return;
    found->second.answered = true;
    if (status == ARES_SUCCESS && host != nullptr && host->h_name != nullptr) found->second.name = host->h_name;
  }

  /// Takes what has come, and waits for more of it up to `milliseconds`.
  void process(int milliseconds) const {
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const auto bits = static_cast<unsigned>(ares_getsock(channel, sockets.data(), sockets.size()));
    std::array<pollfd, ARES_GETSOCK_MAXNUM> polled{};
    nfds_t count = 0;
    for (unsigned i = 0; i < sockets.size(); i++) {
      short events = 0;
      if (ARES_GETSOCK_READABLE(bits, i)) events |= POLLIN;
      if (ARES_GETSOCK_WRITABLE(bits, i)) events |= POLLOUT;
      if (events != 0) polled[count++] = {.fd = sockets[i], .events = events};
    }
    ::poll(polled.data(), count, count == 0 ? 0 : milliseconds);
    for (nfds_t i = 0; i < count; i++) {
      const bool readable = (polled[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
      const bool writable = (polled[i].revents & POLLOUT) != 0;
      ares_process_fd(channel, readable ? polled[i].fd : ARES_SOCKET_BAD, writable ? polled[i].fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // timeouts
  }
};

HostNames::HostNames(int wait_milliseconds) : wait_milliseconds_(wait_milliseconds) {}

HostNames::~HostNames() {
  resolver_.reset();  // before the map that its answers go to
}

size_t HostNames::KeyHash::operator()(const Key& key) const {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(key.address.data()), key.size});
}

void HostNames::ask(const Key& key) {
  if (!resolver_) resolver_ = std::make_unique<Resolver>();
  if (!resolver_->ready) {
    entries_[key].answered = true;
    return;
  }
  auto query = std::make_unique<Resolver::Query>(this, key);
  ares_gethostbyaddr(resolver_->channel, key.address.data(), key.size, key.size == 4 ? AF_INET : AF_INET6,
                     Resolver::on_answer, query.release());
}

void HostNames::wait_for(const Entry& entry) {
  const auto end = Clock::now() + std::chrono::milliseconds(wait_milliseconds_);
  while (!entry.answered) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) break;
    resolver_->process(static_cast<int>(std::min<int64_t>(left, 50)));
  }
  late_answers_ = entry.answered ? 0 : late_answers_ + 1;
}

std::string_view HostNames::find(std::span<const uint8_t> address) {
  Key key;
  if (address.size() != 4 && address.size() != 16) return {};
  std::ranges::copy(address, key.address.begin());
  key.size = static_cast<uint8_t>(address.size());
  if (const auto known = entries_.find(key); known != entries_.end() && known->second.answered) {
    return known->second.name;
  }
  if (entries_.size() >= kMaxEntries) {
    resolver_.reset();  // its open questions are about entries that go
    entries_.clear();
  }
  // References to an entry stay good while others are added.
  const auto [at, made] = entries_.try_emplace(key);
  Entry& entry = at->second;
  if (made) ask(key);
  if (entry.answered) return entry.name;
  if (made && wait_milliseconds_ > 0 && late_answers_ < kMaxLateAnswers) {
    wait_for(entry);
  } else if (resolver_ && resolver_->ready) {
    resolver_->process(0);
  }
  return entry.name;
}

}  // namespace trawl
