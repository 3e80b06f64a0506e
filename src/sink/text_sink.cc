#include "sink/text_sink.h"

#include "base/output.h"
#include "sink/context_text.h"

namespace trawl {

namespace {
constexpr size_t kBatchSize = size_t{64} << 10;
}

TextSink::TextSink(int fd, const PrintOptions& options, Settings settings)
    : fd_(fd), settings_(settings), verbose_(options.verbose > 0), names_(options), printer_(options, names_) {}

Result<void> TextSink::write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) {
  if (packet.context != nullptr) {
    before_.clear();
    after_.clear();
    put_context_before(before_, packet, interfaces[packet.interface], settings_.context);
    put_context_after(after_, packet, verbose_, settings_.context);
    printer_.print(packet, number, {.before = before_.view(), .after = after_.view()});
  } else {
    printer_.print(packet, number);
  }
  if (settings_.every_packet || printer_.text().size() >= kBatchSize) return flush();
  return {};
}

Result<void> TextSink::flush() {
  TextBuffer& text = printer_.text();
  auto written = write_all(fd_, text.view(), "Unable to write output");
  text.clear();
  return written;
}

Result<void> TextSink::finish(const CaptureSummary& /*summary*/) {
  return flush();
}

}  // namespace trawl
