// What a command says on standard error beside its output: one line each, with the program's name where tcpdump has it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trawl {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError, kFatal };

class Messages {
 public:
  Messages(std::string program, LogLevel least) : program_(std::move(program)), least_(least) {}

  /// "NAME: WARNING: TEXT", unless the level is higher.
  void warn(std::string_view text) const;
  /// "NAME: TEXT" from level kInfo down: what was found and chosen.
  void info(std::string_view text) const;
  /// As it stands: how a command begins and ends. Level kError leaves it out.
  void tell(std::string_view text) const;
  /// As it stands, at every level.
  static void say(std::string_view text);

 private:
  std::string program_;
  LogLevel least_;
};

}  // namespace trawl
