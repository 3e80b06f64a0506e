// What the command line says about printing. Names follow tcpdump's options, whose letters stand behind them.
#pragma once

#include <cstdint>
#include <string>

namespace trawl {

enum class TimeFormat : uint8_t { kTimeOfDay, kNone, kEpoch, kDelta, kDate, kDeltaToFirst };  // "", -t … -ttttt
enum class Dump : uint8_t { kNone, kAscii, kHex, kHexAscii };                                 // -A, -x, -X
enum class PacketType : uint8_t {                                                             // -T
  kDefault,
  kAodv,
  kCarp,
  kCnfp,
  kDomain,
  kLmp,
  kPgm,
  kPgmZmtp1,
  kPtp,
  kRadius,
  kResp,
  kRpc,
  kRtcp,
  kRtp,
  kSnmp,
  kSomeip,
  kTftp,
  kVat,
  kVxlan,
  kWb,
  kZmtp1,
};

struct PrintOptions {
  int verbose = 0;                                // -v, -vv, -vvv
  int numeric = 0;                                // -n: no names for addresses, -nn: the same and none for ports
  bool quiet = false;                             // -q
  bool link_header = false;                       // -e
  bool number = false;                            // -#
  bool absolute_sequence = false;                 // -S
  bool no_checksums = false;                      // -K
  bool undecoded_nfs_handles = false;             // -u
  bool as_dot = false;                            // -b: AS numbers as asdot
  bool foreign_numeric = false;                   // -f
  bool ip_one_line = false;                       // -g
  bool one_line = false;                          // --oneline: a packet's whole text, but for a dump
  int name_wait_milliseconds = 0;                 // for one host's name; 0 where packets do not wait
  bool no_domain = false;                         // -N: host names without their domain
  bool mesh_80211s = false;                       // -H
  TimeFormat time = TimeFormat::kTimeOfDay;       // -t
  bool nanoseconds = false;                       // --nano
  Dump dump = Dump::kNone;                        // -A, -x, -X
  bool dump_link_header = false;                  // -AA, -xx, -XX
  PacketType packet_type = PacketType::kDefault;  // -T
  std::string esp_secrets;                        // -E
  std::string tcp_md5_secret;                     // -M
};

}  // namespace trawl
