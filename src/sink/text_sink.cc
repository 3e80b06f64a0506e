#include "sink/text_sink.h"

#include "base/output.h"
#include "packet/hook_facts.h"
#include "sink/context_text.h"

namespace trawl {

namespace {
constexpr size_t kBatchSize = size_t{64} << 10;

// Select Graphic Rendition of ECMA-48: 0 plain, 1 bold, 2 faint, 32 green, 36 cyan.
constexpr std::string_view kFaint = "\x1b[2m";
constexpr Palette kNoColors{};
constexpr Palette kColors{.plain = "\x1b[0m", .interface = "\x1b[36m", .process = "\x1b[1;32m", .context = "\x1b[36m"};

}  // namespace

TextSink::TextSink(int fd, const PrintOptions& options, Settings settings)
    : fd_(fd), settings_(settings), verbose_(options.verbose > 0), names_(options), printer_(options, names_) {}

/// The time stands back, what people look for does not.
void TextSink::begin_line() {
  if (settings_.color) printer_.text().put(kFaint);
}

LineContext TextSink::line_context(const Packet& packet, const std::vector<Interface>& interfaces) {
  before_.clear();
  after_.clear();
  const Palette& palette = settings_.color ? kColors : kNoColors;
  before_.put(palette.plain);
  if (packet.hook != nullptr && interfaces.size() > 1) before_.put(interfaces[packet.interface].name, ' ');
  if (packet.hook != nullptr) put_hook_facts(*packet.hook);
  if (packet.context != nullptr) {
    put_context_before(before_, packet, interfaces[packet.interface], settings_.context, palette);
    after_.put(palette.context);
    put_context_after(after_, packet, verbose_, settings_.context);
    after_.put(palette.plain);
  }
  return {.before = before_.view(), .after = after_.view()};
}

void TextSink::put_hook_facts(const HookFacts& facts) {
  if (facts.first_buffer_only) after_.put(", ", kFirstBufferOnly);
  if (facts.verdict) after_.put(", verdict ", xdp_verdict_name(*facts.verdict));
  if (verbose_) after_.put(", queue ", facts.queue, ", packet id ", facts.id);
}

Result<void> TextSink::write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) {
  if (packet.context == nullptr && packet.hook == nullptr && !settings_.color) {
    printer_.print(packet, number);
  } else {
    begin_line();
    printer_.print(packet, number, line_context(packet, interfaces));
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
