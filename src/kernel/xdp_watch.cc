#include "kernel/xdp_watch.h"

#include <bpf/libbpf.h>

#include <cerrno>
#include <utility>

#include "kernel/loading.h"
#include "kernel/xdp_watch.skel.h"

namespace trawl {

namespace {

Error watch_error(int error_number) {
  return fail_errno("this kernel allows no look into another XDP program (fentry, fexit)", error_number,
                    "--chain shows what it gets, though not what it decides")
      .error();
}

}  // namespace

void XdpWatch::Close::operator()(xdp_watch_bpf* skeleton) const {
  xdp_watch_bpf::destroy(skeleton);
}

void XdpWatch::Destroy::operator()(bpf_link* link) const {
  bpf_link__destroy(link);
}

XdpWatch::XdpWatch(XdpWatch&&) noexcept = default;
XdpWatch& XdpWatch::operator=(XdpWatch&&) noexcept = default;
XdpWatch::~XdpWatch() = default;

Result<XdpWatch> XdpWatch::create(const XdpWatchOptions& options) {
  libbpf_set_print(nullptr);
  auto watch = load(options, true);
  if (!watch && watch.error().error_number == EINVAL) watch = load(options, false);
  return watch;
}

Result<XdpWatch> XdpWatch::load(const XdpWatchOptions& options, bool has_buffers) {
  XdpWatch watch{std::unique_ptr<xdp_watch_bpf, Close>(xdp_watch_bpf::open())};
  xdp_watch_bpf* skeleton = watch.skeleton_.get();
  if (skeleton == nullptr) return std::unexpected(load_error(errno));
  set_record_options(*skeleton, options.records);
  skeleton->rodata->has_buffers = has_buffers;
  skeleton->rodata->watched_ifindex = options.ifindex;
  skeleton->rodata->watches_entry = options.entry;
  if (auto chosen = watch.choose_programs(options); !chosen) return std::unexpected(chosen.error());
  if (const int error = xdp_watch_bpf::load(skeleton); error != 0) return std::unexpected(watch_error(-error));
  auto records = XdpRecords::create(skeleton->maps.packets, skeleton->maps.counters, &skeleton->bss->reader_waits);
  if (!records) return std::unexpected(records.error());
  watch.records_ = std::make_unique<XdpRecords>(std::move(*records));
  if (auto attached = watch.attach(); !attached) return std::unexpected(attached.error());
  return watch;
}

Result<void> XdpWatch::choose_programs(const XdpWatchOptions& options) {
  const auto& progs = skeleton_->progs;
  for (const auto& [program, wanted] :
       {std::pair{progs.watch_entry, options.entry}, std::pair{progs.watch_exit, options.exit}}) {
    bpf_program__set_autoload(program, wanted);
    if (!wanted) continue;
    const int error = bpf_program__set_attach_target(program, options.program, options.function.c_str());
    if (error != 0) return fail_errno("watch " + options.function, -error);
  }
  return {};
}

Result<void> XdpWatch::attach() {
  for (const bpf_program* program : {skeleton_->progs.watch_entry, skeleton_->progs.watch_exit}) {
    if (!bpf_program__autoload(program)) continue;
    bpf_link* link = bpf_program__attach(program);
    if (link == nullptr) return std::unexpected(watch_error(errno));
    links_.emplace_back(link);
  }
  return {};
}

}  // namespace trawl
