// Every option of the capture command, once: the parser, the help text, the man page and the shell completions are all
// made from this table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace trawl {

enum class OptionId : uint8_t {
  kInterface,
  kListInterfaces,
  kCount,
  kNumeric,
  kNumber,
  kQuiet,
  kLinkHeader,
  kVerbose,
  kAscii,
  kHex,
  kHexAscii,
  kTime,
  kMicro,
  kNano,
  kPrecision,
  kAbsoluteSequence,
  kSnaplen,
  kDirection,
  kLineBuffered,
  kPacketBuffered,
  kWrite,
  kRead,
  kPrint,
  kCountOnly,
  kExpressionFile,
  kBufferSize,
  kAsDot,
  kNoChecksums,
  kMesh,
  kNoDomain,
  kForeignNumeric,
  kOneLine,
  kPacketType,
  kEspSecrets,
  kTcpMd5Secret,
  kNfsHandles,
  kNoOptimize,
  kNoPromiscuous,
  kImmediate,
  kVersion,
  kHelp,
};

struct OptionRow {
  OptionId id;
  char letter;                 // 0: none
  std::string_view long_name;  // may be empty
  std::string_view argument;   // what help calls it; empty: the option takes none
  std::string_view group;
  std::string_view help;
};

std::span<const OptionRow> option_table();

}  // namespace trawl
