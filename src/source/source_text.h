// Lines of the source files that debug information names, from a directory that has them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trawl {

class SourceText {
 public:
  /// `directory`: empty when there is no source.
  explicit SourceText(std::string directory) : directory_(std::move(directory)) {}

  /// Without blanks at its ends; empty when the file or the line is not there. Files were compiled elsewhere: the
  /// longest end of the path that exists below the directory is taken.
  std::string line(const std::string& file, int number);

 private:
  const std::vector<std::string>& lines_of(const std::string& file);

  std::string directory_;
  std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace trawl
