#include "pcap/hook_options.h"

#include <algorithm>
#include <string_view>

#include "pcap/ng_blocks.h"
#include "pcap/ng_writer.h"

namespace trawl {

namespace {

template <class T>
void put_number(Encoder& out, uint16_t code, T number) {
  Encoder value;
  value.put(number);
  put_option(out, code, value.bytes());
}

void read_option(HookFacts& facts, const ng::Option& option, FileIntegers integers) {
  const auto& value = option.value;
  switch (option.code) {
    case ng::kPacketDropCount:
      facts.lost = integers.u64(value, 0);
      break;
    case ng::kPacketId:
      facts.id = integers.u64(value, 0);
      break;
    case ng::kPacketQueue:
      facts.queue = integers.u32(value, 0);
      break;
    case ng::kPacketVerdict:
      if (value.size() < 9 || value[0] != ng::kVerdictXdp) break;
      facts.verdict = static_cast<uint32_t>(std::min<uint64_t>(integers.u64(value, 1), UINT32_MAX));
      break;
    case ng::kComment:
      facts.first_buffer_only |= std::ranges::equal(value, kFirstBufferOnly);
      break;
    default:
      break;
  }
}

}  // namespace

void put_hook_facts(Encoder& out, const HookFacts& facts) {
  if (facts.lost != 0) put_number(out, ng::kPacketDropCount, facts.lost);
  put_number(out, ng::kPacketId, facts.id);
  put_number(out, ng::kPacketQueue, facts.queue);
  if (facts.first_buffer_only) put_option(out, ng::kComment, kFirstBufferOnly);
  if (!facts.verdict) return;
  Encoder verdict;
  verdict.put(ng::kVerdictXdp);
  verdict.put(uint64_t{*facts.verdict});
  put_option(out, ng::kPacketVerdict, verdict.bytes());
}

std::optional<HookFacts> read_hook_facts(std::span<const uint8_t> options, FileIntegers integers) {
  HookFacts facts;
  bool found = false;
  ng::Options walk(options, integers);
  for (ng::Option option; walk.next(option);) {
    found |= option.code == ng::kPacketId && option.value.size() == sizeof(facts.id);
    read_option(facts, option, integers);
  }
  return found ? std::optional(facts) : std::nullopt;
}

}  // namespace trawl
