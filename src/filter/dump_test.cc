#include "filter/dump.h"

#include <gtest/gtest.h>

#include <array>

namespace trawl {
namespace {

// "arp", as tcpdump 4.99.6 prints it.
constexpr std::array<ClassicInstruction, 4> kArp{
    {{0x28, 0, 0, 12}, {0x15, 0, 1, 0x806}, {6, 0, 0, 262144}, {6, 0, 0, 0}}};

TEST(Dump, PrintsAsTcpdump) {
  EXPECT_EQ(dump(kArp, DumpStyle::kAssembly),
            "(000) ldh      [12]\n"
            "(001) jeq      #0x806           jt 2\tjf 3\n"
            "(002) ret      #262144\n"
            "(003) ret      #0\n");
  EXPECT_EQ(dump(kArp, DumpStyle::kC),
            "{ 0x28, 0, 0, 0x0000000c },\n"
            "{ 0x15, 0, 1, 0x00000806 },\n"
            "{ 0x6, 0, 0, 0x00040000 },\n"
            "{ 0x6, 0, 0, 0x00000000 },\n");
  EXPECT_EQ(dump(kArp, DumpStyle::kDecimal),
            "4\n"
            "40 0 0 12\n"
            "21 0 1 2054\n"
            "6 0 0 262144\n"
            "6 0 0 0\n");
}

}  // namespace
}  // namespace trawl
