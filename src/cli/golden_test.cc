// Every tests/golden/NAME.hex prints as NAME.txt, NAME.v.txt and NAME.vv.txt say, and cut short at every length it
// stays within bounds. golden.py in that folder says what the files look like, and makes them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/capture_arguments.h"
#include "print/names.h"
#include "print/packet_printer.h"

namespace trawl {
namespace {

struct GoldenPacket {
  LinkType link_type;
  std::vector<uint8_t> data;
  uint32_t length;
};

struct GoldenFile {
  std::vector<std::string> options;
  std::vector<GoldenPacket> packets;
};

void add_hex(std::vector<uint8_t>& data, std::string digits) {
  std::erase_if(digits, [](char c) { return c == ' ' || c == '\t'; });
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    data.push_back(static_cast<uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
}

GoldenFile read_golden(const std::filesystem::path& path) {
  GoldenFile golden;
  LinkType link = kLinkEthernet;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    line = line.substr(0, line.find('#'));
    std::istringstream words(line);
    std::string first;
    if (!(words >> first)) continue;
    if (first == "link") {
      words >> link;
    } else if (first == "options") {
      for (std::string word; words >> word;) golden.options.push_back(word);
    } else if (first == "packet") {
      golden.packets.push_back({link, {}, 0});
      words >> golden.packets.back().length;
    } else {
      add_hex(golden.packets.back().data, line);
    }
  }
  for (GoldenPacket& packet : golden.packets) {
    packet.length = std::max(packet.length, static_cast<uint32_t>(packet.data.size()));
  }
  return golden;
}

PrintOptions options_of(const GoldenFile& golden, const std::string& verbosity) {
  std::vector<std::string> words = {"trawl", "-nn", "-t", "-#", "-r", "golden.pcap"};
  words.insert(words.end(), golden.options.begin(), golden.options.end());
  if (!verbosity.empty()) words.push_back(verbosity);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const auto read = read_arguments(std::span(arguments).first(words.size()), capture_option_groups());
  const auto parsed = capture_options(*read, "trawl");
  EXPECT_TRUE(parsed.has_value());
  return parsed ? parsed->print : PrintOptions{};
}

std::string print_all(const GoldenFile& golden, const PrintOptions& options) {
  Names names(options);
  std::string text;
  for (size_t i = 0; i < golden.packets.size();) {
    // A run of one link type is a capture of its own.
    PacketPrinter printer(options, names);
    const LinkType link = golden.packets[i].link_type;
    for (uint64_t number = 1; i < golden.packets.size() && golden.packets[i].link_type == link; number++, i++) {
      const GoldenPacket& packet = golden.packets[i];
      printer.print({.data = packet.data, .length = packet.length, .link_type = link}, number);
    }
    text += printer.text().view();
  }
  return text;
}

class Golden : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Golden, PrintsAsExpected) {
  const GoldenFile golden = read_golden(GetParam());
  ASSERT_FALSE(golden.packets.empty());
  const std::pair<std::string, std::string> verbosities[] = {{"", ".txt"}, {"-v", ".v.txt"}, {"-vv", ".vv.txt"}};
  for (const auto& [verbosity, suffix] : verbosities) {
    std::ifstream file(std::filesystem::path(GetParam()).replace_extension(suffix));
    std::stringstream expected;
    expected << file.rdbuf();
    EXPECT_EQ(print_all(golden, options_of(golden, verbosity)), expected.str()) << suffix;
  }
}

TEST_P(Golden, StaysInBoundsAtEveryLength) {
  const GoldenFile golden = read_golden(GetParam());
  const PrintOptions options = options_of(golden, "-vv");
  Names names(options);
  PacketPrinter printer(options, names);
  for (const GoldenPacket& packet : golden.packets) {
    for (size_t n = 0; n <= packet.data.size(); n++) {
      // A buffer of its own size, so that a sanitizer sees a read behind it.
      const std::vector<uint8_t> cut(packet.data.begin(), packet.data.begin() + static_cast<std::ptrdiff_t>(n));
      printer.print({.data = cut, .length = packet.length, .link_type = packet.link_type}, 1);
      EXPECT_EQ(printer.text().view().back(), '\n');
      EXPECT_LT(printer.text().size(), 100'000 + 200 * n);
      printer.text().clear();
    }
  }
}

std::vector<std::filesystem::path> golden_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(TRAWL_GOLDEN_FOLDER)) {
    if (entry.path().extension() == ".hex") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

INSTANTIATE_TEST_SUITE_P(Print, Golden, testing::ValuesIn(golden_files()), [](const auto& parameter) {
  std::string name = parameter.param.stem().string();
  std::ranges::replace_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Golden);

}  // namespace
}  // namespace trawl
