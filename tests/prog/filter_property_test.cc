// The property that a filter stands on: libpcap's interpreter, ours and the kernel running our translation agree on
// every expression and every packet. TRAWL_FILTER_SECONDS sets how long each test goes on (default 5), and
// TRAWL_FILTER_SEED where it begins.
#include <gtest/gtest.h>
#include <linux/if_packet.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "filter/dump.h"
#include "filter/emit.h"
#include "filter/expression.h"
#include "filter/interpreter.h"
#include "filter/validate.h"
#include "prog/expression_generator.h"
#include "prog/kernel_program.h"
#include "prog/libpcap_interpreter.h"
#include "prog/packet_generator.h"
#include "prog/program_generator.h"
#include "prog/translated.h"

namespace trawl {
namespace {

using Bytes = std::vector<uint8_t>;

// BPF_PROG_TEST_RUN of an skb wants something behind the Ethernet header, and whole IP headers.
bool kernel_takes(std::span<const uint8_t> frame) {
  if (frame.size() <= 14) return false;
  const uint32_t type = uint32_t{frame[12]} << 8 | frame[13];
  return frame.size() >= (type == 0x0800 ? 34U : type == 0x86dd ? 54U : 15U);
}

constexpr size_t kShortestForXdp = 14;
constexpr size_t kTagOffset = 12;
constexpr size_t kTagSize = 4;
constexpr uint8_t kLoopbackAddress = 0;
constexpr int kPacketsPerExpression = 24;

uint64_t from_environment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? std::strtoull(value, nullptr, 0) : otherwise;
}

// What the kernel makes of the destination in a test run, whose device is the loopback device: its own address and its
// broadcast address are zero.
uint8_t packet_type_of(std::span<const uint8_t> frame) {
  if ((frame[0] & 1) != 0) return PACKET_MULTICAST;
  const bool own = std::ranges::all_of(frame.first(6), [](uint8_t b) { return b == kLoopbackAddress; });
  return own ? PACKET_HOST : PACKET_OTHERHOST;
}

std::string hex(std::span<const uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const uint8_t b : bytes) text.append({kDigits[b >> 4], kDigits[b & 0xf]});
  return text;
}

// Counts what was compared, so that a run can tell that it compared something.
struct Tally {
  size_t expressions = 0;
  size_t refused = 0;
  size_t undefined = 0;  // libpcap's own result is chance
  size_t packets = 0;    // expression x packet
  size_t in_kernel = 0;
  size_t with_tag = 0;  // in the kernel with the tag beside the packet
  size_t matched = 0;
};

class Deadline {
 public:
  explicit Deadline(uint64_t seconds) : end_(Clock::now() + std::chrono::seconds(seconds)) {}
  bool passed() const { return Clock::now() >= end_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
};

class FilterProperty : public testing::Test {
 protected:
  void TearDown() override {
    RecordProperty("expressions", std::to_string(tally_.expressions));
    RecordProperty("comparisons", std::to_string(tally_.packets));
    std::printf(
        "seed %llu: %zu expressions (%zu more refused by libpcap, %zu undefined), %zu packets, %zu in the kernel, "
        "%zu of them with a tag aside, %zu matched\n",
        static_cast<unsigned long long>(seed_), tally_.expressions, tally_.refused, tally_.undefined, tally_.packets,
        tally_.in_kernel, tally_.with_tag, tally_.matched);
  }

  void compare_in_user_space(std::span<const ClassicInstruction> program, const Bytes& packet) {
    const uint32_t wire = static_cast<uint32_t>(packet.size()) + (random_.percent(30) ? random_.below(200) : 0);
    const uint32_t ours = interpret(program, packet, {.wire_length = wire});
    ASSERT_EQ(ours, libpcap_interpret(program, packet, wire)) << hex(packet) << " of " << wire;
    tally_.packets++;
    if (ours != 0) tally_.matched++;
  }

  bool expected(std::span<const ClassicInstruction> program, const Bytes& packet, uint8_t type) {
    return interpret(program, packet, {.wire_length = static_cast<uint32_t>(packet.size()), .packet_type = type}) != 0;
  }

  void compare_in_kernel(std::span<const ClassicInstruction> program, const KernelProgram& kernel,
                         const SkbProgram& hook, const Bytes& packet) {
    if (!kernel_takes(packet)) return;
    const uint8_t type = hook.loopback ? PACKET_HOST : hook.outgoing ? PACKET_OUTGOING : packet_type_of(packet);
    const bool match = expected(program, packet, type);
    const auto result = kernel.run(packet);
    ASSERT_TRUE(result) << result.error().what << ": " << hex(packet);
    ASSERT_EQ(*result, match ? kMatched : kRejected) << hex(packet);
    tally_.in_kernel++;
    if (hook.ethernet) compare_with_tag_aside(match, kernel, packet);
  }

  // The same frame once more, with its tag where a network device leaves it.
  void compare_with_tag_aside(bool match, const KernelProgram& kernel, const Bytes& packet) {
    if (packet.size() < kTagOffset + kTagSize) return;
    const auto at = [&](size_t n) { return uint32_t{packet[kTagOffset + n]}; };
    const uint32_t tag = at(0) << 24 | at(1) << 16 | at(2) << 8 | at(3);
    if (tag >> 16 != 0x8100 && tag >> 16 != 0x88a8) return;
    Bytes stripped = packet;
    const auto begin = stripped.begin() + kTagOffset;
    stripped.erase(begin, begin + kTagSize);
    if (!kernel_takes(stripped)) return;
    const auto result = kernel.run(stripped, tag);
    ASSERT_TRUE(result) << result.error().what;
    ASSERT_EQ(*result, match ? kMatched : kRejected) << hex(packet) << ", tag aside";
    tally_.with_tag++;
  }

  void compare_in_xdp(std::span<const ClassicInstruction> program, const KernelProgram& kernel, const Bytes& packet) {
    if (packet.size() < kShortestForXdp) return;
    const bool match = interpret(program, packet, {.wire_length = static_cast<uint32_t>(packet.size())}) != 0;
    const auto result = kernel.run(packet);
    ASSERT_TRUE(result) << result.error().what;
    ASSERT_EQ(*result, match ? kMatched : kRejected) << hex(packet);
    tally_.in_kernel++;
  }

  /// A trace sees the bytes that lie together; of the others it knows how many there are.
  void compare_in_trace(std::span<const ClassicInstruction> program, const KernelProgram& kernel, const Bytes& packet) {
    if (!kernel_takes(packet)) return;
    const auto size = static_cast<uint32_t>(packet.size());
    const uint32_t together = random_.percent(50) ? size : 1 + random_.below(size);
    const bool match = interpret(program, std::span(packet).first(together), {.wire_length = size}) != 0;
    const auto result = kernel.run(packet, together);
    ASSERT_TRUE(result) << result.error().what;
    ASSERT_EQ(*result, match ? kMatched : kRejected) << hex(packet) << ", " << together << " bytes together";
    tally_.in_kernel++;
  }

  SkbProgram random_hook(bool raw) {
    return {.ethernet = !raw,
            .direct = random_.percent(70),
            .outgoing = random_.percent(30),
            .loopback = random_.percent(10)};
  }

  void compare_everywhere(const Expression& expression, bool raw) {
    const SkbProgram hook = random_hook(raw);
    const auto skb = load_translated(expression.program(), hook);
    ASSERT_TRUE(skb) << skb.error().what << '\n' << skb.error().hint;
    const bool with_xdp = random_.percent(30);
    const auto xdp = load_translated(expression.program(), XdpProgram{.load_bytes_helper = random_.percent(50)});
    ASSERT_TRUE(xdp) << xdp.error().what << '\n' << xdp.error().hint;
    const auto traced = load_traced(expression.program(), !raw);
    ASSERT_TRUE(traced) << traced.error().what << '\n' << traced.error().hint;
    const bool defined = writes_before_it_reads(expression.program());
    if (!defined) tally_.undefined++;
    for (int n = 0; n < kPacketsPerExpression; n++) {
      const Bytes packet = random_packet(random_, raw);
      if (defined) compare_in_user_space(expression.program(), packet);
      compare_in_kernel(expression.program(), *skb, hook, packet);
      if (with_xdp) compare_in_xdp(expression.program(), *xdp, packet);
      if (!raw) compare_in_trace(expression.program(), *traced, packet);
      if (HasFatalFailure()) return;
    }
  }

  void test_expressions(bool raw) {
    const Deadline deadline(from_environment("TRAWL_FILTER_SECONDS", 5));
    while (!deadline.passed() && !HasFailure()) {
      const std::string text = random_expression(random_, raw);
      SCOPED_TRACE(text);
      const Expression::Options options{.optimize = random_.percent(70), .netmask = 0x00ffffff};
      const auto expression = Expression::compile(text, raw ? kLinkRaw : kLinkEthernet, 0, options);
      if (!expression) {
        tally_.refused++;
        continue;
      }
      tally_.expressions++;
      compare_everywhere(*expression, raw);
    }
    EXPECT_GT(tally_.expressions, tally_.refused);
    EXPECT_GT(tally_.matched, tally_.packets / 20);
  }

  const uint64_t seed_ = from_environment("TRAWL_FILTER_SEED", 1);
  Random random_{seed_};
  Tally tally_;
};

TEST_F(FilterProperty, EthernetExpressionsAgree) {
  test_expressions(false);
}

TEST_F(FilterProperty, RawIpExpressionsAgree) {
  test_expressions(true);
}

TEST_F(FilterProperty, RandomProgramsAgree) {
  const Deadline deadline(from_environment("TRAWL_FILTER_SECONDS", 5));
  while (!deadline.passed() && !HasFailure()) {
    const std::vector<ClassicInstruction> program = random_program(random_);
    SCOPED_TRACE(dump(program, DumpStyle::kAssembly));
    ASSERT_TRUE(validate(program));
    tally_.expressions++;
    const SkbProgram hook = random_hook(random_.percent(20));
    const auto kernel = load_translated(program, hook);
    ASSERT_TRUE(kernel) << kernel.error().what << '\n' << kernel.error().hint;
    for (int n = 0; n < kPacketsPerExpression && !HasFatalFailure(); n++) {
      compare_in_kernel(program, *kernel, hook, random_packet(random_, false));
    }
  }
}

}  // namespace
}  // namespace trawl
