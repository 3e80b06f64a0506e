// What containerd's and the CRI's messages become.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attribute/runtime/containerd_messages.h"
#include "attribute/runtime/cri_messages.h"

namespace trawl {
namespace {

using Kind = ContainerdEvent::Kind;

containerd::Container container(std::map<std::string, std::string> labels) {
  containerd::Container message;
  message.set_id("c1");
  message.set_image("tool:1");
  message.mutable_labels()->insert(labels.begin(), labels.end());
  return message;
}

TEST(ContainerdMessages, NameComesFromWhoeverMadeTheContainer) {
  EXPECT_EQ(facts_of(container({}), "default").container.name, "c1");
  EXPECT_EQ(facts_of(container({{"nerdctl/name", "web"}}), "default").container.name, "web");
  EXPECT_EQ(facts_of(container({{"io.cri-containerd.kind", "sandbox"}}), "k8s.io").container.name, "POD");
  const auto pod =
      facts_of(container({{"io.cri-containerd.kind", "container"}, {"io.kubernetes.container.name", "web"}}), "k8s.io");
  EXPECT_EQ(pod.container.name, "web");
  EXPECT_TRUE(pod.in_pod);
}

TEST(ContainerdMessages, DockersContainersAreDockersToDescribe) {
  const auto facts = facts_of(container({{"com.docker/engine.bundle.path", "/x"}}), "moby");
  EXPECT_EQ(facts.container, (ContainerContext{.id = "c1", .image = "tool:1"}));
}

template <class Payload>
std::string envelope(const char* topic, const Payload& payload) {
  containerd::Envelope message;
  message.set_namespace_("default");
  message.set_topic(topic);
  message.mutable_event()->set_value(payload.SerializeAsString());
  return message.SerializeAsString();
}

TEST(ContainerdMessages, ReadsEvents) {
  containerd::TaskCreate create;
  create.set_container_id("c1");
  create.set_pid(42);
  const auto started = parse_containerd_event(envelope("/tasks/create", create));
  ASSERT_TRUE(started);
  EXPECT_EQ(started->kind, Kind::kStarted);
  EXPECT_EQ(started->name_space, "default");
  EXPECT_EQ(started->id, "c1");
  EXPECT_EQ(started->init_pid, 42);

  containerd::TaskExit exit;
  exit.set_container_id("c1");
  exit.set_id("c1");
  EXPECT_EQ(parse_containerd_event(envelope("/tasks/exit", exit))->kind, Kind::kEnded);
  exit.set_id("exec-1");
  EXPECT_EQ(parse_containerd_event(envelope("/tasks/exit", exit))->kind, Kind::kOther);
  EXPECT_EQ(parse_containerd_event(envelope("/images/create", exit))->kind, Kind::kOther);
  EXPECT_FALSE(parse_containerd_event("\xff"));
}

TEST(CriMessages, ReadsAPod) {
  cri::PodSandbox sandbox;
  sandbox.set_id("s1");
  sandbox.mutable_metadata()->set_name("shop");
  sandbox.mutable_metadata()->set_namespace_("market");
  sandbox.mutable_metadata()->set_uid("u1");
  (*sandbox.mutable_labels())["a"] = "b";
  (*sandbox.mutable_annotations())["c"] = "d";
  const auto facts = facts_of(sandbox);
  EXPECT_EQ(facts.sandbox_id, "s1");
  EXPECT_EQ(
      facts.pod,
      (PodContext{
          .name = "shop", .name_space = "market", .uid = "u1", .labels = {{"a", "b"}}, .annotations = {{"c", "d"}}}));
}

TEST(CriMessages, FindsTheProcessInAVerboseStatus) {
  google::protobuf::Map<std::string, std::string> info;
  EXPECT_EQ(init_pid_in(info), 0);
  for (const auto& [text, pid] :
       {std::pair{R"({"pid":42,"x":[]})", 42U}, {R"({"pid":"42"})", 0U}, {R"({"pid":-1})", 0U}, {"[", 0U}, {"7", 0U}}) {
    info["info"] = text;
    EXPECT_EQ(init_pid_in(info), pid) << text;
  }
}

}  // namespace
}  // namespace trawl
