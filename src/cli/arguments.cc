#include "cli/arguments.h"

#include <getopt.h>

#include <algorithm>

namespace trawl {

namespace {

constexpr int kLongOnly = 1000;  // getopt's value for a row without a letter: this plus its index

/// The rows in the form getopt_long() wants.
class GetoptTable {
 public:
  explicit GetoptTable(std::span<const OptionGroup> groups) {
    for (const OptionGroup& group : groups) {
      for (const OptionRow& row : group.rows) add(row);
    }
    long_.push_back({});
  }

  /// The next option's row; null at the end. `ok` turns false when getopt complained.
  const OptionRow* next(std::span<char*> arguments, bool& ok) const {
    const int value =
        ::getopt_long(static_cast<int>(arguments.size()), arguments.data(), letters_.c_str(), long_.data(), nullptr);
    if (value == -1) return nullptr;
    if (value >= kLongOnly) return rows_[static_cast<size_t>(value - kLongOnly)];
    const auto row = std::ranges::find(rows_, value, [](const OptionRow* r) { return int{r->letter}; });
    ok = row != rows_.end();
    return ok ? *row : nullptr;
  }

 private:
  void add(const OptionRow& row) {
    const int value = row.letter != 0 ? row.letter : kLongOnly + static_cast<int>(rows_.size());
    const int has_argument = row.argument.empty() ? no_argument : required_argument;
    if (row.letter != 0) {
      letters_ += row.letter;
      if (has_argument != no_argument) letters_ += ':';
    }
    if (!row.long_name.empty()) long_.push_back({row.long_name.data(), has_argument, nullptr, value});
    rows_.push_back(&row);
  }

  std::vector<const OptionRow*> rows_;
  std::string letters_;
  std::vector<option> long_;
};

}  // namespace

bool Arguments::has(OptionId id) const {
  return std::ranges::any_of(options, [&](const auto& option) { return option.first->id == id; });
}

std::string Arguments::joined_words() const {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

Result<Arguments> read_arguments(std::span<char*> arguments, std::span<const OptionGroup> groups) {
  Arguments read;
  const auto dashes =
      std::ranges::find_if(arguments, [](const char* argument) { return std::string_view(argument) == "--"; });
  if (dashes != arguments.end()) {
    read.command.assign(dashes + 1, arguments.end());
    if (read.command.empty()) return fail("no command behind --");
  }
  // getopt permutes, and wants to find a null pointer at the end.
  std::vector<char*> own(arguments.begin(), dashes);
  own.push_back(nullptr);
  const std::span<char*> before(own.data(), own.size() - 1);

  const GetoptTable table(groups);
  optind = 0;
  bool ok = true;
  while (const OptionRow* row = table.next(before, ok)) {
    read.options.emplace_back(row, row->argument.empty() ? nullptr : optarg);
  }
  read.usage_error = !ok;
  if (ok) read.words.assign(before.begin() + optind, before.end());
  return read;
}

}  // namespace trawl
