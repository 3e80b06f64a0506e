#include "kernel/trace_functions.h"

#include <gtest/gtest.h>

#include "wire/trace.h"

namespace trawl {
namespace {

const std::vector<SkbFunction> kFunctions = {
    {"ip_rcv", 1, 0, ""}, {"dump", 1, 0, ""}, {"tun_put_user", 3, 2, "tun"}, {"__copy_skb_header", 1, 0, ""}};

std::vector<std::string> names(const std::vector<FunctionProbe>& probes) {
  std::vector<std::string> names;
  for (const FunctionProbe& probe : probes) names.push_back(probe.name);
  return names;
}

using Names = std::vector<std::string>;

TEST(TraceFunctions, ThatFtraceListsOnceAreChosen) {
  const Names all = {"all"};
  const std::string list = "do_one_initcall\nip_rcv\ndump\ntun_put_user [tun]\ndump [other]\n__copy_skb_header\n";
  EXPECT_EQ(names(choose_functions(kFunctions, all, list)), Names({"ip_rcv", "tun_put_user", "__copy_skb_header"}));
  EXPECT_EQ(names(choose_functions(kFunctions, all, "")).size(), kFunctions.size());
}

TEST(TraceFunctions, ThatPacketsAreFollowedByAreAlwaysChosen) {
  const Names pattern = {"tun*"};
  EXPECT_EQ(names(choose_functions(kFunctions, pattern, "")), Names({"tun_put_user", "__copy_skb_header"}));
  EXPECT_EQ(names(choose_functions(kFunctions, {}, "")), Names({"ip_rcv", "__copy_skb_header"}));
}

TEST(TraceFunctions, CookiesSayWhichArgumentsCount) {
  const Names pattern = {"tun_put_user"};
  const auto probes = choose_functions(kFunctions, pattern, "");
  EXPECT_EQ(probes[0].cookie, 3U | 2U << TRAWL_PROBE_SOCKET_SHIFT);
  EXPECT_EQ(probes[1].cookie, 2U | TRAWL_PROBE_COPIES);
}

TEST(TraceFunctions, OfSeveralAddressesAreNotLocated) {
  const Names all = {"all"};
  const auto symbols = KernelSymbols::parse(
      "ffffffff81000000 T _stext\nffffffff81000010 t dump\nffffffff81000020 T ip_rcv\nffffffff81000030 t dump\n");
  const auto located = locate(choose_functions(kFunctions, all, ""), symbols);
  EXPECT_EQ(names(located), Names({"ip_rcv"}));
  EXPECT_EQ(located[0].address, 0xffffffff81000020U);
}

TEST(TraceFunctions, Patterns) {
  EXPECT_TRUE(matches_pattern("ip_rcv", "ip_*"));
  EXPECT_TRUE(matches_pattern("ip_rcv_core", "*r?v*"));
  EXPECT_FALSE(matches_pattern("ip_rcv_core", "*rcv"));
  EXPECT_FALSE(matches_pattern("", "?"));
}

}  // namespace
}  // namespace trawl
