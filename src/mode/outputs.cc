#include "mode/outputs.h"

#include <fmt/format.h>
#include <unistd.h>

#include "sink/pcap_sink.h"
#include "sink/pcapng_sink.h"
#include "sink/text_sink.h"

namespace trawl {

namespace {

/// pcapng where the name asks for it, and on standard output; else pcap.
Result<std::unique_ptr<Sink>> make_file_sink(const CaptureOptions& options, const SourceTraits& source) {
  if (options.write_file == "-" || options.write_file.ends_with(".pcapng")) {
    return PcapngSink::create(options.write_file, {.copy_blocks = source.pcapng_blocks,
                                                   .every_packet = options.packet_buffered,
                                                   .context = options.context,
                                                   .application = "trawl " TRAWL_VERSION});
  }
  return PcapSink::create(options.write_file, {.nanoseconds = options.print.nanoseconds,
                                               .native_records = source.pcap_records,
                                               .every_packet = options.packet_buffered,
                                               .link_type = source.first->link_type,
                                               .link_flags = source.first->link_flags,
                                               .snaplen = source.first->snaplen});
}

}  // namespace

Result<Sinks> make_sinks(const CaptureOptions& options, const SourceTraits& source) {
  Sinks sinks;
  if (options.count_only) return sinks;
  if (options.write_file.empty() || options.print_too) {
    const bool every_line = options.line_buffered || options.packet_buffered;
    sinks.push_back(
        std::make_unique<TextSink>(STDOUT_FILENO, options.print, TextSink::Settings{every_line, options.context}));
  }
  if (!options.write_file.empty()) {
    auto file = make_file_sink(options, source);
    if (!file) return std::unexpected(file.error());
    sinks.push_back(std::move(*file));
  }
  return sinks;
}

}  // namespace trawl
