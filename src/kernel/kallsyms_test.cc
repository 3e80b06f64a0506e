#include "kernel/kallsyms.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace trawl {
namespace {

constexpr std::string_view kText =
    "ffffffff81000000 T _stext\n"
    "ffffffff81000000 t startup\n"
    "ffffffff81000200 T ip_rcv\n"
    "ffffffff81000100 t helper\n"
    "ffffffff82000000 D jiffies\n"
    "ffffffffc0000000 t helper\t[bridge]\n"
    "not a line\n"
    "ffffffffc0000100 t br_forward\t[bridge]";

TEST(KernelSymbols, ByAddress) {
  const KernelSymbols symbols = KernelSymbols::parse(kText);
  EXPECT_EQ(symbols.size(), 6U);
  EXPECT_FALSE(symbols.at(0x1000));
  const auto place = symbols.at(0xffffffff81000210);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->name, "ip_rcv");
  EXPECT_EQ(place->offset, 0x10U);
  EXPECT_EQ(symbols.at(0xffffffff81000001)->name, "_stext");
  EXPECT_EQ(symbols.at(0xffffffffc0000101)->module, "bridge");
  EXPECT_EQ(symbols.names(0xffffffff81000000), (std::vector<std::string_view>{"_stext", "startup"}));
  EXPECT_TRUE(symbols.names(0xffffffff81000001).empty());
  EXPECT_EQ(symbols.end_of(0xffffffff81000100), 0xffffffff81000200U);
  EXPECT_EQ(symbols.end_of(0xffffffffc0000100), 0U);
}

TEST(KernelSymbols, ByName) {
  const KernelSymbols symbols = KernelSymbols::parse(kText);
  EXPECT_EQ(symbols.addresses("helper"), (std::vector<uint64_t>{0xffffffff81000100, 0xffffffffc0000000}));
  EXPECT_TRUE(symbols.addresses("nothing").empty());
  EXPECT_EQ(symbols.nearest("ip_recv", 3), (std::vector<std::string_view>{"ip_rcv"}));
}

TEST(KernelSymbols, ReadingIsGivenUp) {
  std::stop_source source;
  source.request_stop();
  const auto symbols = KernelSymbols::read(source.get_token());
  ASSERT_FALSE(symbols);
  EXPECT_EQ(symbols.error().error_number, ECANCELED);
}

}  // namespace
}  // namespace trawl
