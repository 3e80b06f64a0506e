#include "mode/expressions.h"

#include <fmt/format.h>

#include "filter/link_names.h"

namespace trawl {

Expressions::Expressions(std::string text, const CaptureOptions& options)
    : text_(std::move(text)), is_blank_(text_.find_first_not_of(" \t\r\n") == std::string::npos), options_(&options) {}

Result<Expressions> Expressions::create(const std::string& text, const CaptureOptions& options,
                                        const Interface& first) {
  Expressions expressions(text, options);
  auto compiled = expressions.compile(first);
  if (!compiled) return std::unexpected(compiled.error());
  expressions.programs_.emplace(first.link_type, std::move(*compiled));
  return expressions;
}

Result<Expression> Expressions::compile(const Interface& interface) const {
  // An expression of nothing suits link types that libpcap has never heard of, too.
  if (is_blank_) return Expression();
  return Expression::compile(text_, interface.link_type, interface.snaplen,
                             {.optimize = options_->optimize, .savefile = !options_->read_files.empty()});
}

bool Expressions::match(const Packet& packet, const Interface& interface) {
  if (last_ == nullptr || packet.link_type != last_type_) {
    last_ = &find(interface);
    last_type_ = packet.link_type;
  }
  return last_->has_value() && (*last_)->matches(packet.data, packet.length);
}

const std::optional<Expression>& Expressions::find(const Interface& interface) {
  const auto [at, made] = programs_.try_emplace(interface.link_type);
  if (!made) return at->second;
  auto compiled = compile(interface);
  if (compiled) {
    at->second = std::move(*compiled);
  } else {
    Messages(options_->program, options_->log_level)
        .warn(fmt::format("no packet of {} matches: {}", link_type_text(interface.link_type), compiled.error().what));
  }
  return at->second;
}

}  // namespace trawl
