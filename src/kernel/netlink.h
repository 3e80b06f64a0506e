// Requests to the kernel by netlink, as far as trawl makes them: of its routing and traffic-control side (rtnetlink),
// and of devices' abilities.
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

using Bytes = std::span<const uint8_t>;

/// One message: a header, a body of the family's own type, attributes. Everything is kept at multiples of 4 bytes.
class NetlinkRequest {
 public:
  /// `type`: RTM_*. `flags`: NLM_F_* beside NLM_F_REQUEST.
  template <class Body>
  NetlinkRequest(uint16_t type, uint16_t flags, const Body& body) {
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<uint16_t>(flags | NLM_F_REQUEST);
    append(&header, sizeof(header));
    append(&body, sizeof(body));
  }

  void put(uint16_t attribute, Bytes value);
  void put(uint16_t attribute, std::string_view text);  // with its terminating zero
  void put(uint16_t attribute, uint32_t value);
  /// Attributes until end() are within this one. Returns what end() wants.
  size_t begin(uint16_t attribute);
  void end(size_t nest);

  /// The message as it is sent.
  Bytes finished(uint32_t sequence);

 private:
  void append(const void* data, size_t size);
  std::vector<uint8_t> message_;
};

/// The value of the first attribute of this type, empty if there is none. What is malformed ends the search.
Bytes find_attribute(Bytes attributes, uint16_t type);

/// A netlink socket of the network namespace that the thread was in at open().
class Netlink {
 public:
  /// `protocol`: NETLINK_*.
  static Result<Netlink> open(int protocol = NETLINK_ROUTE);

  /// `request` has NLM_F_ACK. Waits for the acknowledgement; the error carries the kernel's errno.
  Result<void> request(NetlinkRequest request);
  /// `request` has NLM_F_DUMP. `each` gets the body and the attributes of every entry.
  Result<void> dump(NetlinkRequest request, const std::function<void(Bytes)>& each);

  int fd() const { return socket_.get(); }

 private:
  explicit Netlink(Fd socket) : socket_(std::move(socket)) {}
  Result<void> talk(NetlinkRequest& request, const std::function<void(Bytes)>& each);

  Fd socket_;
  uint32_t sequence_ = 0;
};

}  // namespace trawl
