#include "kernel/kprobes.h"

#include <fmt/format.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "base/file.h"
#include "base/number.h"

namespace trawl {

namespace {

constexpr size_t kLargestList = size_t{4} << 20;  // bytes of kprobe_events
constexpr const char* kEvents = "kprobe_events";

std::string_view without_newline(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

Result<void> write_line(const Fd& file, const std::string& line) {
  if (::write(file.get(), line.data(), line.size()) < 0) return fail_errno("write " + line, errno);
  return {};
}

/// The names of a group's events in lines like "p:GROUP/NAME _stext+4711".
std::set<std::string> events_of(const std::string& group, std::string_view list) {
  std::set<std::string> names;
  const std::string start = ':' + group + '/';
  while (!list.empty()) {
    const std::string_view line = without_newline(list);
    list.remove_prefix(std::min(line.size() + 1, list.size()));
    const size_t at = line.find(start);
    if (at == std::string_view::npos) continue;
    const std::string_view name = line.substr(at + start.size());
    names.emplace(name.substr(0, name.find(' ')));
  }
  return names;
}

/// The process's own use of the events ends a little later than the process that started the janitor.
void remove_events(const std::string& group) {
  constexpr int kAttempts = 250;
  constexpr int kPause = 20;  // ms
  const auto tracefs = Tracefs::open();
  if (!tracefs) return;
  const auto list = tracefs->read(kEvents, kLargestList);
  const auto file = tracefs->append_to(kEvents);
  if (!list || !file) return;
  for (const std::string& name : events_of(group, *list)) {
    for (int i = 0; i < kAttempts; i++) {
      const auto done = write_line(*file, fmt::format("-:{}/{}\n", group, name));
      if (done || done.error().error_number != EBUSY) break;
      ::poll(nullptr, 0, kPause);
    }
  }
}

Result<uint32_t> read_number(const Result<std::string>& text) {
  if (!text) return std::unexpected(text.error());
  const auto number = parse_decimal_or_hexadecimal(without_newline(*text));
  if (!number || *number > UINT32_MAX) return fail("the kernel's number for its probes is no number");
  return static_cast<uint32_t>(*number);
}

Result<Fd> run_at(const perf_event_attr& attr, int program_fd) {
  auto copy = attr;
  copy.size = sizeof(copy);
  Fd event(static_cast<int>(::syscall(SYS_perf_event_open, &copy, -1, 0, -1, PERF_FLAG_FD_CLOEXEC)));
  if (!event.valid()) return fail_errno("set a probe", errno);
  if (::ioctl(event.get(), PERF_EVENT_IOC_SET_BPF, program_fd) != 0) return fail_errno("attach to a probe", errno);
  if (::ioctl(event.get(), PERF_EVENT_IOC_ENABLE, 0) != 0) return fail_errno("enable a probe", errno);
  return event;
}

}  // namespace

Result<Kprobes::Definitions> Kprobes::start_definitions() {
  auto tracefs = Tracefs::open();
  if (!tracefs) return std::unexpected(tracefs.error());
  auto file = tracefs->append_to(kEvents);
  if (!file) return std::unexpected(file.error());
  std::string group = fmt::format("trawl_{}", ::getpid());
  auto janitor = Janitor::start([group] { remove_events(group); });
  if (!janitor) return std::unexpected(janitor.error());
  return Definitions{std::move(*tracefs), std::move(*file), std::move(group), std::move(*janitor)};
}

Result<Kprobes> Kprobes::create(uint64_t text) {
  Kprobes probes(text);
  if (auto definitions = start_definitions()) {
    probes.definitions_.emplace(std::move(*definitions));
    return probes;
  }
  const auto number = read_file("/sys/bus/event_source/devices/kprobe/type");
  if (!number) return fail("this kernel has no probes (CONFIG_KPROBE_EVENTS)");
  const auto type = read_number(number);
  if (!type) return std::unexpected(type.error());
  probes.perf_type_ = *type;
  return probes;
}

Result<void> Kprobes::add(int program_fd, uint64_t address) {
  return definitions_ ? define(program_fd, address) : add_perf_event(program_fd, address);
}

Result<void> Kprobes::define(int program_fd, uint64_t address) {
  const auto known = std::ranges::find(disabled_, program_fd, [](const auto& event) { return event.second; });
  const std::string name = known != disabled_.end() ? known->first : fmt::format("probes_{}", events_made_);
  const auto line = fmt::format("p:{}/{} _stext+{}\n", definitions_->group, name, address - text_);
  if (auto done = write_line(definitions_->file, line); !done) return done;
  if (disabled_.emplace(name, program_fd).second) events_made_++;
  return {};
}

Result<void> Kprobes::add_perf_event(int program_fd, uint64_t address) {
  perf_event_attr attr{};
  attr.type = perf_type_;
  attr.config2 = address;  // probe_offset, which is an address where there is no name
  auto event = run_at(attr, program_fd);
  if (!event) return std::unexpected(event.error());
  events_.push_back(std::move(*event));
  return {};
}

Result<void> Kprobes::enable() {
  for (const auto& [name, program_fd] : disabled_) {
    const auto id = read_number(definitions_->tracefs.read(fmt::format("events/{}/{}/id", definitions_->group, name)));
    if (!id) return std::unexpected(id.error());
    perf_event_attr attr{};
    attr.type = PERF_TYPE_TRACEPOINT;
    attr.config = *id;
    auto event = run_at(attr, program_fd);
    if (!event) return std::unexpected(event.error());
    events_.push_back(std::move(*event));
  }
  disabled_.clear();
  return {};
}

bool Kprobes::remove(int patience_ms) {
  events_.clear();
  return !definitions_ || definitions_->janitor.finish(patience_ms);
}

}  // namespace trawl
