#include "attribute/process_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace trawl {
namespace {

constexpr uint32_t kTgid = 4'000'000;  // above what /proc has
constexpr uint64_t kStart = 5'000'000'000;

void tell(ProcessTable& table, trawl_process_event_type type, uint64_t time, std::string_view name) {
  trawl_process_event event{};
  event.type = type;
  event.time = time;
  event.process.tgid = event.process.tid = kTgid;
  event.process.start_time = kStart;
  std::ranges::copy(name, event.process.comm);
  table.apply({reinterpret_cast<const uint8_t*>(&event), sizeof(event)});
}

TEST(ProcessTable, APacketFromBeforeARenameHasTheNameOfItsTime) {
  ProcessTable table;
  tell(table, TRAWL_FORK, 10, "first");
  tell(table, TRAWL_RENAME, 20, "second");
  tell(table, TRAWL_RENAME, 30, "third");
  const Process* process = table.find(kTgid, kStart);
  ASSERT_NE(process, nullptr);
  EXPECT_EQ(process->at(15).comm, "first");
  EXPECT_EQ(process->at(20).comm, "second");
  EXPECT_EQ(process->at(30).comm, "third");
  EXPECT_EQ(process->since(), 30U);
}

TEST(ProcessTable, NamesAreNotRememberedForEver) {
  ProcessTable table;
  tell(table, TRAWL_FORK, 1, "first");
  for (uint64_t i = 2; i < 100; i++) tell(table, TRAWL_RENAME, i, "name");
  EXPECT_LE(table.find(kTgid, kStart)->before.size(), 8U);
  tell(table, TRAWL_RENAME, 10'000'000'000, "last");
  EXPECT_EQ(table.find(kTgid, kStart)->before.size(), 1U);
}

TEST(ProcessTable, TheDeadAreKnownUntilManyMoreHaveDied) {
  ProcessTable table;
  tell(table, TRAWL_FORK, 1, "mayfly");
  tell(table, TRAWL_EXIT, 2, "mayfly");
  ASSERT_NE(table.find(kTgid, kStart), nullptr);
  EXPECT_TRUE(table.find(kTgid, kStart)->ended);
}

}  // namespace
}  // namespace trawl
