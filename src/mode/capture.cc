#include "mode/capture.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>

#include "base/output.h"
#include "filter/expression.h"
#include "filter/link_names.h"
#include "mode/stop_signal.h"
#include "print/registry.h"
#include "sink/pcap_sink.h"
#include "sink/pcapng_sink.h"
#include "sink/text_sink.h"
#include "source/file_source.h"

namespace trawl {

namespace {

void message(const std::string& text) {
  (void)write_all(STDERR_FILENO, text, {});
}

/// The expression for each link type that turns up: a program's offsets depend on it.
class Filter {
 public:
  static Result<Filter> create(const CaptureOptions& options, const Interface& first) {
    Filter filter(options);
    auto compiled = filter.compile(first);
    if (!compiled) return std::unexpected(compiled.error());
    filter.programs_.emplace(first.link_type, std::move(*compiled));
    return filter;
  }

  bool matches(const Packet& packet, const Interface& interface) {
    if (packet.link_type != last_type_ || last_ == nullptr) {
      last_ = &find(interface);
      last_type_ = packet.link_type;
    }
    return last_->has_value() && (*last_)->matches(packet.data, packet.length);
  }

 private:
  explicit Filter(const CaptureOptions& options) : options_(&options) {}

  Result<Expression> compile(const Interface& interface) const {
    if (options_->expression.find_first_not_of(" \t\n") == std::string::npos) return Expression();
    return Expression::compile(options_->expression, interface.link_type, interface.snaplen,
                               {.optimize = options_->optimize, .savefile = true});
  }

  const std::optional<Expression>& find(const Interface& interface) {
    const auto known = programs_.find(interface.link_type);
    if (known != programs_.end()) return known->second;
    auto compiled = compile(interface);
    if (!compiled) {
      message(fmt::format("{}: WARNING: no packet with {} matches: {}\n", options_->program,
                          link_type_text(interface.link_type), compiled.error().what));
    }
    auto& slot = programs_[interface.link_type];
    if (compiled) slot = std::move(*compiled);
    return slot;
  }

  const CaptureOptions* options_;
  std::map<LinkType, std::optional<Expression>> programs_;
  LinkType last_type_ = 0;
  const std::optional<Expression>* last_ = nullptr;
};

using Sinks = std::vector<std::unique_ptr<Sink>>;

/// -w: pcapng where the name or the context asks for it, else pcap.
Result<std::unique_ptr<Sink>> make_file_sink(const CaptureOptions& options, const FileSource& source) {
  const bool pcapng = options.write_file == "-" || options.write_file.ends_with(".pcapng");
  if (pcapng) {
    return PcapngSink::create(options.write_file, {.copy_blocks = source.format() == FileFormat::kPcapng,
                                                   .every_packet = options.packet_buffered,
                                                   .application = "trawl " TRAWL_VERSION});
  }
  const Interface& first = source.interfaces().front();
  return PcapSink::create(options.write_file, {.nanoseconds = options.print.nanoseconds,
                                               .native_records = source.native_records(options.print.nanoseconds),
                                               .every_packet = options.packet_buffered,
                                               .link_type = first.link_type,
                                               .link_flags = first.link_flags,
                                               .snaplen = first.snaplen});
}

Result<Sinks> make_sinks(const CaptureOptions& options, const FileSource& source) {
  Sinks sinks;
  if (options.count_only) return sinks;
  if (options.write_file.empty() || options.print_too) {
    const LinkType type = source.interfaces().front().link_type;
    if (find_link_type(type) == nullptr) return fail(fmt::format("unknown data link type {}", type));
    const bool every_line = options.line_buffered || options.packet_buffered;
    sinks.push_back(std::make_unique<TextSink>(STDOUT_FILENO, options.print, TextSink::Settings{every_line}));
  }
  if (!options.write_file.empty()) {
    auto file = make_file_sink(options, source);
    if (!file) return std::unexpected(file.error());
    sinks.push_back(std::move(*file));
  }
  return sinks;
}

/// Moves packets from the source through the expression to the sinks, and counts.
class Pipeline {
 public:
  Pipeline(Source& source, Filter& filter, Sinks& sinks, const CaptureOptions& options)
      : source_(source), filter_(filter), sinks_(sinks), options_(options) {}

  Result<void> run();
  uint64_t matched() const { return matched_; }

 private:
  bool at_limit() const { return options_.count != 0 && matched_ == options_.count; }
  Result<void> pass_packet(const Packet& packet);
  Result<void> pass_blocks(size_t before);
  Result<void> pass_batch();
  Result<void> flush_when_idle();

  Source& source_;
  Filter& filter_;
  Sinks& sinks_;
  const CaptureOptions& options_;
  std::vector<Packet> packets_;
  size_t next_block_ = 0;  // of the batch's other blocks
  uint64_t matched_ = 0;
};

Result<void> Pipeline::pass_packet(const Packet& packet) {
  const auto& interfaces = source_.interfaces();
  if (!filter_.matches(packet, interfaces[packet.interface])) return {};
  matched_++;
  for (const auto& sink : sinks_) {
    if (auto written = sink->write(packet, interfaces, matched_); !written) return written;
  }
  return {};
}

Result<void> Pipeline::pass_blocks(size_t before) {
  const auto others = source_.other_blocks();
  for (; next_block_ < others.size() && others[next_block_].before <= before; next_block_++) {
    for (const auto& sink : sinks_) {
      if (auto written = sink->write_block(others[next_block_].bytes); !written) return written;
    }
  }
  return {};
}

Result<void> Pipeline::pass_batch() {
  next_block_ = 0;
  for (size_t i = 0; i < packets_.size() && !at_limit(); i++) {
    if (auto passed = pass_blocks(i); !passed) return passed;
    if (auto passed = pass_packet(packets_[i]); !passed) return passed;
  }
  if (!at_limit()) {
    if (auto passed = pass_blocks(packets_.size()); !passed) return passed;
  }
  for (const auto& sink : sinks_) {
    if (auto ended = sink->end_batch(); !ended) return ended;
  }
  return {};
}

Result<void> Pipeline::flush_when_idle() {
  pollfd waiting{source_.poll_fd(), POLLIN, 0};
  if (waiting.fd < 0 || ::poll(&waiting, 1, 0) != 0) return {};
  for (const auto& sink : sinks_) {
    if (auto flushed = sink->flush(); !flushed) return flushed;
  }
  return {};
}

Result<void> Pipeline::run() {
  while (!stop_requested() && !at_limit()) {
    const auto more = source_.next_batch(packets_);
    if (!more && more.error().error_number == EINTR) continue;
    if (!more) return fail("pcap_loop: " + more.error().what);
    if (!*more) break;
    if (auto passed = pass_batch(); !passed) return passed;
    if (auto flushed = flush_when_idle(); !flushed) return flushed;
  }
  return {};
}

/// A reader of our output that goes away is no error: the end is quiet.
Result<void> quiet_if_closed(Result<void> result) {
  if (!result && result.error().error_number == EPIPE) return {};
  return result;
}

Result<void> run_from_file(const CaptureOptions& options) {
  auto source = FileSource::open(options.read_file);
  if (!source) return std::unexpected(source.error());
  const Interface first = (*source)->interfaces().front();
  message(fmt::format("reading from file {}, {}, snapshot length {}\n", options.read_file,
                      link_type_text(first.link_type), first.snaplen));
  auto filter = Filter::create(options, first);
  if (!filter) return std::unexpected(filter.error());
  auto sinks = make_sinks(options, **source);
  if (!sinks) return std::unexpected(sinks.error());

  catch_stop_signals();
  Pipeline pipeline(**source, *filter, *sinks, options);
  auto result = pipeline.run();
  for (const auto& sink : *sinks) {
    auto finished = sink->finish({.captured = pipeline.matched(), .interfaces = &(*source)->interfaces()});
    if (result && !finished) result = finished;
  }
  if (result && options.count_only) {
    const uint64_t n = pipeline.matched();
    result = write_all(STDOUT_FILENO, fmt::format("{} packet{}\n", n, n == 1 ? "" : "s"), "Unable to write output");
  }
  return quiet_if_closed(std::move(result));
}

}  // namespace

Result<void> run_capture(const CaptureOptions& options) {
  if (!options.read_file.empty()) return run_from_file(options);
  return fail("live capture needs an interface source");
}

}  // namespace trawl
