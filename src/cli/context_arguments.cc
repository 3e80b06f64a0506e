#include "cli/context_arguments.h"

#include <algorithm>
#include <string>
#include <utility>

namespace trawl {

namespace {

Result<ContextParts> parse_parts(std::string_view text) {
  constexpr std::pair<std::string_view, bool ContextParts::*> kNames[] = {
      {"process", &ContextParts::process},     {"thread", &ContextParts::thread},
      {"parentproc", &ContextParts::parent},   {"user", &ContextParts::user},
      {"container", &ContextParts::container}, {"pod", &ContextParts::pod},
  };
  ContextParts parts;
  for (const auto& [name, part] : kNames) parts.*part = false;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    const auto* named = std::ranges::find(kNames, word, [](const auto& each) { return each.first; });
    if (named == std::end(kNames)) {
      return fail("unknown part of the context '" + std::string(word) + "'",
                  "process, thread, parentproc, user, container and pod are known");
    }
    parts.*named->second = true;
  }
  return parts;
}

}  // namespace

bool apply_runtime_option(RuntimeAddresses& runtimes, OptionId id, std::string_view argument) {
  switch (id) {
    case OptionId::kDockerAddress:
      runtimes.docker = argument;
      return true;
    case OptionId::kContainerdAddress:
      runtimes.containerd = argument;
      return true;
    case OptionId::kCriAddress:
      runtimes.cri = argument;
      return true;
    default:
      return false;
  }
}

Result<bool> apply_context_option(ContextParts& parts, RuntimeAddresses& runtimes, OptionId id,
                                  std::string_view argument) {
  if (id != OptionId::kContext) return apply_runtime_option(runtimes, id, argument);
  const auto parsed = parse_parts(argument);
  if (!parsed) return std::unexpected(parsed.error());
  parts = *parsed;
  return true;
}

}  // namespace trawl
