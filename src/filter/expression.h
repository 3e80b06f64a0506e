// A pcap-filter expression, compiled by libpcap to a classic program that our own code checks, runs and translates.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "filter/classic.h"
#include "filter/interpreter.h"
#include "packet/link_type.h"

namespace trawl {

class Expression {
 public:
  struct Options {
    bool optimize = true;           // tcpdump's -O clears it
    uint32_t netmask = 0xffffffff;  // of the interface, network byte order, for `ip broadcast`; all ones: not known
    bool savefile = false;  // the packets come from a file, where `inbound` and `ifindex` have no answer: an error then
  };

  /// Matches everything.
  Expression() = default;

  /// `text` as the user wrote it; nothing but blanks matches everything. `link` is what the packets will begin with.
  /// `snaplen` 0 means the largest. Errors carry libpcap's text, and in the hint the place where that can be found.
  /// Resolves names, so it may ask the DNS server: not for the packet path.
  static Result<Expression> compile(std::string_view text, LinkType link, uint32_t snaplen, const Options& options);
  static Result<Expression> compile(std::string_view text, LinkType link, uint32_t snaplen) {
    return compile(text, link, snaplen, Options{});
  }

  /// Whether it is certain that no packet matches both, as libpcap's optimizer tells. It may not see it.
  static bool exclude_each_other(std::string_view one, std::string_view other, LinkType link);

  bool matches(std::span<const uint8_t> captured, const PacketFacts& facts) const {
    return matches_everything_ || interpret(program_, captured, facts) != 0;
  }
  bool matches(std::span<const uint8_t> captured, uint32_t wire_length) const {
    return matches(captured, PacketFacts{.wire_length = wire_length});
  }
  /// Whether the program accepts every packet without a look at it, so that it need not be run.
  bool matches_everything() const { return matches_everything_; }

  /// Always valid in the sense of filter/validate.h.
  std::span<const ClassicInstruction> program() const { return program_; }

 private:
  std::vector<ClassicInstruction> program_{{classic::kRet | classic::kK, 0, 0, 262144}};
  bool matches_everything_ = true;
};

}  // namespace trawl
