// What a protocol's printer is given: a Printer to write to, and a Reader on its layer.
//
// The law of truncation. A protocol names itself with `p.protocol = "vxlan"`, reads with the Reader and prints with
// put(). When a read runs past the captured bytes, everything put after that moment is taken back, and the packet's
// text ends in " [|vxlan]" (the name at that moment): so a printer needs no check between a read and the text that
// shows it. It must check p.stopped() (or the Reader's length(), which turns 0) where a loop is driven by a number
// from the packet, and before it changes any state that outlives the packet. A printer that finds a layer too short
// and wants its callers to go on prints truncated() itself and returns.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"
#include "base/text.h"
#include "packet/packet.h"
#include "print/options.h"

namespace trawl {

class Names;

/// The innermost IP header above the layer being printed.
struct IpHeader {
  uint8_t version = 4;                   // 4 or 6
  uint8_t protocol = 0;                  // of the payload: after IPv6 extension headers, the last one's
  uint8_t ttl = 0;                       // or hop limit
  bool fragment = false;                 // any fragment of a datagram
  std::span<const uint8_t> source;       // 4 or 16 bytes
  std::span<const uint8_t> destination;  // 4 or 16 bytes; the final one of a routing header
  std::span<const uint8_t> header;       // the captured fixed header with IPv4 options
};

/// Addresses of the link layer, for protocols that print them when they are not in their own header.
struct LinkAddresses {
  std::span<const uint8_t> source;
  std::span<const uint8_t> destination;
};

/// State that one protocol keeps from packet to packet (sequence numbers, RPC calls). Made on first use.
struct ProtocolState {
  virtual ~ProtocolState() = default;
};

class Printer {
 public:
  Printer(const PrintOptions& options, Names& names);

  const PrintOptions& options;
  Names& names;
  TextBuffer text;

  // Of the packet being printed.
  std::string_view protocol;  // the protocol a failed read is blamed on
  const Packet* packet = nullptr;
  const IpHeader* ip = nullptr;         // null outside IP
  const LinkAddresses* link = nullptr;  // null when the link layer has none
  size_t link_header_length = 0;        // set by the link type's printer; -x leaves that much out
  uint16_t llc_control = 0;             // of the 802.2 header above
  struct Failure : ReadFailure {
    Printer* printer = nullptr;
  } failure;

  template <class... T>
  void put(const T&... parts) {
    text.put(parts...);
  }

  int verbose() const { return options.verbose - less_verbose_; }
  /// Whether a read of this packet has failed: what is put now is taken back.
  bool stopped() const { return failure.failed; }
  /// " [|protocol]": the layer is cut short, and the caller goes on.
  void truncated() { put(" [|", protocol, ']'); }
  /// " (invalid)".
  void invalid() { put(" (invalid)"); }

  /// Around the text of one packet: begin() forgets the last packet's layers, finish() applies the law of truncation.
  void begin(const Packet& packet);
  void finish();

  /// One more layer inside another. False when layers are nested too deeply: print nothing more then.
  bool enter() { return ++depth_ <= kMaxDepth; }
  void leave() { depth_--; }

  /// The state of protocol T (derived from ProtocolState), which lives as long as this Printer.
  template <class T>
  T& state() {
    auto& slot = state_slot(state_index<T>());
    if (!slot) slot = std::make_unique<T>();
    return static_cast<T&>(*slot);
  }

 private:
  static constexpr int kMaxDepth = 64;

  static size_t next_state_index();
  template <class T>
  static size_t state_index() {
    static const size_t index = next_state_index();
    return index;
  }
  std::unique_ptr<ProtocolState>& state_slot(size_t index);
  static void on_failure(ReadFailure& failure);

  friend class LessVerbose;

  int depth_ = 0;
  int less_verbose_ = 0;
  size_t text_at_failure_ = 0;
  std::string_view protocol_at_failure_;
  std::vector<std::unique_ptr<ProtocolState>> states_;
};

/// A nested layer: `if (Layer layer{p}) print_inner(p, r);`
class Layer {
 public:
  explicit Layer(Printer& p) : p_(p), allowed_(p.enter()) {}
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
  ~Layer() { p_.leave(); }
  explicit operator bool() const { return allowed_; }

 private:
  Printer& p_;
  bool allowed_;
};

/// For a layer that is printed with fewer -v than the one around it, while this lives.
class LessVerbose {
 public:
  LessVerbose(Printer& p, int by) : p_(p), by_(by) { p_.less_verbose_ += by_; }
  LessVerbose(const LessVerbose&) = delete;
  LessVerbose& operator=(const LessVerbose&) = delete;
  ~LessVerbose() { p_.less_verbose_ -= by_; }

 private:
  Printer& p_;
  int by_;
};

/// For a layer that has no link layer of its own around it, while this lives.
class WithoutLink {
 public:
  explicit WithoutLink(Printer& p) : p_(p), outer_(p.link) { p_.link = nullptr; }
  WithoutLink(const WithoutLink&) = delete;
  WithoutLink& operator=(const WithoutLink&) = delete;
  ~WithoutLink() { p_.link = outer_; }

 private:
  Printer& p_;
  const LinkAddresses* outer_;
};

using PrintFunction = void (*)(Printer&, Reader);

}  // namespace trawl
