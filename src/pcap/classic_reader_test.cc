#include "pcap/classic_reader.h"

#include <gtest/gtest.h>

#include "pcap/test_files.h"

namespace trawl {
namespace {

FileBytes header(bool big_endian, uint32_t magic = 0xa1b2c3d4, uint32_t snaplen = 262144, uint32_t link = 1) {
  FileBytes file(big_endian);
  file.u32(magic).u16(2).u16(4).u64(0).u32(snaplen).u32(link);
  return file;
}

void add(FileBytes& file, uint32_t seconds, uint32_t fraction, std::string_view data, uint32_t length) {
  file.u32(seconds).u32(fraction).u32(data.size()).u32(length).raw(data);
}

TEST(ClassicReader, ReadsBothByteOrdersAndPrecisions) {
  for (const bool big_endian : {false, true}) {
    for (const bool nano : {false, true}) {
      FileBytes file = header(big_endian, nano ? 0xa1b23c4d : 0xa1b2c3d4, 100, 101);
      add(file, 7, 5, "abc", 60);
      add(file, 8, 4294967295, "", 0);
      const ReadBack read = read_back(file.text());
      EXPECT_EQ(read.error, "");
      ASSERT_EQ(read.packets.size(), 2u);
      EXPECT_EQ(read.packets[0].time.seconds, 7);
      EXPECT_EQ(read.packets[0].time.nanoseconds, nano ? 5u : 5000u);
      EXPECT_EQ(read.packets[0].data, "abc");
      EXPECT_EQ(read.packets[0].length, 60u);
      EXPECT_EQ(read.packets[0].link_type, kLinkRaw);
      EXPECT_EQ(read.packets[1].time.nanoseconds, 4294967295u * (nano ? 1 : uint64_t{1000}));
      EXPECT_EQ(read.interfaces[0].snaplen, 100u);
    }
  }
}

TEST(ClassicReader, ReadsTheModifiedFormat) {
  FileBytes file = header(false, 0xa1b2cd34);
  file.u32(1).u32(2).u32(3).u32(60).u64(0).raw("abc");
  const ReadBack read = read_back(file.text());
  EXPECT_EQ(read.error, "");
  ASSERT_EQ(read.packets.size(), 1u);
  EXPECT_EQ(read.packets[0].data, "abc");
}

TEST(ClassicReader, CutsPacketsAtTheSnapshotLength) {
  FileBytes file = header(false, 0xa1b2c3d4, 2);
  add(file, 1, 0, "abcd", 4);
  add(file, 2, 0, "ef", 2);
  const ReadBack read = read_back(file.text());
  ASSERT_EQ(read.packets.size(), 2u);
  EXPECT_EQ(read.packets[0].data, "ab");
  EXPECT_EQ(read.packets[1].data, "ef");
}

TEST(ClassicReader, TellsWhatIsWrongWithTheHeader) {
  const std::string whole = header(false).text();
  EXPECT_EQ(read_back("").error, "truncated dump file; tried to read 4 file header bytes, only got 0");
  EXPECT_EQ(read_back(whole.substr(0, 6)).error, "truncated dump file; tried to read 24 file header bytes, only got 2");
  EXPECT_EQ(read_back("no capture file at all, surely").error, "unknown file format");
  FileBytes old;
  old.u32(0xa1b2c3d4).u16(0).u16(4).u64(0).u32(100).u32(1);
  EXPECT_EQ(read_back(old.text()).error, "archaic pcap savefile format");
  FileBytes future;
  future.u32(0xa1b2c3d4).u16(2).u16(5).u64(0).u32(100).u32(1);
  EXPECT_EQ(read_back(future.text()).error, "unsupported pcap savefile version 2.5");
}

TEST(ClassicReader, GivesWhatIsWholeBeforeTheError) {
  FileBytes file = header(false);
  add(file, 1, 0, "abcd", 4);
  const std::string whole = file.text();
  const auto expect = [&](const std::string& text, const std::string& error) {
    const ReadBack read = read_back(text);
    EXPECT_EQ(read.packets.size(), 1u);
    EXPECT_EQ(read.error, error);
  };
  expect(whole, "");
  expect(whole + std::string("\1\0\0", 3), "truncated dump file; tried to read 16 header bytes, only got 3");
  add(file, 2, 0, "efgh", 4);
  expect(file.text().substr(0, file.text().size() - 1),
         "truncated dump file; tried to read 4 captured bytes, only got 3");
  FileBytes bad;
  bad.raw(whole).u32(2).u32(0).u32(262145).u32(262145);
  expect(bad.text(), "invalid packet capture length 262145, bigger than snaplen of 262144");
}

TEST(ClassicReader, ReadsAFileLargerThanItsBuffer) {
  FileBytes file = header(true);
  const std::string data(1000, 'x');
  for (uint32_t i = 0; i < 3000; i++) add(file, i, 0, data, 1000);
  const ReadBack read = read_back(file.text());
  EXPECT_EQ(read.error, "");
  ASSERT_EQ(read.packets.size(), 3000u);
  EXPECT_EQ(read.packets[2999].time.seconds, 2999);
  EXPECT_EQ(read.packets[2999].data, data);
}

}  // namespace
}  // namespace trawl
