#include "attribute/runtime/facts.h"

namespace trawl {

std::string_view label(const Labels& labels, std::string_view key) {
  const auto found = labels.find(std::string(key));
  return found == labels.end() ? std::string_view{} : std::string_view(found->second);
}

void BoundedLabels::add(std::string_view key, std::string_view value) {
  if (bytes_ + key.size() + value.size() > kMostLabelBytes) return;
  bytes_ += key.size() + value.size();
  labels_.insert_or_assign(std::string(key), std::string(value));
}

std::string bounded_text(std::string_view text) {
  return std::string(text.substr(0, kLongestText));
}

}  // namespace trawl
