#include "trace/line_spec.h"

#include <gtest/gtest.h>

namespace trawl {
namespace {

using Extent = LineSpec::Extent;

TEST(LineSpec, Forms) {
  const std::pair<const char*, LineSpec> forms[] = {
      {"ip_rcv", {.symbol = "ip_rcv"}},
      {"ip_rcv+12", {.symbol = "ip_rcv", .offset = 12}},
      {"ip_rcv+0x1f", {.symbol = "ip_rcv", .offset = 0x1f}},
      {"ip_rcv+*", {.symbol = "ip_rcv", .extent = Extent::kLines}},
      {"ip_rcv+**", {.symbol = "ip_rcv", .extent = Extent::kInstructions}},
      {"bridge:br_forward+4", {.module = "bridge", .symbol = "br_forward", .offset = 4}},
      {"ip_rcv.isra.0", {.symbol = "ip_rcv.isra.0"}},
      {"0xffffffff81000000", {.address = 0xffffffff81000000}},
  };
  for (const auto& [text, expected] : forms) {
    const auto spec = parse_line_spec(text);
    ASSERT_TRUE(spec) << text;
    EXPECT_EQ(*spec, expected) << text;
  }
}

TEST(LineSpec, Errors) {
  for (const char* text :
       {"", "+4", ":f", "a:", "f+", "f+x", "f+***", "0x", "0xg", "a b", "f+-1", "f+99999999999999999999"}) {
    EXPECT_FALSE(parse_line_spec(text)) << text;
  }
}

}  // namespace
}  // namespace trawl
