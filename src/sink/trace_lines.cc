#include "sink/trace_lines.h"

#include "base/escape.h"
#include "base/output.h"

namespace trawl {

namespace {

constexpr int kNumberWidth = 5;
constexpr int kAddressWidth = 19;
constexpr int kLengthWidth = 11;
constexpr int kSymbolWidth = 17;

void put_symbol(TextBuffer& out, const TraceStep& step) {
  out.put(step.name);
  if (step.offset != 0) out.put('+', step.offset);
  if (!step.module.empty()) out.put('[', step.module, ']');
}

void put_places(TextBuffer& out, const TraceStep& step) {
  for (const SourcePlace& place : step.places) {
    const bool innermost = &place == &step.places.front();
    if (!innermost) out.put(" in ", escaped(place.function), ' ');
    out.put(escaped(place.file), ':', place.line);
  }
  if (!step.places.empty() && !step.places.front().text.empty()) out.put("  ", escaped(step.places.front().text));
}

}  // namespace

Result<void> TraceLines::step(const Story& /*story*/, const StoryStep& entry) {
  const TraceStep& step = entry.step;
  if (step.lost != 0) out_.put(step.lost, " steps were lost here\n");
  if (!step.line) return {};
  if (rows_++ == 0) {
    out_.put(pad_right("no", kNumberWidth), pad_right("skb", kAddressWidth), pad_right("skb->len", kLengthWidth),
             pad_right("pc", kAddressWidth), pad_right("ksym", kSymbolWidth), "addr2line\n");
  }
  TextBuffer column;
  column.put(rows_);
  out_.put(pad_right(column.view(), kNumberWidth), hex(step.skb, 16), step.guessed ? "?  " : "   ");
  column.clear();
  column.put(step.length);
  out_.put(pad_right(column.view(), kLengthWidth), hex(step.address, 16), "   ");
  column.clear();
  put_symbol(column, step);
  out_.put(pad_right(column.view(), kSymbolWidth - 1));
  if (!step.places.empty()) out_.put(' ');
  put_places(out_, step);
  if (!step.target.empty()) out_.put(" -> ", step.target);
  out_.put('\n');
  return {};
}

Result<void> TraceLines::flush() {
  auto written = write_all(fd_, out_.view(), "Unable to write output");
  out_.clear();
  return written;
}

}  // namespace trawl
