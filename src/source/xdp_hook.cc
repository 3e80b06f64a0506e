#include "source/xdp_hook.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "filter/emit.h"
#include "filter/expression.h"

namespace trawl {

namespace {

Result<Device> find(const std::string& name) {
  const auto devices = list_devices();
  if (!devices) return std::unexpected(devices.error());
  const Device* device = name.empty() ? default_device(*devices) : find_device(*devices, name);
  if (device == nullptr) return fail(name + ": No such device exists", "trawl -D lists the devices there are");
  if (!device->up) return fail(device->name + ": That device is not up", "ip link set " + device->name + " up");
  if (link_type_of(*device) != kLinkEthernet) {
    return fail(device->name + ": its packets have no Ethernet header, and XDP sees no others");
  }
  return *device;
}

/// Whether a program that is attached already is in the way.
Result<void> check_neighbour(const XdpHookOptions& options, const Device& device,
                             const std::optional<AttachedXdp>& theirs) {
  if (!theirs) {
    if (options.neighbour == XdpNeighbour::kNone || options.neighbour == XdpNeighbour::kReplace) return {};
    return fail(device.name + ": no XDP program is attached", "without --chain and --at trawl's is the only one");
  }
  if (options.neighbour == XdpNeighbour::kNone) {
    return fail(device.name + ": an XDP program is attached already: " + xdp_description(*theirs),
                "--chain runs before it, -F in its place; --at entry,exit looks at what it gets and decides");
  }
  if (options.mode != XdpMode::kAny && options.mode != theirs->mode) {
    return fail(device.name + ": " + xdp_description(*theirs) + " is there: leave out -N and -S");
  }
  return {};
}

}  // namespace

std::string xdp_description(const AttachedXdp& program) {
  return program.name + " (id " + std::to_string(program.id) + ", " + std::string(xdp_mode_name(program.mode)) +
         " mode)";
}

Result<XdpHook> XdpHook::create(const XdpHookOptions& options) {
  auto device = find(options.interface);
  if (!device) return std::unexpected(device.error());
  auto theirs = find_attached_xdp(device->ifindex);
  if (!theirs) return std::unexpected(theirs.error());
  if (auto checked = check_neighbour(options, *device, *theirs); !checked) return std::unexpected(checked.error());
  XdpHook hook(std::move(*device));
  const auto started =
      options.neighbour == XdpNeighbour::kWatch ? hook.watch(options, **theirs) : hook.run(options, std::move(*theirs));
  if (!started) return std::unexpected(started.error());
  return hook;
}

Result<void> XdpHook::run(const XdpHookOptions& options, std::optional<AttachedXdp> theirs) {
  XdpProgramOptions program_options = options.programs;
  if (options.neighbour == XdpNeighbour::kChain) program_options.next_program = theirs->program.get();
  auto programs = XdpPrograms::create(program_options);
  if (!programs) return std::unexpected(programs.error());
  programs_.emplace(std::move(*programs));
  if (auto loaded = load_filter(options); !loaded) return loaded;
  return attach(options, std::move(theirs));
}

Result<void> XdpHook::watch(const XdpHookOptions& options, const AttachedXdp& theirs) {
  if (!theirs.has_btf) {
    return fail(device_.name + ": " + theirs.name + " has no BTF, and so cannot be watched", "--chain runs before it");
  }
  if (options.programs.without.test(static_cast<size_t>(Feature::kBtf))) {
    return fail("the kernel's own BTF, by which programs are watched, is switched off");
  }
  auto watch = XdpWatch::create({.records = options.programs.records,
                                 .program = theirs.program.get(),
                                 .function = theirs.name,
                                 .ifindex = device_.ifindex,
                                 .entry = options.watch_entry,
                                 .exit = options.watch_exit});
  if (!watch) return fail(device_.name + ": " + watch.error().what, watch.error().hint);
  watch_.emplace(std::move(*watch));
  watched_ = theirs.name;
  description_ = std::string(xdp_mode_name(theirs.mode)) + " mode, watching " + theirs.name;
  return {};
}

Result<void> XdpHook::load_filter(const XdpHookOptions& options) {
  auto expression = Expression::compile(options.expression, kLinkEthernet, 0,
                                        {.optimize = options.optimize, .netmask = netmask_of(device_.name)});
  if (!expression) return std::unexpected(expression.error());
  const auto filter = emit_xdp(expression->program(), {.load_bytes_helper = programs_->has_load_bytes(),
                                                       .on_match = programs_->on_match(),
                                                       .on_reject = programs_->on_reject()});
  if (!filter) return std::unexpected(filter.error());
  auto loaded = programs_->load_filter(*filter);
  if (!loaded) return std::unexpected(loaded.error());
  filter_ = std::move(*loaded);
  return {};
}

Result<void> XdpHook::attach(const XdpHookOptions& options, std::optional<AttachedXdp> theirs) {
  if (theirs) {
    description_ = std::string(xdp_mode_name(theirs->mode)) + " mode, " +
                   (options.neighbour == XdpNeighbour::kChain ? "before " : "in place of ") + theirs->name;
    auto substitution = XdpSubstitution::create(filter_.get(), std::move(*theirs));
    if (!substitution) return fail(device_.name + ": " + substitution.error().what);
    substitution_.emplace(std::move(*substitution));
    return {};
  }
  auto attachment = XdpAttachment::create(filter_.get(), device_.ifindex, options.mode);
  if (!attachment) {
    return fail(device_.name + ": attach the XDP program: " + attachment.error().what,
                options.mode == XdpMode::kNative ? "the driver may have none, or not for this device as it is; -S "
                                                   "uses the network stack's"
                                                 : "");
  }
  description_ = std::string(xdp_mode_name(attachment->mode())) + " mode";
  if (!attachment->why_generic().empty()) description_ += " (" + attachment->why_generic() + ")";
  alone_.emplace(std::move(*attachment));
  return {};
}

void XdpHook::detach() {
  if (watch_) watch_->stop();
  alone_.reset();
  substitution_.reset();
  // Programs that were running on other CPUs have ended after this.
  ::syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

}  // namespace trawl
