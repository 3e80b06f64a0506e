#include "attribute/name_patterns.h"

#include <bitset>
#include <string_view>
#include <vector>

namespace trawl {

namespace {

constexpr size_t kLongestName = TRAWL_COMM_LENGTH - 1;  // bytes: a name ends with a zero byte
constexpr size_t kWordBits = 64;

using Characters = std::bitset<256>;

/// What a glob asks of one character after the other, and before which of them (or the end) a "*" stands.
struct Glob {
  std::vector<Characters> steps;
  std::vector<bool> star = {false};

  void add(const Characters& step) {
    steps.push_back(step);
    star.push_back(false);
  }
  size_t states() const { return steps.size() + 1; }
};

Error no_end(std::string_view text) {
  return {"invalid pattern '" + std::string(text) + "': a '[' without its ']', or a '\\' at the end", "", 0};
}

/// Takes "[...]" off the front.
Result<Characters> take_set(std::string_view& rest, std::string_view whole) {
  rest.remove_prefix(1);
  const bool negated = rest.starts_with('!') || rest.starts_with('^');
  if (negated) rest.remove_prefix(1);
  Characters set;
  // A "]" that comes first stands for itself.
  for (bool first = true; !rest.empty() && (first || rest.front() != ']'); first = false) {
    const auto low = static_cast<uint8_t>(rest.front());
    const bool range = rest.size() > 2 && rest[1] == '-' && rest[2] != ']';
    const auto high = range ? static_cast<uint8_t>(rest[2]) : low;
    for (size_t c = low; c <= high; c++) set.set(c);
    rest.remove_prefix(range ? 3 : 1);
  }
  if (rest.empty()) return std::unexpected(no_end(whole));
  rest.remove_prefix(1);
  return negated ? ~set : set;
}

Result<Characters> take_step(std::string_view& rest, std::string_view whole) {
  if (rest.front() == '[') return take_set(rest, whole);
  if (rest.front() == '\\')
    rest.remove_prefix(1);
  else if (rest.front() == '?') {
    rest.remove_prefix(1);
    return Characters().set();
  }
  if (rest.empty()) return std::unexpected(no_end(whole));
  const auto c = static_cast<uint8_t>(rest.front());
  rest.remove_prefix(1);
  return Characters().set(c);
}

Result<Glob> parse(std::string_view whole) {
  Glob glob;
  bool any_star = false;
  for (std::string_view rest = whole; !rest.empty();) {
    if (rest.front() == '*') {
      glob.star.back() = any_star = true;
      rest.remove_prefix(1);
      continue;
    }
    auto step = take_step(rest, whole);
    if (!step) return std::unexpected(step.error());
    // Of a long name only the beginning can be seen. With a "*" before, what is too long never matches.
    if (glob.steps.size() < kLongestName)
      glob.add(*step);
    else if (any_star)
      glob.steps.back().reset();
  }
  return glob;
}

void put(trawl_name_patterns& patterns, size_t word, size_t first_bit, const Glob& glob) {
  const auto bit = [&](size_t state) { return uint64_t{1} << (first_bit + state); };
  patterns.start[word] |= bit(0);
  patterns.last[word] |= bit(glob.steps.size());
  for (size_t state = 0; state < glob.states(); state++) {
    if (glob.star[state]) patterns.stay[word] |= bit(state);
    for (size_t c = 0; state < glob.steps.size() && c < glob.steps[state].size(); c++) {
      if (glob.steps[state][c]) patterns.accept[c][word] |= bit(state);
    }
  }
}

}  // namespace

Result<trawl_name_patterns> compile_name_patterns(std::span<const std::string> globs) {
  trawl_name_patterns patterns{};
  size_t word = 0;
  size_t used = 0;  // bits of the word
  for (const std::string& text : globs) {
    const auto glob = parse(text);
    if (!glob) return std::unexpected(glob.error());
    if (used + glob->states() > kWordBits) {
      word++;
      used = 0;
    }
    if (word == TRAWL_PATTERN_WORDS) {
      return fail("too many process names: there is no room for '" + text + "'", "a '*' in one may stand for several");
    }
    put(patterns, word, used, *glob);
    used += glob->states();
  }
  return patterns;
}

}  // namespace trawl
