#include "kernel/btf_archive.h"

#include <gtest/gtest.h>
#include <lzma.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "kernel/btf_file.h"

namespace trawl {
namespace {

using Bytes = std::vector<uint8_t>;

void put(Bytes& block, size_t at, std::string_view text) {
  std::ranges::copy(text, block.begin() + static_cast<ptrdiff_t>(at));
}

/// An entry of a tar archive; `type`: '0' is a file, '5' a directory.
Bytes tar_entry(char type, std::string_view content) {
  Bytes header(512);
  char number[16];
  put(header, 0, "./name");
  std::snprintf(number, sizeof(number), "%011zo", content.size());
  put(header, 124, number);
  put(header, 156, std::string_view(&type, 1));
  put(header, 257, "ustar");
  put(header, 148, "        ");
  unsigned sum = 0;
  for (const uint8_t byte : header) sum += byte;
  std::snprintf(number, sizeof(number), "%06o", sum);
  put(header, 148, std::string_view(number, 7));
  header.insert(header.end(), content.begin(), content.end());
  header.resize((header.size() + 511) / 512 * 512);
  return header;
}

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Bytes pack(const Bytes& content) {
  Bytes packed(lzma_stream_buffer_bound(content.size()));
  size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, nullptr, content.data(), content.size(), packed.data(), &size,
                                    packed.size()),
            LZMA_OK);
  packed.resize(size);
  return packed;
}

std::string text_of(std::span<const uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST(Tar, FirstFileIsFoundBehindDirectories) {
  const auto tar = tar_entry('5', "") + tar_entry('0', "types") + tar_entry('0', "others") + Bytes(1024);
  const auto file = first_file_of_tar(tar);
  ASSERT_TRUE(file) << file.error().what;
  EXPECT_EQ(text_of(*file), "types");
}

TEST(Tar, DamageIsAnError) {
  auto cut = tar_entry('0', std::string(600, 'x'));
  cut.resize(700);
  EXPECT_EQ(first_file_of_tar(cut).error().what, "the tar archive is cut short");
  auto changed = tar_entry('0', "types");
  changed[3] ^= 1;
  EXPECT_EQ(first_file_of_tar(changed).error().what, "not a tar archive");
  EXPECT_EQ(first_file_of_tar(tar_entry('5', "") + Bytes(1024)).error().what, "the tar archive has no file");
  EXPECT_FALSE(first_file_of_tar({}));
}

TEST(BtfArchive, IsUnpacked) {
  const auto content = unpack_btf(pack(tar_entry('0', "types") + Bytes(1024)));
  ASSERT_TRUE(content) << content.error().what;
  EXPECT_EQ(text_of(*content), "types");
}

TEST(BtfArchive, CutOrOtherFilesAreErrors) {
  auto packed = pack(tar_entry('0', std::string(5000, 'x')));
  packed.resize(packed.size() / 2);
  EXPECT_EQ(unpack_btf(packed).error().what, "unpack: the file is cut short");
  const std::string_view page = "<html>no such thing</html>";
  EXPECT_EQ(unpack_btf(Bytes(page.begin(), page.end())).error().what, "unpack: not compressed by xz");
}

TEST(BtfArchive, DoesNotGrowWithoutBound) {
  EXPECT_EQ(unpack_btf(pack(Bytes(size_t{65} << 20))).error().what,
            "unpack: more than 64 MiB, which is no kernel's BTF");
}

TEST(BtfArchive, PathNamesTheSystem) {
  EXPECT_EQ(
      btf_archive_path("NAME=Ubuntu\nVERSION_ID=\"20.04\"\nID=ubuntu\nID_LIKE=debian\n", "x86_64", "5.4.0-42-generic"),
      "ubuntu/20.04/x86_64/5.4.0-42-generic.btf.tar.xz");
  EXPECT_EQ(btf_archive_path("ID='centos'\nVERSION_ID=8", "aarch64", "4.18.0-80.el8"),
            "centos/8/arm64/4.18.0-80.el8.btf.tar.xz");
  EXPECT_FALSE(btf_archive_path("ID=../..\nVERSION_ID=1\n", "x86_64", "5.4"));
  EXPECT_FALSE(btf_archive_path("ID=arch\n", "x86_64", "5.4"));
}

TEST(BtfFile, HeaderIsChecked) {
  EXPECT_FALSE(check_btf(Bytes(10)));
  EXPECT_FALSE(check_btf(Bytes(100)));
  const Bytes whole = {0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4, 0};
  EXPECT_TRUE(check_btf(whole));
  EXPECT_FALSE(check_btf(std::span(whole).first(whole.size() - 1)));
}

TEST(BtfFile, PlacesAreLookedAtInOrder) {
  const std::vector<std::string> expected = {"/sys/kernel/btf/vmlinux", "/var/lib/trawl/btf/vmlinux",
                                             "/var/lib/trawl/btf/vmlinux-6.1.0", "/var/lib/trawl/btf/6.1.0.btf"};
  EXPECT_EQ(btf_places("6.1.0"), expected);
}

}  // namespace
}  // namespace trawl
