#include "kernel/kallsyms.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <functional>
#include <numeric>
#include <utility>

#include "base/fd.h"

namespace trawl {

namespace {

constexpr size_t kLargest = size_t{64} << 20;  // bytes of names
constexpr size_t kLongestName = 512;           // KSYM_NAME_LEN
constexpr const char* kPath = "/proc/kallsyms";

/// How many single-character changes make one name of the other, or `limit` when it is that many or more.
size_t distance(std::string_view a, std::string_view b, size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit;
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); i++) {
    size_t diagonal = row[0];
    row[0] = i;
    size_t least = i;
    for (size_t j = 1; j <= b.size(); j++) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
      least = std::min(least, row[j]);
    }
    if (least >= limit) return limit;
  }
  return std::min(row[b.size()], limit);
}

size_t hash_of(std::string_view name) {
  return std::hash<std::string_view>{}(name);
}

std::unexpected<Error> hidden() {
  return fail("the kernel hides the addresses of its functions", "run as root, with kernel.kptr_restrict below 2");
}

}  // namespace

// The kernel makes the text while it is read, a page at a time: in between it can be given up.
Result<KernelSymbols> KernelSymbols::read(const std::stop_token& given_up) {
  const Fd file(::open(kPath, O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return fail_errno(std::string("open ") + kPath, errno);
  KernelSymbols symbols;
  std::string text;
  std::array<char, 4096> part;
  ssize_t n = 0;
  while (!given_up.stop_requested() && (n = ::read(file.get(), part.data(), part.size())) > 0) {
    text.append(part.data(), static_cast<size_t>(n));
    text.erase(0, symbols.add_lines(text));
  }
  if (given_up.stop_requested()) return fail_errno(std::string("read ") + kPath, ECANCELED);
  if (n < 0) return fail_errno(std::string("read ") + kPath, errno);
  symbols.finish();
  if (symbols.symbols_.empty() || symbols.symbols_.back().address == 0) return hidden();
  return symbols;
}

// Data of each CPU comes first, whose addresses are small numbers.
Result<void> KernelSymbols::check() {
  const Fd file(::open(kPath, O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return fail_errno(std::string("open ") + kPath, errno);
  std::array<char, 4096> lines;
  for (ssize_t n = 0; (n = ::read(file.get(), lines.data(), lines.size())) > 0;) {
    const KernelSymbols some = parse({lines.data(), static_cast<size_t>(n)});
    if (some.size() == 0) continue;
    if (some.symbols_.back().address == 0) return hidden();
    return {};
  }
  return hidden();
}

KernelSymbols KernelSymbols::parse(std::string_view text) {
  KernelSymbols symbols;
  symbols.add_line(text.substr(symbols.add_lines(text)));
  symbols.finish();
  return symbols;
}

size_t KernelSymbols::add_lines(std::string_view text) {
  size_t begin = 0;
  for (size_t end = 0; (end = text.find('\n', begin)) != std::string_view::npos; begin = end + 1) {
    add_line(text.substr(begin, end - begin));
  }
  return begin;
}

// "ffffffff81000000 T _stext" or "ffffffffc0000000 t name\t[module]"
void KernelSymbols::add_line(std::string_view line) {
  uint64_t address = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), address, 16);
  const auto at = static_cast<size_t>(end - line.data());
  if (error != std::errc{} || line.size() < at + 4) return;
  const char type = line[at + 1];
  if (type != 't' && type != 'T' && type != 'w' && type != 'W') return;
  std::string_view name = line.substr(at + 3);
  std::string_view module;
  if (const size_t tab = name.find('\t'); tab != std::string_view::npos) {
    module = name.substr(tab + 1);
    name = name.substr(0, tab);
    if (module.size() > 2) module = module.substr(1, module.size() - 2);
  }
  if (name.empty() || name.size() > kLongestName || names_.size() > kLargest) return;
  symbols_.push_back(
      {address, static_cast<uint32_t>(names_.size()), static_cast<uint16_t>(name.size()), module_index(module)});
  names_ += name;
}

uint16_t KernelSymbols::module_index(std::string_view module) {
  if (modules_.back() == module) return static_cast<uint16_t>(modules_.size() - 1);  // they come together
  if (module.empty() || modules_.size() == UINT16_MAX) return 0;
  modules_.emplace_back(module);
  return static_cast<uint16_t>(modules_.size() - 1);
}

void KernelSymbols::finish() {
  std::ranges::stable_sort(symbols_, {}, &Symbol::address);
  by_name_.reserve(symbols_.size());
  for (uint32_t i = 0; i < symbols_.size(); i++) by_name_.push_back({hash_of(name_of(symbols_[i])), i});
  std::ranges::sort(by_name_, {}, [](const Named& named) { return std::pair(named.hash, named.index); });
}

std::optional<KernelSymbols::Place> KernelSymbols::at(uint64_t address) const {
  const auto above = std::ranges::upper_bound(symbols_, address, {}, &Symbol::address);
  if (above == symbols_.begin()) return std::nullopt;
  // Of several names for one address the first is the kernel's own order.
  const auto found = std::ranges::lower_bound(symbols_, std::prev(above)->address, {}, &Symbol::address);
  return Place{name_of(*found), modules_[found->module], address - found->address};
}

std::vector<std::string_view> KernelSymbols::names(uint64_t address) const {
  std::vector<std::string_view> found;
  for (const Symbol& symbol : std::ranges::equal_range(symbols_, address, {}, &Symbol::address)) {
    found.push_back(name_of(symbol));
  }
  return found;
}

std::vector<uint64_t> KernelSymbols::addresses(std::string_view name) const {
  std::vector<uint64_t> found;
  for (const Named& named : std::ranges::equal_range(by_name_, hash_of(name), {}, &Named::hash)) {
    const Symbol& symbol = symbols_[named.index];
    if (name_of(symbol) == name) found.push_back(symbol.address);
  }
  return found;
}

uint64_t KernelSymbols::end_of(uint64_t address) const {
  const auto above = std::ranges::upper_bound(symbols_, address, {}, &Symbol::address);
  return above == symbols_.end() ? 0 : above->address;
}

std::vector<std::string_view> KernelSymbols::nearest(std::string_view name, size_t count) const {
  const size_t limit = std::max<size_t>(3, name.size() / 3);
  std::vector<std::pair<size_t, std::string_view>> candidates;
  for (const Symbol& symbol : symbols_) {
    const std::string_view candidate = name_of(symbol);
    const size_t away = distance(name, candidate, limit);
    if (away < limit) candidates.emplace_back(away, candidate);
  }
  std::ranges::sort(candidates);
  candidates.erase(std::ranges::unique(candidates).begin(), candidates.end());
  std::vector<std::string_view> names;
  for (const auto& [away, candidate] : candidates) {
    if (names.size() == count) break;
    names.push_back(candidate);
  }
  return names;
}

}  // namespace trawl
