#include "kernel/lines/find_image.h"

#include <gmock/gmock.h>

namespace trawl {
namespace {

using testing::HasSubstr;

TEST(FindImage, ModulesAreFoundByName) {
  constexpr std::string_view kList =
      "kernel/net/ipv4/ip_gre.ko.xz: kernel/net/ipv4/gre.ko.xz\nkernel/net/netfilter/nf-odd.ko:\nupdates/own.ko.zst:";
  EXPECT_EQ(module_path(kList, "ip_gre"), "kernel/net/ipv4/ip_gre.ko");
  EXPECT_EQ(module_path(kList, "nf_odd"), "kernel/net/netfilter/nf-odd.ko");
  EXPECT_EQ(module_path(kList, "own"), "updates/own.ko");
  EXPECT_EQ(module_path(kList, "gre"), "") << "a dependency only, and the end of another's name";
  EXPECT_EQ(module_path("", "own"), "");
}

TEST(FindImage, TheHintIsTheSystems) {
  EXPECT_EQ(debug_package_hint("ID=debian\n", "6.1.0-1-amd64"), "apt install linux-image-6.1.0-1-amd64-dbg");
  EXPECT_EQ(debug_package_hint("ID=mint\nID_LIKE=\"ubuntu debian\"\n", "5"), "apt install linux-image-5-dbgsym");
  EXPECT_EQ(debug_package_hint("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "5"),
            "dnf debuginfo-install kernel-core-5");
  EXPECT_THAT(debug_package_hint("ID=other\n", "5"), HasSubstr("linux-image-5-dbg (Debian)"));
  EXPECT_THAT(debug_package_hint("", "5"), HasSubstr("kernel-debuginfo (Fedora)"));
}

}  // namespace
}  // namespace trawl
