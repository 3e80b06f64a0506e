// docs/ is made from the option table: TRAWL_UPDATE_DOCS=1 unit_tests --gtest_filter='Docs.*' writes it anew.
#include "cli/manual.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/file.h"

namespace trawl {
namespace {

void check(const std::string& name, const std::string& text) {
  const std::string path = std::string(TRAWL_DOCS_FOLDER) + '/' + name;
  if (std::getenv("TRAWL_UPDATE_DOCS") != nullptr) std::ofstream(path) << text;
  const auto is = read_file(path);
  ASSERT_TRUE(is) << is.error().what;
  EXPECT_EQ(*is, text) << path << " is not what the option table says";
}

TEST(Docs, AreMadeFromTheOptionTable) {
  for (const CommandRow& command : commands()) {
    check(command.name.empty() ? "trawl.8" : "trawl-" + std::string(command.name) + ".8", manual_page(command));
  }
  check("options.md", options_table());
  check("trawl.bash", bash_completion());
  check("_trawl", zsh_completion());
  check("trawl.fish", fish_completion());
}

}  // namespace
}  // namespace trawl
