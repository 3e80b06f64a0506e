#include "kernel/go_key_probe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/stat.h>

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

std::optional<GoKeyFunction> find_go_key_function(const std::string& executable) {
  struct stat file{};
  if (::stat(executable.c_str(), &file) != 0) return std::nullopt;
  const auto offset = go_function_offset(executable, kFunction);
  if (!offset) return std::nullopt;
  return GoKeyFunction{.executable = executable, .offset = *offset, .identity = {file.st_dev, file.st_ino}};
}

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

Result<void> GoKeyProbe::attach(uint32_t process, const GoKeyFunction& function) {
  const uint8_t known = 1;
  if (bpf_map_update_elem(bpf_map__fd(skeleton_->maps.go_processes), &process, &known, BPF_ANY) != 0) {
    return fail_errno("secrets of process " + std::to_string(process), errno);
  }
  if (probed_.contains(function.identity)) return {};
  bpf_link* link = bpf_program__attach_uprobe(skeleton_->progs.go_write_key_log, false, -1, function.executable.c_str(),
                                              function.offset);
  if (link == nullptr) return fail_errno("probe " + function.executable, errno);
  links_.emplace_back(link);
  probed_.insert(function.identity);
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

uint64_t GoKeyProbe::lost() const {
  return skeleton_->bss->go_keys_lost;
}

}  // namespace trawl
