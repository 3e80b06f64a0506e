// Go's table of functions with any content, as it is and behind a right header: the search ends, inside the table.
#include <algorithm>
#include <array>
#include <vector>

#include "kernel/go_symbols.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr std::string_view kName = "crypto/tls.(*Config).writeKeyLog";
  constexpr std::array<uint8_t, 8> kHeader = {0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8};  // Go 1.20, pointers of 8 bytes
  (void)trawl::find_go_function({data, size}, kName);
  if (size < kHeader.size()) return 0;
  std::vector<uint8_t> table(data, data + size);
  std::ranges::copy(kHeader, table.begin());
  (void)trawl::find_go_function(table, kName);
  return 0;
}
