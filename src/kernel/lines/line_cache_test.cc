#include "kernel/lines/line_cache.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "kernel/lines/line_tables.h"

namespace trawl {
namespace {

namespace fs = std::filesystem;

constexpr const char* kId = "0123abcd";

class LineCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "lines.XXXXXX";
    folder_ = fs::path(::mkdtemp(name.data())) / "below";
  }
  void TearDown() override { fs::remove_all(folder_.parent_path()); }

  static std::vector<uint8_t> index(const std::string& build_id) {
    LineTables made(0x1000);
    made.add_row(0x1000, made.add_file("a.c"), 5, true);
    return *made.encode(0, build_id);
  }
  fs::path file(const std::string& build_id) const { return folder_ / (build_id + ".lines"); }
  size_t files() const { return static_cast<size_t>(std::distance(fs::directory_iterator(folder_), {})); }

  fs::path folder_;
};

TEST_F(LineCacheTest, KeepsIndexesByBuildId) {
  const LineCache cache(folder_);
  EXPECT_FALSE(cache.find(kId));
  ASSERT_TRUE(cache.store(kId, index(kId)));
  const auto stored = cache.find(kId);
  ASSERT_TRUE(stored) << stored.error().what;
  EXPECT_EQ(stored->index().frames(0x1000).front().line, 5);
  EXPECT_FALSE(cache.find("0123"));
  EXPECT_EQ(files(), 1) << "nothing else is left";
}

TEST_F(LineCacheTest, ADamagedOneIsNotTakenAndReplaced) {
  const LineCache cache(folder_);
  ASSERT_TRUE(cache.store(kId, index(kId)));
  std::fstream(file(kId), std::ios::in | std::ios::out).seekp(150).put('x');
  EXPECT_FALSE(cache.find(kId));
  fs::resize_file(file(kId), 0);
  EXPECT_FALSE(cache.find(kId));
  ASSERT_TRUE(cache.store(kId, index(kId)));
  EXPECT_TRUE(cache.find(kId));
}

TEST_F(LineCacheTest, IsNotLedElsewhere) {
  const LineCache cache(folder_);
  ASSERT_TRUE(cache.store(kId, index(kId)));
  fs::rename(file(kId), folder_ / "moved");
  fs::create_symlink("moved", file(kId));
  EXPECT_FALSE(cache.find(kId)) << "a symbolic link";
  EXPECT_FALSE(cache.find("../below/moved"));
  EXPECT_FALSE(cache.store("../outside", index(kId)));
  EXPECT_FALSE(LineCache("").store(kId, index(kId)));
}

TEST_F(LineCacheTest, TheOldestGoWhenThereIsTooMuch) {
  const size_t size = index("a0").size();
  const LineCache cache(folder_, 2 * size);
  for (const char* id : {"a0", "a1"}) ASSERT_TRUE(cache.store(id, index(id)));
  fs::last_write_time(file("a0"), fs::file_time_type::clock::now() - std::chrono::hours(2));
  fs::last_write_time(file("a1"), fs::file_time_type::clock::now() - std::chrono::hours(1));
  EXPECT_TRUE(cache.find("a0")) << "which makes it the newest";
  ASSERT_TRUE(cache.store("a2", index("a2")));
  EXPECT_TRUE(cache.find("a0"));
  EXPECT_FALSE(cache.find("a1"));
  EXPECT_TRUE(cache.find("a2"));
}

}  // namespace
}  // namespace trawl
