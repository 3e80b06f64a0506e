#include "print/printer.h"

#include <atomic>
#include <cstddef>
#include <memory>

namespace trawl {

Printer::Printer(const PrintOptions& printing, Names& name_service) : options(printing), names(name_service) {
  failure.printer = this;
  failure.on_first = on_failure;
}

void Printer::on_failure(ReadFailure& failure) {
  Printer& p = *static_cast<Failure&>(failure).printer;
  p.text_at_failure_ = p.text.size();
  p.protocol_at_failure_ = p.protocol;
}

void Printer::begin(const Packet& next) {
  packet = &next;
  ip = nullptr;
  link = nullptr;
  link_header_length = 0;
  protocol = {};
  depth_ = 0;
  failure.failed = false;
}

void Printer::finish() {
  if (!failure.failed) return;
  text.truncate(text_at_failure_);
  put(" [|", protocol_at_failure_, ']');
}

size_t Printer::next_state_index() {
  static std::atomic<size_t> next{0};
  return next++;
}

std::unique_ptr<ProtocolState>& Printer::state_slot(size_t index) {
  if (index >= states_.size()) states_.resize(index + 1);
  return states_[index];
}

}  // namespace trawl
