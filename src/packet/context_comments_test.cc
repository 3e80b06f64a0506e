#include "packet/context_comments.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trawl {
namespace {

Party web_server() {
  Party party;
  party.process = {.pid = 34,
                   .tid = 35,
                   .uid = 33,
                   .comm = "nginx: worker",
                   .path = "/usr/sbin/nginx",
                   .arguments = {"nginx", "-g", "daemon off;\nContainerName: forged", ""},
                   .user = "www-data"};
  party.parent = std::make_shared<ProcessContext>(ProcessContext{.pid = 1, .comm = "init", .path = "/sbin/init"});
  party.container = std::make_shared<ContainerContext>(
      ContainerContext{.id = "d902", .name = "web", .image = "nginx:1", .labels = {{"a", "b\"c"}}});
  party.pod = std::make_shared<PodContext>(PodContext{.name = "web-1",
                                                      .name_space = "default",
                                                      .uid = "9e4b",
                                                      .labels = {{"run", "web"}},
                                                      .annotations = {{"x", "y"}}});
  return party;
}

std::vector<std::string> comments_of(const PacketContext& context) {
  std::vector<std::string> comments;
  write_context_comments(context, {}, [&](std::string_view text) { comments.emplace_back(text); });
  return comments;
}

TEST(ContextComments, OneCommentPerKind) {
  const Party party = web_server();
  const auto comments = comments_of({.attribution = Attribution::kProcess, .receiver = &party});
  ASSERT_EQ(comments.size(), 4u);
  EXPECT_TRUE(
      comments[0].starts_with("PID: 34\nCmd: /usr/sbin/nginx\nArgs: nginx -g daemon\\ off;\\nContainerName:\\ "));
  EXPECT_TRUE(comments[1].starts_with("ParentPID: 1\nParentCmd: /sbin/init\n"));
  EXPECT_TRUE(comments[2].starts_with("ContainerName: web\nContainerID: d902\n"));
  EXPECT_TRUE(comments[3].starts_with("PodName: web-1\nPodNamespace: default\n"));
  for (const auto& comment : comments) EXPECT_TRUE(comment.ends_with("\nSide: receiver"));
}

TEST(ContextComments, ComeBack) {
  const Party server = web_server();
  Party client;
  client.process = {.pid = 12, .comm = "curl"};
  ContextParser parser;
  parser.add("a comment of somebody else's\nPID: 99");
  for (const auto& comment :
       comments_of({.attribution = Attribution::kProcess, .sender = &client, .receiver = &server})) {
    parser.add(comment);
  }
  const auto owned = parser.finish();
  EXPECT_EQ(owned->context.attribution, Attribution::kProcess);
  ASSERT_NE(owned->context.sender, nullptr);
  EXPECT_EQ(owned->context.sender->process.pid, 12u);
  EXPECT_TRUE(owned->context.sender->process.arguments.empty());
  EXPECT_EQ(owned->context.sender->container, nullptr);
  ASSERT_NE(owned->context.receiver, nullptr);
  const Party& back = *owned->context.receiver;
  EXPECT_EQ(back.process.arguments, server.process.arguments);
  EXPECT_EQ(back.process.comm, server.process.comm);
  EXPECT_EQ(back.process.user, server.process.user);
  EXPECT_EQ(back.process.tid, 35u);
  EXPECT_EQ(back.parent->pid, 1u);
  EXPECT_EQ(back.container->labels, server.container->labels);
  EXPECT_EQ(back.pod->annotations, server.pod->annotations);
}

TEST(ContextComments, WithoutOneNothingIsKnown) {
  ContextParser parser;
  parser.add("Side: sender\nColour: blue");
  const auto owned = parser.finish();
  EXPECT_EQ(owned->context.attribution, Attribution::kUnknown);
  EXPECT_EQ(owned->context.sender, nullptr);
}

TEST(ContextComments, HoldOnlyThePartsThatWereAskedFor) {
  Party web;
  web.process = {.pid = 7, .tid = 8, .uid = 1000, .comm = "web"};
  web.parent = std::make_shared<const ProcessContext>(ProcessContext{.pid = 1});
  web.container = std::make_shared<const ContainerContext>(ContainerContext{.id = "c1", .name = "shop"});
  web.pod = std::make_shared<const PodContext>(PodContext{.name = "p1"});
  const PacketContext context{.sender = &web};
  std::vector<std::string> comments;
  const ContextParts parts{.process = false, .thread = false, .parent = false, .user = false, .pod = false};
  write_context_comments(context, parts, [&](std::string_view text) { comments.emplace_back(text); });
  ASSERT_EQ(comments.size(), 1);
  ContextParser parser;
  parser.add(comments[0]);
  const auto owned = parser.finish();
  ASSERT_NE(owned->context.sender, nullptr);
  EXPECT_EQ(owned->sender.process.pid, 0);
  EXPECT_EQ(owned->sender.process.uid, kNoUid);
  EXPECT_EQ(owned->sender.container->name, "shop");
  EXPECT_EQ(owned->sender.parent, nullptr);
  EXPECT_EQ(owned->sender.pod, nullptr);
}

}  // namespace
}  // namespace trawl
