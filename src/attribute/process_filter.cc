#include "attribute/process_filter.h"

#include <fnmatch.h>

#include <algorithm>
#include <string_view>

#include "attribute/name_patterns.h"

namespace trawl {

namespace {

bool matches(const std::string& glob, const std::string& text) {
  return ::fnmatch(glob.c_str(), text.c_str(), 0) == 0;
}

bool contains(const std::vector<uint32_t>& numbers, uint32_t number) {
  return std::ranges::find(numbers, number) != numbers.end();
}

bool any_matches(const std::vector<std::string>& globs, const std::string& text) {
  return std::ranges::any_of(globs, [&](const std::string& glob) { return matches(glob, text); });
}

/// Nobody types 64 digits: the beginning is enough, as everywhere else.
bool is_container_id(const std::string& glob, const std::string& id) {
  return id.starts_with(glob) || matches(glob, id);
}

bool is_pod(const std::string& glob, const PodContext& pod) {
  return matches(glob, pod.name) || matches(glob, pod.name + '.' + pod.name_space);
}

uint8_t kinds(const ProcessTerms& terms) {
  const std::pair<bool, uint8_t> rows[] = {
      {terms.pids.empty(), TRAWL_BY_PID},
      {terms.names.empty(), TRAWL_BY_NAME},
      {terms.users.empty(), TRAWL_BY_USER},
      {terms.container_ids.empty(), TRAWL_BY_CONTAINER_ID},
      {terms.container_names.empty(), TRAWL_BY_CONTAINER_NAME},
      {terms.pod_names.empty(), TRAWL_BY_POD},
  };
  uint8_t present = 0;
  for (const auto& [empty, kind] : rows) present |= empty ? 0 : kind;
  return present;
}

uint8_t container_kinds(const ProcessTerms& terms, const ContainerContext* container, const PodContext* pod) {
  uint8_t found = 0;
  if (container != nullptr) {
    const auto has_id = [&](const std::string& glob) { return is_container_id(glob, container->id); };
    if (std::ranges::any_of(terms.container_ids, has_id)) found |= TRAWL_BY_CONTAINER_ID;
    if (any_matches(terms.container_names, container->name)) found |= TRAWL_BY_CONTAINER_NAME;
  }
  const auto is_this = [&](const std::string& glob) { return is_pod(glob, *pod); };
  if (pod != nullptr && std::ranges::any_of(terms.pod_names, is_this)) found |= TRAWL_BY_POD;
  return found;
}

uint8_t party_kinds(const ProcessTerms& terms, const Party& party) {
  uint8_t found = container_kinds(terms, party.container.get(), party.pod.get());
  const ProcessContext& process = party.process;
  if (contains(terms.pids, process.pid)) found |= TRAWL_BY_PID;
  if (any_matches(terms.names, process.comm)) found |= TRAWL_BY_NAME;
  if (contains(terms.users, process.uid)) found |= TRAWL_BY_USER;
  return found;
}

}  // namespace

bool ProcessTerms::empty() const {
  return kinds(*this) == 0;
}

Result<ProcessMarks> process_marks(const ProcessFilter& filter) {
  ProcessMarks marks;
  marks.active = !filter.empty();
  marks.follow_forks = filter.follow_forks;
  marks.wanted_kinds = kinds(filter.wanted);
  marks.containers = ((kinds(filter.wanted) | kinds(filter.unwanted)) & TRAWL_BY_CONTAINERS) != 0;
  for (const uint32_t pid : filter.wanted.pids) marks.pids[pid] |= TRAWL_BY_PID;
  for (const uint32_t pid : filter.unwanted.pids) marks.pids[pid] |= TRAWL_UNWANTED;
  for (const uint32_t user : filter.wanted.users) marks.users[user] |= TRAWL_BY_USER;
  for (const uint32_t user : filter.unwanted.users) marks.users[user] |= TRAWL_UNWANTED;
  for (const auto& [names, patterns] : {std::pair{&filter.wanted.names, &marks.wanted_names},
                                        std::pair{&filter.unwanted.names, &marks.unwanted_names}}) {
    auto compiled = compile_name_patterns(*names);
    if (!compiled) return std::unexpected(compiled.error());
    *patterns = *compiled;
  }
  return marks;
}

uint8_t container_marks(const ProcessFilter& filter, const Party& party) {
  const auto* container = party.container.get();
  const auto* pod = party.pod.get();
  const uint8_t excluded = container_kinds(filter.unwanted, container, pod) != 0 ? TRAWL_UNWANTED : 0;
  return container_kinds(filter.wanted, container, pod) | excluded;
}

bool has_wanted_kinds(const ProcessFilter& filter, uint8_t marks) {
  const uint8_t wanted = kinds(filter.wanted);
  return (marks & wanted) == wanted;
}

bool is_wanted(const ProcessFilter& filter, const PacketContext* context) {
  bool found = filter.wanted.empty();
  if (context == nullptr) return found;
  for (const Party* party : {context->sender, context->receiver}) {
    if (party == nullptr) continue;
    if (party_kinds(filter.unwanted, *party) != 0) return false;
    found |= party_kinds(filter.wanted, *party) == kinds(filter.wanted);
  }
  return found;
}

}  // namespace trawl
