#include "kernel/lines/make_line_index.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "kernel/lines/line_index.h"

namespace trawl {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

/// Two units; in the first, twice_added() is inlined into entry(), and added() into that.
constexpr const char* kFirst = R"(extern int last(int);
static inline __attribute__((always_inline)) int added(int a) {
  return a * a + last(a);
}
static inline __attribute__((always_inline)) int twice_added(int a) {
  return added(a) + 1;
}
__attribute__((noinline)) int entry(int a) {
  last(1);
  return twice_added(a);
}
__attribute__((section(".text.other"), noinline)) int elsewhere(int a) {
  return last(a) + 7;
}
)";
constexpr const char* kSecond = R"(__attribute__((noinline)) int last(int a) {
  __asm__ volatile("");
  return a + 1;
}
int _stext(void) { return last(2); }
)";

/// Builds debug images by the compiler and linker of this host, in a folder of its own.
class MakeLineIndex : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "image.XXXXXX";
    folder_ = ::mkdtemp(name.data());
    if (!run("cc --version > /dev/null 2>&1")) GTEST_SKIP() << "no compiler";
    std::ofstream(folder_ / "first.c") << kFirst;
    std::ofstream(folder_ / "second.c") << kSecond;
  }
  void TearDown() override { fs::remove_all(folder_); }

  bool run(const std::string& command) const {
    return std::system(("cd '" + folder_.string() + "' && " + command).c_str()) == 0;
  }
  /// `linking`: options of the linker.
  std::string build(const std::string& debug, const std::string& linking) const {
    EXPECT_TRUE(run("for f in first second; do cc -O2 -c -fno-pic " + debug + " $f.c; done; ld --build-id=0xabcdef12 " +
                    linking + " first.o second.o -o image"));
    return folder_ / "image";
  }

  fs::path folder_;
};

std::vector<std::string> texts(const std::vector<CodeFrame>& frames) {
  std::vector<std::string> texts;
  for (const CodeFrame& frame : frames) {
    texts.push_back(frame.function + ' ' + fs::path(frame.file).filename().string() + ':' + std::to_string(frame.line));
  }
  return texts;
}

constexpr uint64_t kAny = 0x10000;  // bytes behind a section's begin that are searched

/// The deepest of all frames from there on.
std::vector<std::string> deepest(const LineIndex& index, uint64_t begin) {
  std::vector<std::string> found;
  for (const uint64_t start : index.line_starts(begin, begin + kAny)) {
    if (auto here = texts(index.frames(start)); here.size() > found.size()) found = std::move(here);
  }
  return found;
}

std::vector<uint8_t> index_of(const std::string& path) {
  const auto image = DebugImage::open(path, "abcdef12");
  EXPECT_TRUE(image) << image.error().what;
  if (!image) return {};
  auto index = make_line_index(*image);
  EXPECT_TRUE(index) << index.error().what;
  return index ? *index : std::vector<uint8_t>();
}

TEST_F(MakeLineIndex, ALinkedImageHasItsLinesAndInlinedCalls) {
  for (const char* debug : {"-g", "-gdwarf-4", "-g -gz"}) {
    const auto bytes = index_of(build(debug, "-e entry -Ttext=0x401000"));
    const auto index = LineIndex::parse(bytes, "abcdef12");
    ASSERT_TRUE(index) << index.error().what;
    EXPECT_THAT(deepest(*index, 0x401000), ElementsAre("added first.c:3", "twice_added first.c:6", "entry first.c:10"))
        << debug;
    EXPECT_THAT(texts(index->frames(index->anchor())), ElementsAre("_stext second.c:5")) << debug;
    EXPECT_THAT(index->frames(0x400fff), ElementsAre());
  }
}

TEST_F(MakeLineIndex, AnObjectFileIsRelocated) {
  for (const char* debug : {"-g", "-gdwarf-4", "-g -gz"}) {
    const auto bytes = index_of(build(debug, "-r"));
    const auto index = LineIndex::parse(bytes, "abcdef12");
    ASSERT_TRUE(index) << index.error().what;
    std::vector<std::string> names;
    for (const CodeSection& section : index->sections()) {
      names.emplace_back(section.name);
      if (section.name == ".text.other") {
        EXPECT_THAT(texts(index->frames(section.address)), ElementsAre("elsewhere first.c:12")) << debug;
        EXPECT_THAT(index->frames(section.address + section.size), ElementsAre());
      }
      if (section.name == ".text") {
        EXPECT_THAT(deepest(*index, section.address),
                    ElementsAre("added first.c:3", "twice_added first.c:6", "entry first.c:10"))
            << debug;
      }
    }
    EXPECT_THAT(names, testing::UnorderedElementsAre(".text", ".text.other"));
  }
}

TEST_F(MakeLineIndex, AnImageWithoutItsCodeWillDo) {
  const std::string path = build("-g", "-e entry -Ttext=0x401000");
  ASSERT_TRUE(run("objcopy --only-keep-debug image image.debug"));
  EXPECT_EQ(index_of(path), index_of(path + ".debug"));
}

TEST_F(MakeLineIndex, OtherCodeAndStrippedCodeAreRefusedWithBuildIds) {
  const std::string path = build("-g", "-e entry");
  EXPECT_THAT(DebugImage::open(path, "12345678").error().what,
              testing::AllOf(HasSubstr("its build id is abcdef12"), HasSubstr("12345678")));
  ASSERT_TRUE(run("strip image"));
  EXPECT_THAT(DebugImage::open(path, "abcdef12").error().what, HasSubstr("no debug information (build id abcdef12"));
  EXPECT_THAT(DebugImage::open(folder_ / "first.c", "").error().what, HasSubstr("not an ELF file"));
}

TEST_F(MakeLineIndex, ADamagedImageIsReadAsFarAsItGoes) {
  const std::string path = build("-g", "-r");
  const auto size = fs::file_size(path);
  for (uint64_t at = 64; at < size; at += 97) {
    fs::copy_file(path, path + ".damaged", fs::copy_options::overwrite_existing);
    std::fstream(path + ".damaged", std::ios::in | std::ios::out | std::ios::binary)
        .seekp(static_cast<long>(at))
        .put('\xff');
    if (const auto image = DebugImage::open(path + ".damaged", "")) (void)make_line_index(*image);
  }
}

}  // namespace
}  // namespace trawl
