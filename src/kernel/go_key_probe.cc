#include "kernel/go_key_probe.h"

#include <bpf/libbpf.h>

#include <algorithm>
#include <cerrno>
#include <span>

#include "base/text.h"
#include "kernel/go_symbols.h"
#include "kernel/go_tls.skel.h"
#include "kernel/loading.h"
#include "wire/go_keys.h"

namespace trawl {

namespace {

constexpr std::string_view kFunction = "crypto/tls.(*Config).writeKeyLog";

void put_line(TextBuffer& out, const trawl_go_key& key) {
  const auto label = std::string_view(key.label, std::min<size_t>(key.label_length, sizeof(key.label)));
  const auto secret = std::span(key.secret).first(std::min<size_t>(key.secret_length, sizeof(key.secret)));
  out.put(label, ' ', hex_bytes(key.random), ' ', hex_bytes(secret), '\n');
}

}  // namespace

void GoKeyProbe::Close::operator()(go_tls_bpf* skeleton) const {
  go_tls_bpf::destroy(skeleton);
}

void GoKeyProbe::Destroy::operator()(bpf_link* link) const {
  bpf_link__destroy(link);
}

GoKeyProbe::GoKeyProbe(std::unique_ptr<go_tls_bpf, Close> skeleton) : skeleton_(std::move(skeleton)) {}
GoKeyProbe::GoKeyProbe(GoKeyProbe&&) noexcept = default;
GoKeyProbe& GoKeyProbe::operator=(GoKeyProbe&&) noexcept = default;
GoKeyProbe::~GoKeyProbe() = default;

Result<GoKeyProbe> GoKeyProbe::create() {
  GoKeyProbe probe{std::unique_ptr<go_tls_bpf, Close>(go_tls_bpf::open())};
  if (probe.skeleton_ == nullptr) return std::unexpected(load_error(errno));
  if (const int error = go_tls_bpf::load(probe.skeleton_.get()); error != 0) {
    return std::unexpected(load_error(-error));
  }
  const bpf_map* map = probe.skeleton_->maps.go_keys;
  auto ring = Ring::create(bpf_map__fd(map), bpf_map__max_entries(map));
  if (!ring) return std::unexpected(ring.error());
  probe.ring_.push_back(std::move(*ring));
  return probe;
}

Result<void> GoKeyProbe::attach(const std::string& executable) {
  const auto offset = go_function_offset(executable, kFunction);
  if (!offset) return std::unexpected(offset.error());
  bpf_link* link =
      bpf_program__attach_uprobe(skeleton_->progs.go_write_key_log, false, -1, executable.c_str(), *offset);
  if (link == nullptr) return fail_errno("probe " + executable, errno);
  links_.emplace_back(link);
  return {};
}

std::string GoKeyProbe::take_lines() {
  std::vector<Ring::Record> records;
  ring_.front().read(records);
  TextBuffer lines;
  for (const auto& record : records) {
    if (record.bytes.size() < sizeof(trawl_go_key)) continue;
    put_line(lines, *reinterpret_cast<const trawl_go_key*>(record.bytes.data()));
  }
  ring_.front().release();
  return std::string(lines.view());
}

}  // namespace trawl
