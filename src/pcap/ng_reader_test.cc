#include "pcap/ng_reader.h"

#include <gtest/gtest.h>

#include "pcap/ng_blocks.h"
#include "pcap/test_files.h"

namespace trawl {
namespace {

class NgFile {
 public:
  explicit NgFile(bool big_endian = false) : file_(big_endian) {}

  NgFile& section(std::string_view application = {}) {
    FileBytes body = file_.body();
    body.u32(ng::kByteOrderMagic).u16(1).u16(0).u64(~uint64_t{0});
    if (!application.empty()) body.option(ng::kSectionApplication, application);
    return block(ng::kSectionHeader, body);
  }
  NgFile& interface(uint16_t link = 1, uint32_t snaplen = 0, const std::string& options = {}) {
    return block(ng::kInterfaceDescription, body().u16(link).u16(0).u32(snaplen).raw(options));
  }
  NgFile& packet(uint32_t interface, uint64_t time, std::string_view data, const std::string& options = {}) {
    FileBytes b = body();
    b.u32(interface).u32(time >> 32).u32(time & 0xffffffff).u32(data.size()).u32(data.size() + 10).raw(data);
    b.raw(std::string((4 - data.size() % 4) % 4, '\0')).raw(options);
    return block(ng::kEnhancedPacket, b);
  }
  NgFile& block(uint32_t type, const FileBytes& body) {
    file_.block(type, body);
    return *this;
  }
  FileBytes body() const { return file_.body(); }
  const std::string& text() const { return file_.text(); }

 private:
  FileBytes file_;
};

TEST(NgReader, ReadsSectionsOfBothByteOrders) {
  const std::string file = NgFile().section().interface().packet(0, 1000001, "abc").text() +
                           NgFile(true).section().interface(101).packet(0, 2000002, "defgh").text();
  const ReadBack read = read_back(file);
  EXPECT_EQ(read.error, "");
  ASSERT_EQ(read.packets.size(), 2u);
  EXPECT_EQ(read.packets[0].time.seconds, 1);
  EXPECT_EQ(read.packets[0].time.nanoseconds, 1000u);
  EXPECT_EQ(read.packets[0].length, 13u);
  EXPECT_EQ(read.packets[1].data, "defgh");
  EXPECT_EQ(read.packets[1].link_type, kLinkRaw);
  EXPECT_EQ(read.packets[1].interface, 1u);
  EXPECT_EQ(read.other_blocks, 4u);
}

TEST(NgReader, KnowsInterfacesByNameAndDirection) {
  NgFile file;
  file.section().interface(1, 0, file.body().option(ng::kInterfaceName, "eth0").text());
  file.interface(1, 0, file.body().option(ng::kInterfaceName, "lo").text());
  const auto flags = [&](uint32_t value) { return file.body().u16(ng::kPacketFlags).u16(4).u32(value).text(); };
  file.packet(1, 5, "x", flags(1)).packet(0, 6, "y", flags(2)).packet(0, 6, "z");
  const ReadBack read = read_back(file.text());
  ASSERT_EQ(read.packets.size(), 3u);
  EXPECT_EQ(read.interfaces[read.packets[0].interface].name, "lo");
  EXPECT_EQ(read.packets[0].direction, Direction::kIn);
  EXPECT_EQ(read.interfaces[read.packets[1].interface].name, "eth0");
  EXPECT_EQ(read.packets[1].direction, Direction::kOut);
  EXPECT_EQ(read.packets[2].direction, Direction::kUnknown);
}

struct Resolution {
  uint8_t value;
  uint64_t units;
  int64_t seconds;
  uint64_t nanoseconds;
};

TEST(NgReader, CountsTimeInTheInterfacesUnits) {
  const Resolution kCases[] = {
      {0, 3, 3, 0},
      {3, 1500, 1, 500000000},
      {9, 1000000007, 1, 7},
      {12, 1000000000999, 1, 0},
      {0x80 | 1, 3, 1, 500000000},
      {0x80 | 32, (uint64_t{1} << 32) + (uint64_t{1} << 30), 1, 250000000},
  };
  for (const Resolution& r : kCases) {
    NgFile file;
    std::string options =
        file.body().option(ng::kInterfaceResolution, std::string(1, static_cast<char>(r.value))).text();
    options += file.body().u16(ng::kInterfaceOffset).u16(8).u64(100).text();
    file.section().interface(1, 0, options).packet(0, r.units, "x");
    const ReadBack read = read_back(file.text());
    ASSERT_EQ(read.packets.size(), 1u) << read.error;
    EXPECT_EQ(read.packets[0].time.seconds, r.seconds + 100);
    EXPECT_EQ(read.packets[0].time.nanoseconds, r.nanoseconds);
  }
}

TEST(NgReader, ReadsSimpleAndObsoletePackets) {
  NgFile file;
  file.section().interface(1, 4);
  file.block(ng::kSimplePacket, file.body().u32(6).raw("abcdef"));
  file.block(ng::kObsoletePacket, file.body().u16(0).u16(9).u32(0).u32(3000000).u32(3).u32(3).raw("xyz"));
  const ReadBack read = read_back(file.text());
  ASSERT_EQ(read.packets.size(), 2u) << read.error;
  EXPECT_EQ(read.packets[0].data, "abcd");
  EXPECT_EQ(read.packets[0].length, 6u);
  EXPECT_EQ(read.packets[1].data, "xyz");
  EXPECT_EQ(read.packets[1].time.seconds, 3);
}

TEST(NgReader, GivesWhatIsWholeBeforeTheError) {
  const std::string good = NgFile().section().interface().packet(0, 1, "abcd").text();
  const auto expect = [&](const std::string& more, const std::string& error) {
    const ReadBack read = read_back(good + more);
    EXPECT_EQ(read.packets.size(), 1u);
    EXPECT_EQ(read.error, error);
  };
  const std::string packet = NgFile().packet(0, 1, "abcd").text();
  expect(packet.substr(0, 5), "truncated pcapng dump file; tried to read 8 bytes, only got 5");
  expect(packet.substr(0, 20), "truncated pcapng dump file; tried to read 28 bytes, only got 12");
  expect(FileBytes().u32(6).u32(8).u32(0).text(), "block in pcapng dump file has a length of 8 < 12");
  expect(FileBytes().u32(6).u32(0x7ffffffc).u32(0).text(), "pcapng block size is 2147483644 > maximum 16777216");
  expect(FileBytes().u32(5).u32(12).u32(16).text(), "block total length in header and trailer don't match");
  expect(NgFile().packet(1, 1, "abcd").text(),
         "a packet arrived on interface 1, but there's no Interface Description Block for that interface");
  NgFile lying;
  lying.block(ng::kEnhancedPacket, lying.body().u32(0).u64(0).u32(100).u32(100).raw("abcd"));
  expect(lying.text(), "captured length 100 of a packet goes past the end of its block");
}

TEST(NgReader, WantsAnInterfaceFirst) {
  EXPECT_EQ(read_back(NgFile().section().text()).error, "the capture file has no Interface Description Blocks");
  EXPECT_EQ(read_back(NgFile().section().packet(0, 1, "x").text()).error,
            "the capture file has a packet block before any Interface Description Blocks");
}

TEST(NgReader, LeavesUnknownBlocksToThoseWhoCopyThem) {
  NgFile file;
  file.section().interface().block(0x40000bad, file.body().raw("whatever")).packet(0, 1, "x");
  const ReadBack read = read_back(file.text());
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.packets.size(), 1u);
  EXPECT_EQ(read.other_blocks, 3u);
}

}  // namespace
}  // namespace trawl
