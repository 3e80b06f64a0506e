#include "kernel/lockdown.h"

#include <gtest/gtest.h>

namespace trawl {
namespace {

TEST(Lockdown, TheLevelInForceIsTheOneInBrackets) {
  EXPECT_EQ(lockdown_level("[none] integrity confidentiality\n"), "none");
  EXPECT_EQ(lockdown_level("none [integrity] confidentiality\n"), "integrity");
  EXPECT_EQ(lockdown_level("none integrity [confidentiality]\n"), "confidentiality");
  EXPECT_EQ(lockdown_level("] ["), "");
  EXPECT_EQ(lockdown_level(""), "");
}

TEST(Lockdown, ARefusalNamesTheHookAndWhatWorks) {
  const auto error = refused_by_lockdown("none integrity [confidentiality]\n", "probes");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->what, "the kernel's lockdown (confidentiality) refuses probes");
  EXPECT_NE(error->hint.find("-r"), std::string::npos);
}

TEST(Lockdown, OtherLevelsRefuseNothingOfATrace) {
  EXPECT_FALSE(refused_by_lockdown("none [integrity] confidentiality\n", "probes"));
  EXPECT_FALSE(refused_by_lockdown("[none] integrity confidentiality\n", "probes"));
  EXPECT_FALSE(refused_by_lockdown("", "probes"));
}

}  // namespace
}  // namespace trawl
