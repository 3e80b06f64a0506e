#include "kernel/netlink.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace trawl {

namespace {

constexpr timeval kPatience = {.tv_sec = 5, .tv_usec = 0};  // the kernel answers at once, or never

constexpr size_t aligned(size_t size) {
  return (size + 3) / 4 * 4;
}

template <class T>
T read(Bytes bytes) {
  T value{};
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

}  // namespace

void NetlinkRequest::append(const void* data, size_t size) {
  const auto* bytes = static_cast<const uint8_t*>(data);
  message_.insert(message_.end(), bytes, bytes + size);
  message_.resize(aligned(message_.size()));
}

void NetlinkRequest::put(uint16_t attribute, Bytes value) {
  const nlattr header{.nla_len = static_cast<uint16_t>(sizeof(nlattr) + value.size()), .nla_type = attribute};
  append(&header, sizeof(header));
  append(value.data(), value.size());
}

void NetlinkRequest::put(uint16_t attribute, std::string_view text) {
  std::vector<uint8_t> value(text.begin(), text.end());
  value.push_back(0);
  put(attribute, Bytes(value));
}

void NetlinkRequest::put(uint16_t attribute, uint32_t value) {
  put(attribute, Bytes(reinterpret_cast<const uint8_t*>(&value), sizeof(value)));
}

size_t NetlinkRequest::begin(uint16_t attribute) {
  const size_t nest = message_.size();
  put(static_cast<uint16_t>(attribute | NLA_F_NESTED), Bytes());
  return nest;
}

void NetlinkRequest::end(size_t nest) {
  const auto length = static_cast<uint16_t>(message_.size() - nest);
  std::memcpy(message_.data() + nest, &length, sizeof(length));
}

Bytes NetlinkRequest::finished(uint32_t sequence) {
  auto header = read<nlmsghdr>(message_);
  header.nlmsg_len = static_cast<uint32_t>(message_.size());
  header.nlmsg_seq = sequence;
  std::memcpy(message_.data(), &header, sizeof(header));
  return message_;
}

Bytes find_attribute(Bytes attributes, uint16_t type) {
  while (attributes.size() >= sizeof(nlattr)) {
    const auto header = read<nlattr>(attributes);
    if (header.nla_len < sizeof(nlattr) || header.nla_len > attributes.size()) break;
    if ((header.nla_type & NLA_TYPE_MASK) == type)
      return attributes.subspan(sizeof(nlattr), header.nla_len - sizeof(nlattr));
    attributes = attributes.subspan(std::min(aligned(header.nla_len), attributes.size()));
  }
  return {};
}

Result<Netlink> Netlink::open(int protocol) {
  Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (!socket.valid()) return fail_errno("open a netlink socket", errno);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
  return Netlink(std::move(socket));
}

/// Until the answer's last message: an acknowledgement or an error, NLMSG_DONE for a list.
Result<void> Netlink::talk(NetlinkRequest& request, const std::function<void(Bytes)>& each) {
  const uint32_t sequence = ++sequence_;
  const Bytes message = request.finished(sequence);
  if (::send(socket_.get(), message.data(), message.size(), 0) < 0) return fail_errno("ask the kernel", errno);
  std::array<uint8_t, 32768> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv() fills it
  while (true) {
    const ssize_t received = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (received < 0) return fail_errno("read the kernel's answer", errno);
    Bytes rest(buffer.data(), static_cast<size_t>(received));
    while (rest.size() >= sizeof(nlmsghdr)) {
      const auto header = read<nlmsghdr>(rest);
      if (header.nlmsg_len < sizeof(nlmsghdr) || header.nlmsg_len > rest.size()) break;
      const Bytes body = rest.subspan(sizeof(nlmsghdr), header.nlmsg_len - sizeof(nlmsghdr));
      rest = rest.subspan(std::min(aligned(header.nlmsg_len), rest.size()));
      if (header.nlmsg_seq != sequence) continue;  // of an earlier request
      if (header.nlmsg_type == NLMSG_DONE) return {};
      if (header.nlmsg_type != NLMSG_ERROR) {
        each(body);
      } else if (body.size() >= sizeof(int)) {
        const int error = -read<int>(body);
        if (error == 0) return {};
        return fail_errno("the kernel refused", error);
      }
    }
  }
}

Result<void> Netlink::request(NetlinkRequest request) {
  return talk(request, [](Bytes) {});
}

Result<void> Netlink::dump(NetlinkRequest request, const std::function<void(Bytes)>& each) {
  return talk(request, each);
}

}  // namespace trawl
