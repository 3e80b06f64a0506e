#include "trace/netfilter.h"

#include <algorithm>
#include <iterator>

namespace trawl {

namespace {

template <class Number>
struct Name {
  Number number;
  std::string_view text;
};

template <class Number, size_t N>
std::string_view find(const Name<Number> (&names)[N], Number number) {
  const auto* row = std::ranges::find(names, number, &Name<Number>::number);
  return row == std::end(names) ? std::string_view() : row->text;
}

constexpr Name<uint8_t> kFamilies[] = {{1, "inet"}, {2, "ip"}, {3, "arp"}, {5, "netdev"}, {7, "bridge"}, {10, "ip6"}};

constexpr Name<int32_t> kVerdicts[] = {
    {0, "drop"},   {1, "accept"},    {2, "stolen"}, {3, "queue"}, {4, "repeat"}, {5, "stop"},
    {-101, "map"}, {-1, "continue"}, {-2, "break"}, {-3, "jump"}, {-4, "goto"},  {-5, "return"},
};

constexpr Name<int32_t> kHooks[] = {
    {0, "PREROUTING"}, {1, "INPUT"}, {2, "FORWARD"}, {3, "OUTPUT"}, {4, "POSTROUTING"},
};

constexpr Name<uint8_t> kInfos[] = {
    {0, "established"}, {1, "related"}, {2, "new"}, {3, "established reply"}, {4, "related reply"}, {7, "untracked"},
};

constexpr Name<uint32_t> kStatus[] = {{1U << 4, "source NAT"}, {1U << 5, "destination NAT"}, {1U << 9, "dying"}};

}  // namespace

std::string_view netfilter_family(uint8_t number) {
  return find(kFamilies, number);
}

std::string_view netfilter_verdict(int32_t code) {
  // Above a verdict's lowest byte stands a queue's number or an error.
  return find(kVerdicts, code < 0 ? code : code & 0xff);
}

std::string_view netfilter_hook(int32_t number) {
  return find(kHooks, number);
}

std::string conntrack_text(uint8_t info, uint32_t status) {
  std::string text(find(kInfos, info));
  if (text.empty()) return text;
  for (const auto& [bit, name] : kStatus) {
    if ((status & bit) != 0) text.append(", ").append(name);
  }
  return text;
}

}  // namespace trawl
