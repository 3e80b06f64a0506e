#include "cli/numbers.h"

#include "packet/interface.h"

namespace trawl {

Result<void> set_count(uint64_t& count, std::string_view text) {
  return set_number<uint64_t>(count, text, 1, INT64_MAX, "packet count");
}

Result<void> set_snaplen(uint32_t& snaplen, std::string_view text) {
  const auto value = parse_number<uint32_t>(text, 0, kMaxSnaplen);
  if (!value) {
    return fail("invalid snaplen " + std::string(text) + " (must be >= 0 and <= " + std::to_string(kMaxSnaplen) + ")");
  }
  snaplen = *value == 0 ? kMaxSnaplen : *value;
  return {};
}

Result<void> set_buffer_size(uint32_t& kib, std::string_view text) {
  return set_number<uint32_t>(kib, text, 1, 4 << 20, "packet buffer size");
}

}  // namespace trawl
