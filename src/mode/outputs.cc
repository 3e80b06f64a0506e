#include "mode/outputs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <optional>
#include <utility>

#include "filter/link_names.h"
#include "pcap/compression.h"
#include "sink/json_sink.h"
#include "sink/pcap_sink.h"
#include "sink/pcapng_sink.h"
#include "sink/text_sink.h"

namespace trawl {

namespace {

/// Each file gets all of them: one of several opens by itself.
std::function<std::string()> new_secrets(const SourceTraits& source) {
  if (!source.secrets) return {};
  return [all = source.secrets, given = size_t{0}]() mutable {
    const std::string& secrets = all();
    return secrets.substr(std::exchange(given, secrets.size()));
  };
}

Result<std::unique_ptr<FileSink>> make_file(const std::string& path, const CaptureOptions& options,
                                            const SourceTraits& source) {
  if (writes_pcapng(options)) {
    return PcapngSink::create(path, {.copy_blocks = source.pcapng_blocks,
                                     .every_packet = options.packet_buffered,
                                     .context = options.context,
                                     .application = "trawl " TRAWL_VERSION,
                                     .new_secrets = new_secrets(source)});
  }
  return PcapSink::create(path, {.nanoseconds = options.print.nanoseconds,
                                 .native_records = source.pcap_records,
                                 .every_packet = options.packet_buffered,
                                 .link_type = source.first->link_type,
                                 .link_flags = source.first->link_flags,
                                 .snaplen = source.first->snaplen});
}

/// `source` is copied: rotation makes files when this call is long over. The options live as long as the sinks.
Result<std::unique_ptr<Sink>> make_file_sink(const CaptureOptions& options, const SourceTraits& source) {
  if (!options.rotation.wanted()) return make_file(options.write_file, options, source);
  const Interface first = *source.first;
  const auto create = [&options, traits = SourceTraits(source), first](const std::string& path) mutable {
    traits.first = &first;
    return make_file(path, options, traits);
  };
  const auto start = source.live ? std::optional<int64_t>(::time(nullptr)) : std::nullopt;
  return RotatingSink::create(options.write_file, options.rotation, create, start);
}

}  // namespace

bool writes_pcapng(const CaptureOptions& options) {
  if (!options.write_format_by_name) return options.write_format == FileFormat::kPcapng;
  return options.write_file == "-" || without_compression(options.write_file).ends_with(".pcapng");
}

Result<Sinks> make_sinks(const CaptureOptions& options, const SourceTraits& source) {
  Sinks sinks;
  if (options.count_only) return sinks;
  if (options.write_file.empty() || options.print_too) {
    const bool every_line = options.line_buffered || options.packet_buffered;
    if (options.json) {
      sinks.push_back(std::make_unique<JsonSink>(STDOUT_FILENO, options.print, every_line, options.context));
    } else {
      if (source.first != nullptr && !is_known_link_type(source.first->link_type)) {
        return fail(fmt::format("unknown data link type {}", source.first->link_type));
      }
      sinks.push_back(std::make_unique<TextSink>(
          STDOUT_FILENO, options.print,
          TextSink::Settings{.every_packet = every_line, .color = options.color, .context = options.context}));
    }
  }
  if (!options.write_file.empty()) {
    auto file = make_file_sink(options, source);
    if (!file) return std::unexpected(file.error());
    sinks.push_back(std::move(*file));
  }
  return sinks;
}

void say_if_full(const CaptureOptions& options, const Sinks& sinks) {
  if (std::ranges::none_of(sinks, [](const auto& sink) { return sink->full(); })) return;
  Messages::say(fmt::format("Maximum file limit reached: {}\n", options.rotation.files));
}

}  // namespace trawl
