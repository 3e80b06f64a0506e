#include "filter/dump.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <bit>
#include <iterator>

namespace trawl {

std::string dump(std::span<const ClassicInstruction> program, DumpStyle style) {
  std::string text;
  auto out = std::back_inserter(text);
  if (style == DumpStyle::kDecimal) fmt::format_to(out, "{}\n", program.size());
  for (size_t n = 0; n < program.size(); n++) {
    const ClassicInstruction& i = program[n];
    const auto for_libpcap = std::bit_cast<bpf_insn>(i);
    switch (style) {
      case DumpStyle::kAssembly:
        fmt::format_to(out, "{}\n", bpf_image(&for_libpcap, static_cast<int>(n)));
        break;
      case DumpStyle::kC:
        fmt::format_to(out, "{{ {:#x}, {}, {}, 0x{:08x} }},\n", i.code, i.jt, i.jf, i.k);
        break;
      case DumpStyle::kDecimal:
        fmt::format_to(out, "{} {} {} {}\n", i.code, i.jt, i.jf, i.k);
        break;
    }
  }
  return text;
}

}  // namespace trawl
