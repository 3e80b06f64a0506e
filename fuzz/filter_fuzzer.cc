// Several inputs in one, by the first byte: an expression as text or as numbers of words, or a classic program; each
// with a packet behind it. Nothing may crash, read outside the packet or fail to end, and what an expression compiles
// to always passes validate().
#include <nss.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "filter/dump.h"
#include "filter/emit.h"
#include "filter/expression.h"
#include "filter/interpreter.h"
#include "filter/names.h"
#include "filter/validate.h"

namespace {

using namespace trawl;

constexpr size_t kLongestExpression = 200;  // libpcap's optimizer is slow on long ones
constexpr size_t kMostInstructions = 4096;

// Packets of their exact size, so that the address sanitizer sees the first byte behind them.
std::vector<uint8_t> exact(std::span<const uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

void translate(std::span<const ClassicInstruction> program) {
  if (!emit_skb(program, {.on_match = {{}}, .on_reject = {{}}})) std::abort();
  if (!emit_skb(program, {.ethernet = false, .outgoing = true, .on_match = {{}}, .on_reject = {{}}})) std::abort();
  if (!emit_xdp(program, {.load_bytes_helper = true, .on_match = {{}}, .on_reject = {{}}})) std::abort();
  if (!emit_xdp(program, {.load_bytes_helper = false, .on_match = {{}}, .on_reject = {{}}})) std::abort();
  if (!emit_tracing({.ethernet = program, .network = program})) std::abort();
  dump(program, DumpStyle::kAssembly);
}

void run_expression(const std::string& text, std::span<const uint8_t> packet_bytes, uint8_t choice) {
  const LinkType link = (choice & 2) != 0 ? kLinkRaw : kLinkEthernet;
  const auto expression = Expression::compile(text, link, 0, {.optimize = (choice & 4) != 0, .netmask = 0x00ffffff});
  if (!expression) return;
  if (!validate(expression->program())) std::abort();
  const auto packet = exact(packet_bytes);
  expression->matches(packet, static_cast<uint32_t>(packet.size()));
  translate(expression->program());
}

// Up to a zero byte.
void run_text(std::span<const uint8_t> data, uint8_t choice) {
  const auto length = static_cast<size_t>(std::ranges::find(data, 0) - data.begin());
  const std::string text(data.begin(), data.begin() + static_cast<ptrdiff_t>(std::min(length, kLongestExpression)));
  run_expression(text, data.subspan(std::min(length + 1, data.size())), choice);
}

constexpr auto kWords = std::to_array<std::string_view>({"",           "and",
                                                         "or",         "not",
                                                         "(",          ")",
                                                         "[",          "]",
                                                         ":1",         ":2",
                                                         ":4",         "host",
                                                         "net",        "port",
                                                         "portrange",  "proto",
                                                         "src",        "dst",
                                                         "ether",      "ip",
                                                         "ip6",        "tcp",
                                                         "udp",        "icmp",
                                                         "icmp6",      "arp",
                                                         "vlan",       "mpls",
                                                         "pppoes",     "geneve",
                                                         "len",        "less",
                                                         "greater",    "+",
                                                         "-",          "*",
                                                         "/",          "%",
                                                         "&",          "|",
                                                         "^",          "<<",
                                                         ">>",         "=",
                                                         "!=",         "<",
                                                         ">",          "0",
                                                         "1",          "6",
                                                         "14",         "40",
                                                         "80",         "42",
                                                         "0x800",      "65535",
                                                         "0xffffffff", "10.0.0.1",
                                                         "10.0.0.0/8", "fd00::1",
                                                         "fd00::/8",   "02:00:00:00:00:01",
                                                         "50-90",      "broadcast",
                                                         "multicast",  "inbound",
                                                         "outbound",   "protochain",
                                                         "\\ip",       "tcp[tcpflags]",
                                                         "tcp-syn",    "mask",
                                                         "link",       "llc",
                                                         "stp",        "iso",
                                                         "wlan",       "sctp",
                                                         "ah",         "gateway"});

// A byte a word.
void run_words(std::span<const uint8_t> data, uint8_t choice) {
  const auto length = static_cast<size_t>(std::ranges::find(data, 0) - data.begin());
  std::string text;
  for (const uint8_t b : data.first(std::min<size_t>(length, 40))) {
    text += kWords[b % kWords.size()];
    text += ' ';
  }
  run_expression(text, data.subspan(std::min(length + 1, data.size())), choice);
}

void run_program(std::span<const uint8_t> data) {
  const size_t count = std::min<size_t>(data.empty() ? 0 : data[0], data.size() / sizeof(ClassicInstruction));
  std::vector<ClassicInstruction> program(std::min(count, kMostInstructions));
  if (data.empty() || program.empty()) return;
  std::memcpy(program.data(), data.data() + 1, std::min(program.size() * sizeof program[0], data.size() - 1));
  if (!validate(program)) {
    if (emit_skb(program, {})) std::abort();
    return;
  }
  const auto packet = exact(data.subspan(std::min(1 + program.size() * sizeof program[0], data.size())));
  interpret(program, packet, {.wire_length = static_cast<uint32_t>(packet.size())});
  translate(program);
}

}  // namespace

// No name server is asked.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  resolve_names_without_modules();
  return __nss_configure_lookup("hosts", "files");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::span<const uint8_t> rest(data + 1, size - 1);
  if ((data[0] & 1) != 0) {
    run_program(rest);
  } else if ((data[0] & 8) != 0) {
    run_text(rest, data[0]);
  } else {
    run_words(rest, data[0]);
  }
  return 0;
}
