#include "filter/expression.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "filter/error_place.h"
#include "filter/link_names.h"
#include "filter/names.h"
#include "filter/unroll.h"
#include "filter/validate.h"

namespace trawl {
namespace {

constexpr uint32_t kLargestSnaplen = 262144;

struct CloseHandle {
  void operator()(pcap_t* handle) const { pcap_close(handle); }
};
using Handle = std::unique_ptr<pcap_t, CloseHandle>;

// libpcap refuses what a file cannot answer only if the handle is one of a file: this is the shortest there is.
Handle open_savefile(LinkType link, uint32_t snaplen) {
  struct {
    uint32_t magic = 0xa1b2c3d4;
    uint16_t major = 2;
    uint16_t minor = 4;
    int32_t zone = 0;
    uint32_t accuracy = 0;
    uint32_t snaplen;
    uint32_t link;
  } header{.snaplen = snaplen, .link = link};
  std::FILE* file = fmemopen(&header, sizeof header, "r");
  if (file == nullptr) return {};
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  Handle handle(pcap_fopen_offline(file, error.data()));
  if (!handle) static_cast<void>(std::fclose(file));
  return handle;
}

Handle open_handle(LinkType link, uint32_t snaplen, bool savefile) {
  if (savefile) return open_savefile(link, snaplen);
  return Handle(pcap_open_dead(dlt_of(link), static_cast<int>(snaplen)));
}

Result<std::vector<ClassicInstruction>> compile_classic(pcap_t* handle, const std::string& text,
                                                        const Expression::Options& options) {
  bpf_program compiled{};
  if (pcap_compile(handle, &compiled, text.c_str(), options.optimize ? 1 : 0, options.netmask) != 0) {
    return fail(pcap_geterr(handle));
  }
  std::vector<ClassicInstruction> program;
  program.reserve(compiled.bf_len);
  for (const bpf_insn& i : std::span(compiled.bf_insns, compiled.bf_len)) {
    program.push_back({i.code, i.jt, i.jf, i.k});
  }
  pcap_freecode(&compiled);
  return program;
}

}  // namespace

Result<Expression> Expression::compile(std::string_view text, LinkType link, uint32_t snaplen, const Options& options) {
  if (snaplen == 0 || snaplen > kLargestSnaplen) snaplen = kLargestSnaplen;
  if (text.find('\0') != std::string_view::npos) return fail("expression: contains a NUL character");
  resolve_names_without_modules();
  const Handle handle = open_handle(link, snaplen, options.savefile);
  if (!handle) return fail("expression: libpcap does not know link type " + std::to_string(link));

  auto program = compile_classic(handle.get(), std::string(text), options);
  if (!program) {
    const std::string what = program.error().what;
    return fail(what, error_place(text, what, [&](std::string_view part) {
                  const auto again = compile_classic(handle.get(), std::string(part), options);
                  return again ? std::string() : again.error().what;
                }));
  }
  *program = unroll(std::move(*program));
  if (auto valid = validate(*program); !valid) return std::unexpected(valid.error());

  Expression expression;
  expression.program_ = std::move(*program);
  const ClassicInstruction& first = expression.program_.front();
  expression.matches_everything_ = first.code == (classic::kRet | classic::kK) && first.k != 0;
  return expression;
}

bool Expression::exclude_each_other(std::string_view one, std::string_view other, LinkType link) {
  constexpr std::string_view kNothingLeft = "expression rejects all packets";  // libpcap's words
  const Handle handle = open_handle(link, kLargestSnaplen, false);
  if (!handle || one.find_first_not_of(" \t\r\n") == std::string_view::npos) return false;
  const auto both = compile_classic(handle.get(), fmt::format("({}) and ({})", one, other), {});
  return !both && both.error().what == kNothingLeft;
}

}  // namespace trawl
