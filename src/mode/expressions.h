// The expression for packets of a file, for each link type that turns up: a program's offsets depend on it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/error.h"
#include "filter/expression.h"
#include "mode/capture.h"
#include "packet/interface.h"
#include "packet/packet.h"

namespace trawl {

class Expressions {
 public:
  /// `text` as the user wrote it. Errors: those of the expression for the first interface. The options are borrowed.
  static Result<Expressions> create(const std::string& text, const CaptureOptions& options, const Interface& first);

  /// Whether every packet matches, so that nobody need ask.
  bool match_everything() const { return is_blank_; }
  /// Where the expression makes no sense for the packet's link type nothing matches; a warning says so, once.
  bool match(const Packet& packet, const Interface& interface);

 private:
  Expressions(std::string text, const CaptureOptions& options);
  Result<Expression> compile(const Interface& interface) const;
  const std::optional<Expression>& find(const Interface& interface);

  std::string text_;
  bool is_blank_;
  const CaptureOptions* options_;
  std::map<LinkType, std::optional<Expression>> programs_;
  LinkType last_type_ = 0;
  const std::optional<Expression>* last_ = nullptr;
};

}  // namespace trawl
