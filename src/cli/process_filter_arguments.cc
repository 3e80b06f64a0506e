#include "cli/process_filter_arguments.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "attribute/users.h"

namespace trawl {

namespace {

Result<void> add_pid(ProcessTerms& terms, std::string_view text) {
  uint32_t pid = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
  if (error != std::errc() || end != text.data() + text.size() || pid == 0) {
    return fail("invalid process number '" + std::string(text) + "'");
  }
  terms.pids.push_back(pid);
  return {};
}

Result<void> add_user(ProcessTerms& terms, std::string_view text) {
  const auto user = find_user(text);
  if (!user) return fail("no user '" + std::string(text) + "'", "a number works for users of containers, too");
  terms.users.push_back(*user);
  return {};
}

template <std::vector<std::string> ProcessTerms::* kMember>
Result<void> add_text(ProcessTerms& terms, std::string_view text) {
  (terms.*kMember).emplace_back(text);
  return {};
}

struct Row {
  OptionId wanted;
  OptionId unwanted;
  Result<void> (*add)(ProcessTerms& terms, std::string_view text);
};

constexpr Row kRows[] = {
    {OptionId::kPid, OptionId::kNotPid, add_pid},
    {OptionId::kProcessName, OptionId::kNotProcessName, add_text<&ProcessTerms::names>},
    {OptionId::kUser, OptionId::kNotUser, add_user},
    {OptionId::kContainerId, OptionId::kNotContainerId, add_text<&ProcessTerms::container_ids>},
    {OptionId::kContainerName, OptionId::kNotContainerName, add_text<&ProcessTerms::container_names>},
    {OptionId::kPodName, OptionId::kNotPodName, add_text<&ProcessTerms::pod_names>},
};

}  // namespace

Result<bool> read_process_option(ProcessFilter& filter, OptionId id, const char* argument) {
  if (id == OptionId::kFollowForks) {
    filter.follow_forks = true;
    return true;
  }
  const auto* row = std::ranges::find_if(kRows, [id](const Row& r) { return r.wanted == id || r.unwanted == id; });
  if (row == std::end(kRows)) return false;
  if (auto added = row->add(row->wanted == id ? filter.wanted : filter.unwanted, argument); !added) {
    return std::unexpected(added.error());
  }
  return true;
}

}  // namespace trawl
