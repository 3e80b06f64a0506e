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

Result<Sinks> make_sinks(const CaptureOptions& options, const Interface& first) {
  Sinks sinks;
  const bool text = options.write_file.empty() || options.print_too;
  if (text && !options.count_only) {
    if (find_link_type(first.link_type) == nullptr) {
      return fail(fmt::format("unknown data link type {}", first.link_type));
    }
    sinks.push_back(
        std::make_unique<TextSink>(STDOUT_FILENO, options.print, TextSink::Settings{options.line_buffered}));
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
  Result<void> pass_batch();
  Result<void> flush_when_idle();

  Source& source_;
  Filter& filter_;
  Sinks& sinks_;
  const CaptureOptions& options_;
  std::vector<Packet> packets_;
  uint64_t matched_ = 0;
};

Result<void> Pipeline::pass_batch() {
  const auto& interfaces = source_.interfaces();
  for (const Packet& packet : packets_) {
    if (!filter_.matches(packet, interfaces[packet.interface])) continue;
    matched_++;
    for (const auto& sink : sinks_) {
      if (auto written = sink->write(packet, interfaces, matched_); !written) return written;
    }
    if (at_limit()) break;
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
  auto sinks = make_sinks(options, first);
  if (!sinks) return std::unexpected(sinks.error());

  catch_stop_signals();
  Pipeline pipeline(**source, *filter, *sinks, options);
  auto result = pipeline.run();
  for (const auto& sink : *sinks) {
    auto finished = sink->finish({.captured = pipeline.matched()});
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
