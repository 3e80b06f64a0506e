#include "attribute/runtime/cgroup_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trawl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kId(64, 'a');
const std::string kOther(64, 'b');

TEST(CgroupPath, FindsTheIdOfEveryRuntime) {
  for (const auto& path :
       {"/docker/" + kId, "/system.slice/docker-" + kId + ".scope", "/kubepods/burstable/pod0d8f/" + kId,
        "/kubepods/besteffort/pod0d8f/crio-" + kId,
        "/kubepods.slice/kubepods-pod0d8f.slice/cri-containerd-" + kId + ".scope",
        "/machine.slice/libpod-" + kId + ".scope/container", "/../" + kId, "/system.slice:cri-containerd:" + kId}) {
    EXPECT_EQ(container_id_in(path), kId) << path;
  }
}

TEST(CgroupPath, TakesTheInnermostContainer) {
  const std::string outer = "/docker/" + kOther;
  const std::string inner = outer + "/kubelet/kubepods/pod1/" + kId;
  EXPECT_EQ(container_id_in(inner + "/init.scope"), kId);
  EXPECT_EQ(container_id_at(inner + "/init.scope"), "");
  EXPECT_EQ(container_id_at(inner), kId);
  EXPECT_EQ(container_id_at(outer), kOther);
  EXPECT_EQ(parent_cgroup("/a/b"), "/a");
  EXPECT_EQ(parent_cgroup("/a"), "");
}

TEST(CgroupPath, KnowsWhatIsNoContainer) {
  for (const auto& path : {std::string("/"), std::string(), std::string("/user.slice/user-0.slice/session-1.scope"),
                           "/docker/" + kId.substr(1), "/docker/" + kId + "a", "/x" + kId,
                           "/machine.slice/libpod-conmon-" + kId + ".scope", "/docker/" + std::string(64, 'A')}) {
    EXPECT_EQ(container_id_in(path), "") << path;
  }
}

TEST(CgroupPath, CutsAPathBehindTheContainer) {
  EXPECT_EQ(cgroup_of_container("/default/web1/nested/x", "web1"), "/default/web1");
  EXPECT_EQ(cgroup_of_container("/a.slice/nerdctl-web-1.scope/x", "web-1"), "/a.slice/nerdctl-web-1.scope");
  EXPECT_EQ(cgroup_of_container("/a.slice/libpod-conmon-" + kId + ".scope", kId), std::nullopt);
  EXPECT_EQ(cgroup_of_container("/user.slice", "slice"), std::nullopt);
  EXPECT_EQ(cgroup_of_container("/session-1.scope/1/x", "1"), "/session-1.scope/1");
  EXPECT_EQ(cgroup_of_container("/a", ""), std::nullopt);
}

TEST(CgroupPath, ReadsWhatTheKernelTellsOfAProcess) {
  const auto hybrid = parse_process_cgroups("9:name=systemd:/docker/x\n2:cpu,cpuacct:/docker/x\n1:cpu:/\n0::/\n");
  EXPECT_TRUE(hybrid.has_legacy);
  EXPECT_EQ(hybrid.unified, "");
  EXPECT_THAT(hybrid.legacy, ElementsAre("/docker/x"));
  const auto pure = parse_process_cgroups("0::/system.slice/cri:containerd:x");
  EXPECT_FALSE(pure.has_legacy);
  EXPECT_EQ(pure.unified, "/system.slice/cri:containerd:x");
  EXPECT_THAT(parse_process_cgroups("::\n0\n:\n\n1:x:relative\n").legacy, IsEmpty());
}

}  // namespace
}  // namespace trawl
