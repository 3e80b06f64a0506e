// What Docker's socket may send: HTTP in pieces, and the JSON in it. The first byte chooses.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "attribute/runtime/docker_json.h"
#include "attribute/runtime/http_reader.h"

namespace {

using namespace trawl;

constexpr size_t kLimit = 4096;

void read_http(std::span<const uint8_t> data, size_t piece) {
  HttpReader reader(kLimit);
  while (!data.empty() && !reader.complete()) {
    const size_t n = std::min(piece, data.size());
    if (!reader.feed(data.first(n))) return;
    if (reader.body().size() > kLimit) __builtin_trap();
    data = data.subspan(n);
  }
  (void)reader.end();
}

void check(const ContainerFacts& facts) {
  if (!is_docker_id(facts.container.id)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] & 3) {
    case 0:
      read_http(std::span(data + 1, size - 1), 1 + (data[0] >> 2));
      break;
    case 1:
      (void)parse_docker_list(text);
      break;
    case 2:
      if (const auto facts = parse_docker_container(text)) check(*facts);
      break;
    default:
      if (const auto event = parse_docker_event(text); event && *event) check((*event)->facts);
  }
  return 0;
}
