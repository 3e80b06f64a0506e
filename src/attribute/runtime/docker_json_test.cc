#include "attribute/runtime/docker_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trawl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(DockerJson, ListsIdsThatCanBePartOfAPath) {
  EXPECT_THAT(*parse_docker_list(R"([{"Id":"ab12"},{"Id":"x/../y"},{"Id":"a b"},{"Id":7},5,{}])"), ElementsAre("ab12"));
  EXPECT_THAT(*parse_docker_list("[]"), IsEmpty());
  for (const char* text : {"", "{}", "[", "null", "[1,2", "\xff"}) EXPECT_FALSE(parse_docker_list(text)) << text;
}

TEST(DockerJson, ReadsAContainer) {
  const auto facts = parse_docker_container(
      R"({"Id":"ab12","Name":"/web","State":{"Pid":42},"Config":{"Image":"tool:1","Labels":{"a":"b","n":null}}})");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->container,
            (ContainerContext{.id = "ab12", .name = "web", .image = "tool:1", .labels = {{"a", "b"}}}));
  EXPECT_EQ(facts->init_pid, 42);
}

TEST(DockerJson, LeavesOutWhatHasAnotherType) {
  const auto facts = parse_docker_container(R"({"Id":"ab12","Name":[],"State":{"Pid":-1},"Config":"x"})");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->container, (ContainerContext{.id = "ab12"}));
  EXPECT_EQ(facts->init_pid, 0);
  EXPECT_FALSE(parse_docker_container(R"({"Name":"/web"})"));
  EXPECT_FALSE(parse_docker_container(R"({"Id":"a\r\nb"})"));
}

TEST(DockerJson, BoundsLabels) {
  const std::string large(kMostLabelBytes, 'x');
  const auto facts = parse_docker_container(R"({"Id":"a","Config":{"Labels":{"big":")" + large + R"(","small":"y"}}})");
  EXPECT_EQ(facts->container.labels, (Labels{{"small", "y"}}));
}

TEST(DockerJson, ReadsEventsOfContainersOnly) {
  const auto event = parse_docker_event(
      R"({"Type":"container","Action":"die","Actor":{"ID":"ab","Attributes":{"name":"web","image":"i","a":"b"}}})");
  ASSERT_TRUE(event && *event);
  EXPECT_EQ((*event)->action, "die");
  EXPECT_EQ((*event)->facts.container,
            (ContainerContext{.id = "ab", .name = "web", .image = "i", .labels = {{"a", "b"}}}));
  EXPECT_EQ(*parse_docker_event(R"({"Type":"network","Action":"connect"})"), std::nullopt);
  EXPECT_FALSE(parse_docker_event("garbage"));
}

}  // namespace
}  // namespace trawl
