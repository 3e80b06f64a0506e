#include "sink/doctor_text.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <vector>

namespace trawl {
namespace {

std::vector<FindingGroup> groups() {
  return {
      {.name = "kernel",
       .findings = {{.name = "version", .detail = "Linux 6.1"}, {.name = "plain", .support = Support::kYes}}},
      {.name = "hooks",
       .counted = true,
       .findings = {{.name = "tcx", .support = Support::kYes, .used_for = "capture"},
                    {.name = "fentry",
                     .support = Support::kNo,
                     .error_number = EINVAL,
                     .used_for = "xdp --at",
                     .otherwise = "xdp --chain"},
                    {.name = "raw_tp", .support = Support::kNo, .error_number = ENOENT},
                    {.name = "kprobe", .support = Support::kUnknown, .error_number = EPERM, .used_for = "trace"},
                    {.name = "uprobe", .support = Support::kUnknown, .error_number = EACCES, .used_for = "secrets"}}}};
}

TEST(DoctorText, CountsAndShowsWhatIsMissed) {
  EXPECT_EQ(doctor_text(groups(), {}),
            "kernel\n"
            "  -    version              Linux 6.1\n"
            "  yes  plain\n"
            "hooks: 1 of 5 supported, 2 could not be told\n"
            "  no   fentry               Invalid argument (EINVAL); xdp --at; instead: xdp\n"
            "                            --chain\n"
            "  ?    uprobe               Permission denied (EACCES); secrets\n");
}

TEST(DoctorText, ShowsEveryRowWhenAsked) {
  const std::string text = doctor_text(groups(), {.every_row = true});
  for (const char* line :
       {"  yes  tcx                  capture\n", "  no   raw_tp               No such file or directory (ENOENT)\n",
        "  ?    kprobe               Operation not permitted (EPERM); trace\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
}

TEST(DoctorText, BreaksLinesBetweenWords) {
  const std::vector<FindingGroup> one = {
      {.name = "g", .findings = {{.name = "n", .detail = std::string(40, 'a') + ' ' + std::string(30, 'b')}}}};
  EXPECT_EQ(doctor_text(one, {}), "g\n  -    n                    " + std::string(40, 'a') + '\n' +
                                      std::string(28, ' ') + std::string(30, 'b') + '\n');
}

TEST(DoctorText, TellsLongDetailsOnce) {
  const std::string why = "it has none of the things that one would need for that";
  const std::vector<FindingGroup> one = {{.name = "g",
                                          .findings = {{.name = "first", .detail = why},
                                                       {.name = "next", .detail = why},
                                                       {.name = "short", .detail = "no"},
                                                       {.name = "shorter", .detail = "no"}}}};
  EXPECT_EQ(doctor_text(one, {}),
            "g\n"
            "  -    first                it has none of the things that one would need for\n"
            "                            that\n"
            "  -    next                 as first\n"
            "  -    short                no\n"
            "  -    shorter              no\n");
}

TEST(DoctorText, NamesWhatIsSupportedInListedGroups) {
  std::vector<FindingGroup> one = {{.name = "g", .counted = true, .listed = true}};
  for (const char* name : {"one", "two", "three"}) one[0].findings.push_back({.name = name, .support = Support::kYes});
  one[0].findings[1].support = Support::kNo;
  EXPECT_EQ(doctor_text(one, {}), "g: 2 of 3 supported: one, three\n");
  for (int i = 10; i < 30; i++) {
    one[0].findings.push_back({.name = "device" + std::to_string(i), .support = Support::kYes});
  }
  EXPECT_EQ(doctor_text(one, {}), "g: 22 of 23 supported: one, three, device10, device11, device12 and 17 more\n");
}

TEST(DoctorText, SaysOnceThatNothingMayBeLookedAt) {
  const std::vector<FindingGroup> one = {
      {.name = "g",
       .counted = true,
       .findings = {{.name = "hook", .support = Support::kUnknown, .error_number = ENOENT, .used_for = "trace"}}}};
  EXPECT_EQ(doctor_text(one, {}), "g: 0 of 1 supported, 1 could not be told\n");
}

TEST(DoctorText, TakesNoWordsForCommandsOfTheTerminal) {
  const std::vector<FindingGroup> one = {{.name = "g", .findings = {{.name = "a\x1b[2J", .detail = "b\nc"}}}};
  EXPECT_EQ(doctor_text(one, {}), "g\n  -    a\\x1b[2J             b\\nc\n");
}

TEST(DoctorText, IsColouredWhenAsked) {
  EXPECT_NE(doctor_text(groups(), {.color = true}).find("\x1b[31mno  \x1b[0m fentry"), std::string::npos);
  EXPECT_EQ(doctor_text(groups(), {}).find('\x1b'), std::string::npos);
}

TEST(DoctorJson, HasEveryRow) {
  const std::vector<FindingGroup> one = {groups()[1]};
  EXPECT_EQ(
      doctor_json(one, false),
      R"({"works":false,"groups":[{"name":"hooks","findings":[)"
      R"({"name":"tcx","support":"yes","used_for":"capture"},)"
      R"({"name":"fentry","support":"no","errno":22,"error":"EINVAL","used_for":"xdp --at","otherwise":"xdp --chain"},)"
      R"({"name":"raw_tp","support":"no","errno":2,"error":"ENOENT"},)"
      R"({"name":"kprobe","support":"unknown","errno":1,"error":"EPERM","used_for":"trace"},)"
      R"({"name":"uprobe","support":"unknown","errno":13,"error":"EACCES","used_for":"secrets"}]}]})"
      "\n");
}

}  // namespace
}  // namespace trawl
