#include "attribute/container_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trawl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kId(64, 'a');
constexpr int kCri = 0;
constexpr int kDocker = 1;

class ContainerStoreTest : public testing::Test {
 protected:
  ContainerIdentity find(std::vector<std::string> paths) { return store_.find(paths); }

  CgroupTree tree_;
  ContainerStore store_{tree_};
};

TEST_F(ContainerStoreTest, FindsTheInnermostContainerItKnows) {
  store_.put(kDocker, {.container = {.id = kId, .name = "web"}});
  EXPECT_EQ(find({"/docker/" + kId + "/init.scope"}).container->name, "web");
  EXPECT_EQ(find({"/x", "/docker/" + kId + "/docker/" + std::string(64, 'b')}).container->name, "web");
  EXPECT_EQ(find({"/docker/" + std::string(64, 'b')}).container, nullptr);
}

TEST_F(ContainerStoreTest, PutsTogetherWhatSeveralRuntimesSay) {
  store_.put(kDocker, {.container = {.id = kId, .name = "k8s_web", .image = "tool:1", .labels = {{"a", "docker"}}}});
  store_.put(kCri, {.container = {.id = kId, .name = "web", .labels = {{"a", "cri"}}}, .sandbox_id = "s"});
  store_.put_pod({.sandbox_id = "s", .pod = {.name = "shop"}});
  const auto found = find({"/" + kId});
  EXPECT_EQ(*found.container,
            (ContainerContext{.id = kId, .name = "web", .image = "tool:1", .labels = {{"a", "cri"}}}));
  EXPECT_EQ(found.pod->name, "shop");
}

TEST_F(ContainerStoreTest, TakesThePodFromLabelsUntilItIsTold) {
  const Labels labels = {{"io.kubernetes.pod.name", "shop"}, {"io.kubernetes.pod.uid", "u1"}};
  store_.put(kDocker, {.container = {.id = kId, .labels = labels}});
  EXPECT_EQ(find({"/" + kId}).pod->name, "shop");
  EXPECT_THAT(find({"/" + kId}).pod->annotations, IsEmpty());
  const auto before = store_.generation();
  store_.put_pod({.sandbox_id = "s", .pod = {.name = "shop", .uid = "u1", .annotations = {{"k", "v"}}}});
  EXPECT_GT(store_.generation(), before);
  EXPECT_THAT(find({"/" + kId}).pod->annotations, SizeIs(1));
}

TEST_F(ContainerStoreTest, TheEndedStayKnownButAreBounded) {
  store_.put(kDocker, {.container = {.id = kId, .name = "web"}});
  store_.end(kDocker, kId);
  EXPECT_EQ(find({"/" + kId}).container->name, "web");
  for (int i = 0; i < 5000; i++) {
    const std::string id = std::to_string(i);
    store_.put(kDocker, {.container = {.id = id}});
    store_.end(kDocker, id);
  }
  EXPECT_EQ(find({"/" + kId}).container, nullptr);
}

TEST_F(ContainerStoreTest, KeepsOnlyWhatIsStillThere) {
  store_.put(kDocker, {.container = {.id = "a"}});
  store_.put(kDocker, {.container = {.id = "b"}});
  store_.put(kCri, {.container = {.id = "c"}});
  EXPECT_THAT(store_.take_changes(), SizeIs(3));
  store_.keep_only(kDocker, {"b"});
  const auto changes = store_.take_changes();
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].identity.container->id, "a");
  EXPECT_TRUE(changes[0].ended);
}

TEST_F(ContainerStoreTest, WhatIsSaidAgainChangesNothing) {
  const ContainerFacts facts{.container = {.id = kId, .name = "web"}};
  store_.put(kDocker, facts);
  const auto generation = store_.generation();
  const auto container = find({"/" + kId}).container;
  store_.put(kDocker, facts);
  EXPECT_EQ(store_.generation(), generation);
  EXPECT_EQ(find({"/" + kId}).container, container);
  store_.put(kDocker, {.container = {.id = kId, .name = "renamed"}});
  EXPECT_EQ(find({"/" + kId}).container->name, "renamed");
}

TEST_F(ContainerStoreTest, WarningsAreTakenOnce) {
  store_.warn("x");
  EXPECT_THAT(store_.take_warnings(), ElementsAre("x"));
  EXPECT_THAT(store_.take_warnings(), IsEmpty());
}

}  // namespace
}  // namespace trawl
