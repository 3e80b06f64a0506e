#include "cli/print_arguments.h"

#include <algorithm>
#include <array>
#include <string>

namespace trawl {

namespace {

struct TypeName {
  std::string_view name;
  PacketType type;
};

constexpr TypeName kTypes[] = {
    {"aodv", PacketType::kAodv},     {"carp", PacketType::kCarp},
    {"cnfp", PacketType::kCnfp},     {"domain", PacketType::kDomain},
    {"lmp", PacketType::kLmp},       {"pgm", PacketType::kPgm},
    {"ptp", PacketType::kPtp},       {"pgm_zmtp1", PacketType::kPgmZmtp1},
    {"radius", PacketType::kRadius}, {"resp", PacketType::kResp},
    {"rpc", PacketType::kRpc},       {"rtcp", PacketType::kRtcp},
    {"rtp", PacketType::kRtp},       {"snmp", PacketType::kSnmp},
    {"someip", PacketType::kSomeip}, {"tftp", PacketType::kTftp},
    {"vat", PacketType::kVat},       {"vxlan", PacketType::kVxlan},
    {"wb", PacketType::kWb},         {"zmtp1", PacketType::kZmtp1},
};

struct Switch {
  OptionId id;
  bool PrintOptions::* member;
  bool value;
};

constexpr Switch kSwitches[] = {
    {OptionId::kNumber, &PrintOptions::number, true},
    {OptionId::kQuiet, &PrintOptions::quiet, true},
    {OptionId::kLinkHeader, &PrintOptions::link_header, true},
    {OptionId::kAbsoluteSequence, &PrintOptions::absolute_sequence, true},
    {OptionId::kNoChecksums, &PrintOptions::no_checksums, true},
    {OptionId::kNfsHandles, &PrintOptions::undecoded_nfs_handles, true},
    {OptionId::kAsDot, &PrintOptions::as_dot, true},
    {OptionId::kForeignNumeric, &PrintOptions::foreign_numeric, true},
    {OptionId::kOneLine, &PrintOptions::ip_one_line, true},
    {OptionId::kJoinLines, &PrintOptions::one_line, true},
    {OptionId::kNoDomain, &PrintOptions::no_domain, true},
    {OptionId::kMesh, &PrintOptions::mesh_80211s, true},
    {OptionId::kMicro, &PrintOptions::nanoseconds, false},
    {OptionId::kNano, &PrintOptions::nanoseconds, true},
};

}  // namespace

bool PrintArguments::count(OptionId id) {
  const std::pair<OptionId, int*> counters[] = {
      {OptionId::kVerbose, &options_.verbose},
      {OptionId::kNumeric, &options_.numeric},
      {OptionId::kTime, &time_},
      {OptionId::kAscii, &ascii_},
      {OptionId::kHex, &hex_},
      {OptionId::kHexAscii, &hex_ascii_},
  };
  const auto* found = std::ranges::find(counters, id, &std::pair<OptionId, int*>::first);
  if (found == std::end(counters)) return false;
  ++*found->second;
  return true;
}

Result<void> PrintArguments::set_precision(std::string_view text) {
  if (text != "micro" && text != "nano") return fail("unsupported time stamp precision");
  options_.nanoseconds = text == "nano";
  return {};
}

Result<void> PrintArguments::set_type(std::string_view text) {
  const auto* found = std::ranges::find(kTypes, text, &TypeName::name);
  if (found == std::end(kTypes)) return fail("unknown packet type '" + std::string(text) + "'");
  options_.packet_type = found->type;
  return {};
}

Result<bool> PrintArguments::apply(OptionId id, const char* argument) {
  if (const auto* row = std::ranges::find(kSwitches, id, &Switch::id); row != std::end(kSwitches)) {
    options_.*row->member = row->value;
    return true;
  }
  if (count(id)) return true;
  Result<void> done;
  switch (id) {
    case OptionId::kPrecision:
      done = set_precision(argument);
      break;
    case OptionId::kPacketType:
      done = set_type(argument);
      break;
    case OptionId::kEspSecrets:
      options_.esp_secrets = argument;
      break;
    case OptionId::kTcpMd5Secret:
      options_.tcp_md5_secret = argument;
      break;
    default:
      return false;
  }
  if (!done) return std::unexpected(done.error());
  return true;
}

Result<void> PrintArguments::set_dump() {
  if (ascii_ != 0 && hex_ != 0) return fail("-A and -x[x] are mutually exclusive.");
  if (ascii_ != 0 && hex_ascii_ != 0) return fail("-A and -X[X] are mutually exclusive.");
  if (hex_ != 0 && hex_ascii_ != 0) return fail("-x[x] and -X[X] are mutually exclusive.");
  const int times = ascii_ + hex_ + hex_ascii_;
  if (ascii_ != 0) options_.dump = Dump::kAscii;
  if (hex_ != 0) options_.dump = Dump::kHex;
  if (hex_ascii_ != 0) options_.dump = Dump::kHexAscii;
  options_.dump_link_header = times > 1;
  return {};
}

Result<void> PrintArguments::finish() {
  constexpr std::array kTimes = {TimeFormat::kTimeOfDay, TimeFormat::kNone, TimeFormat::kEpoch,
                                 TimeFormat::kDelta,     TimeFormat::kDate, TimeFormat::kDeltaToFirst};
  if (time_ >= static_cast<int>(kTimes.size())) {
    return fail("only -t, -tt, -ttt, -tttt and -ttttt are supported");
  }
  options_.time = kTimes[static_cast<size_t>(time_)];
  return set_dump();
}

}  // namespace trawl
