#include "mode/capture.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <optional>

#include "base/output.h"
#include "filter/link_names.h"
#include "mode/expressions.h"
#include "mode/live.h"
#include "mode/outputs.h"
#include "mode/pipeline.h"
#include "mode/privileges.h"
#include "mode/progress.h"
#include "mode/reading.h"
#include "mode/stop_signal.h"
#include "source/file_list_source.h"

namespace trawl {

namespace {

std::string packets_text(uint64_t n) {
  return fmt::format("{} packet{}", n, n == 1 ? "" : "s");
}

Result<void> print_count(uint64_t n) {
  return write_all(STDOUT_FILENO, packets_text(n) + '\n', "Unable to write output");
}

class FromFiles {
 public:
  explicit FromFiles(CaptureOptions options) : options_(std::move(options)) {
    options_.print.name_wait_milliseconds = 1000;  // a file does not run away
  }
  Result<int> run();

 private:
  Result<void> open();
  Result<Sinks> open_outputs();
  Result<void> copy(Sinks& sinks);
  bool accepts(const Packet& packet, const Interface& interface);
  bool ended(Pipeline& pipeline);

  CaptureOptions options_;
  std::unique_ptr<FileListSource> source_;
  bool by_process_ = false;  // whether packets are chosen by their processes
  std::optional<Expressions> accept_;
  std::optional<Expressions> stop_when_;
  Progress progress_;
};

Result<void> FromFiles::open() {
  auto opened = FileListSource::open(options_.read_files, say_reading);
  if (!opened) return std::unexpected(opened.error());
  source_ = std::move(*opened);
  const Interface& first = source_->interfaces().front();
  auto accept = Expressions::create(options_.expression, options_, first);
  if (!accept) return std::unexpected(accept.error());
  accept_ = std::move(*accept);
  by_process_ = !options_.processes.empty();
  if (options_.stop_when.empty()) return {};
  auto stop_when = Expressions::create(options_.stop_when, options_, first);
  if (!stop_when) return std::unexpected(stop_when.error());
  stop_when_ = std::move(*stop_when);
  return {};
}

Result<Sinks> FromFiles::open_outputs() {
  const FileSource& file = source_->file();
  if (file.is_file(options_.write_file)) return fail(options_.write_file + ": is the file to read from");
  if (!options_.user.empty()) {
    if (auto became = become_user(options_.user); !became) return std::unexpected(became.error());
  }
  const Interface first = source_->interfaces().front();
  // Blocks of several files do not make one section, but packets of several make one list.
  const bool single = source_->is_single();
  return make_sinks(options_, {.first = &first,
                               .pcapng_blocks = single && file.format() == FileFormat::kPcapng,
                               .pcap_records = single && file.native_records(options_.print.nanoseconds)});
}

bool FromFiles::ended(Pipeline& pipeline) {
  progress_.update(source_->file());
  const SignalRequests requests = take_signal_requests();
  if (requests.statistics) {
    Messages::say(fmt::format("{}: {}\n", options_.program, packets_text(pipeline.captured()) + " captured"));
  }
  if (requests.flush) (void)pipeline.flush();
  return stop_requested();
}

bool FromFiles::accepts(const Packet& packet, const Interface& interface) {
  if (by_process_ && !is_wanted(options_.processes, packet.context)) return false;
  return accept_->match(packet, interface);
}

Result<void> FromFiles::copy(Sinks& sinks) {
  Pipeline* running = nullptr;
  Pipeline pipeline(
      *source_, sinks,
      {.limit = options_.count,
       .accept = by_process_ || !accept_->match_everything()
                     ? Pipeline::PacketTest(
                           [&](const Packet& packet, const Interface& interface) { return accepts(packet, interface); })
                     : Pipeline::PacketTest(),
       .is_last = stop_when_ ? Pipeline::PacketTest([&](const Packet& packet, const Interface& interface) {
         return stop_when_->match(packet, interface);
       })
                             : Pipeline::PacketTest(),
       .ended = [&] { return ended(*running); }});
  running = &pipeline;
  auto result = pipeline.run();
  if (!result && result.error().error_number == 0) result.error().what.insert(0, "pcap_loop: ");
  const auto finished = pipeline.finish();
  if (result && !finished) result = finished;
  say_if_full(options_, sinks);
  if (result && options_.count_only) result = print_count(pipeline.captured());
  return result;
}

Result<int> FromFiles::run() {
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  auto sinks = open_outputs();
  if (!sinks) return std::unexpected(sinks.error());
  catch_stop_signals();
  if (auto copied = copy(*sinks); !copied) return std::unexpected(copied.error());
  return 0;
}

}  // namespace

Result<int> run_capture(const CaptureOptions& options) {
  auto result = options.read_files.empty() ? run_live(options) : FromFiles(options).run();
  // A reader of our output that goes away is no error: the end is quiet.
  if (!result && result.error().error_number == EPIPE) return 0;
  return result;
}

}  // namespace trawl
