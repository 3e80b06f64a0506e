// Every option of every command, once: the parsers, the help texts, the man pages and the shell completions are all
// made from these rows.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace trawl {

enum class OptionId : uint8_t {
  kInterface,
  kStatistics,
  kNetns,
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
  kRotateSize,
  kRotateSeconds,
  kRotateFiles,
  kPostRotate,
  kRelinquish,
  kDumpProgram,
  kListLinkTypes,
  kLinkType,
  kListTimeStampTypes,
  kTimeStampType,
  kMonitorMode,
  kSmiModule,
  kFileList,
  kFileFormat,
  kDuration,
  kStopWhen,
  kJson,
  kColor,
  kJoinLines,
  kLogLevel,
  kBackend,
  kIncludeOwnSession,
  kWriteKeyLog,
  kEmbedKeyLog,
  kPid,
  kProcessName,
  kUser,
  kFollowForks,
  kContainerId,
  kContainerName,
  kPodName,
  kNotPid,
  kNotProcessName,
  kNotUser,
  kNotContainerId,
  kNotContainerName,
  kNotPodName,
  kContext,
  kDockerAddress,
  kContainerdAddress,
  kCriAddress,
  kProbe,
  kDebugImage,
  kSourceDirectory,
  kFunctions,
  kPerfetto,
  kFlat,
  kGraph,
  kCaller,
  kStack,
  kMark,
  kDevice,
  kPort,
  kState,
  kEvents,
  kFrom,
  kOnCpu,
  kSummary,
  kWithout,
  kKernelBtf,
  kFetchBtf,
  kNative,
  kGeneric,
  kForce,
  kChain,
  kAt,
  kSample,
  kRate,
  kHexLines,
  kPromiscuous,
  kVersion,
  kHelp,
};

struct OptionRow {
  OptionId id;
  char letter;                 // 0: none
  std::string_view long_name;  // may be empty
  std::string_view argument;   // what help calls it; empty: the option takes none
  std::string_view help;
};

/// Rows that stand under one title. Commands that share a group share its rows.
struct OptionGroup {
  std::string_view title;
  std::span<const OptionRow> rows;
};

std::span<const OptionGroup> capture_option_groups();
std::span<const OptionGroup> doctor_option_groups();
std::span<const OptionGroup> trace_option_groups();
std::span<const OptionGroup> states_option_groups();
std::span<const OptionGroup> xdp_option_groups();

}  // namespace trawl
