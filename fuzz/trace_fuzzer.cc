// What a trace reads from outside, by the first byte: a packet's headers, a place to probe, a step as a
// comment of a file, the kernel's list of symbols. Nothing may crash or read outside its input.
#include <cstdint>
#include <string_view>
#include <vector>

#include "kernel/kallsyms.h"
#include "trace/layers.h"
#include "trace/line_spec.h"
#include "trace/step_comment.h"

namespace {

using namespace trawl;

void run_symbols(std::string_view text) {
  const KernelSymbols symbols = KernelSymbols::parse(text);
  for (const uint64_t address : {uint64_t{0}, uint64_t{0xffffffff81000000}, UINT64_MAX}) {
    (void)symbols.at(address);
    (void)symbols.end_of(address);
  }
  (void)symbols.nearest(text.substr(0, 32), 3);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] & 3) {
    case 0:
      // A buffer of its exact size, so that the address sanitizer sees the first byte behind it.
      (void)read_layers(std::vector<uint8_t>(data + 3, data + size), static_cast<uint16_t>(data[1] << 8 | data[2]));
      return 0;
    case 1:
      (void)parse_line_spec(text);
      return 0;
    case 2: {
      TextPool texts;
      (void)parse_step_comment(text, texts);
      return 0;
    }
    default:
      run_symbols(text);
      return 0;
  }
}
