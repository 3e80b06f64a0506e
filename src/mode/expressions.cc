#include "mode/expressions.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/output.h"
#include "filter/link_names.h"

namespace trawl {

Result<Expressions> Expressions::create(const CaptureOptions& options, const Interface& first) {
  Expressions expressions(options);
  auto compiled = expressions.compile(first);
  if (!compiled) return std::unexpected(compiled.error());
  expressions.programs_.emplace(first.link_type, std::move(*compiled));
  return expressions;
}

Result<Expression> Expressions::compile(const Interface& interface) const {
  // An expression of nothing suits link types that libpcap has never heard of, too.
  if (options_->expression.find_first_not_of(" \t\r\n") == std::string::npos) return Expression();
  return Expression::compile(options_->expression, interface.link_type, interface.snaplen,
                             {.optimize = options_->optimize, .savefile = true});
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
    const std::string text = fmt::format("{}: WARNING: no packet of {} matches: {}\n", options_->program,
                                         link_type_text(interface.link_type), compiled.error().what);
    (void)write_all(STDERR_FILENO, text, {});
  }
  return at->second;
}

}  // namespace trawl
