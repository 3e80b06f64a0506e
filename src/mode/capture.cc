#include "mode/capture.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "base/output.h"
#include "filter/link_names.h"
#include "mode/expressions.h"
#include "mode/live.h"
#include "mode/outputs.h"
#include "mode/pipeline.h"
#include "mode/stop_signal.h"
#include "source/file_source.h"

namespace trawl {

namespace {

Result<void> print_count(uint64_t n) {
  return write_all(STDOUT_FILENO, fmt::format("{} packet{}\n", n, n == 1 ? "" : "s"), "Unable to write output");
}

Result<int> run_from_file(CaptureOptions options) {
  options.print.name_wait_milliseconds = 1000;  // a file does not run away
  auto opened = FileSource::open(options.read_file);
  if (!opened) return std::unexpected(opened.error());
  FileSource& source = **opened;
  const Interface first = source.interfaces().front();
  const std::string what = fmt::format("reading from file {}, {}, snapshot length {}\n", options.read_file,
                                       link_type_text(first.link_type), first.snaplen);
  (void)write_all(STDERR_FILENO, what, {});
  auto expressions = Expressions::create(options, first);
  if (!expressions) return std::unexpected(expressions.error());
  if (source.is_file(options.write_file)) return fail(options.write_file + ": is the file to read from");
  auto sinks = make_sinks(options, {.first = &first,
                                    .pcapng_blocks = source.format() == FileFormat::kPcapng,
                                    .pcap_records = source.native_records(options.print.nanoseconds)});
  if (!sinks) return std::unexpected(sinks.error());

  catch_stop_signals();
  const auto accept = [&](const Packet& packet, const Interface& interface) {
    return (options.processes.empty() || is_wanted(options.processes, packet.context)) &&
           expressions->match(packet, interface);
  };
  Pipeline pipeline(source, *sinks, {.limit = options.count, .accept = accept});
  auto result = pipeline.run();
  if (!result && result.error().error_number == 0) result.error().what.insert(0, "pcap_loop: ");
  const auto finished = pipeline.finish();
  if (result && !finished) result = finished;
  if (result && options.count_only) result = print_count(pipeline.captured());
  if (!result) return std::unexpected(result.error());
  return 0;
}

}  // namespace

Result<int> run_capture(const CaptureOptions& options) {
  auto result = options.read_file.empty() ? run_live(options) : run_from_file(options);
  // A reader of our output that goes away is no error: the end is quiet.
  if (!result && result.error().error_number == EPIPE) return 0;
  return result;
}

}  // namespace trawl
