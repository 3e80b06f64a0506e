// The Berkeley time synchronization protocol: Gusella, Zatti (4.3BSD System Manager's Manual, 12).
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr std::string_view kTypes[] = {
    "TSP_ANY",     "TSP_ADJTIME",  "TSP_ACK",        "TSP_MASTERREQ", "TSP_MASTERACK", "TSP_SETTIME", "TSP_MASTERUP",
    "TSP_SLAVEUP", "TSP_ELECTION", "TSP_ACCEPT",     "TSP_REFUSE",    "TSP_CONFLICT",  "TSP_RESOLVE", "TSP_QUIT",
    "TSP_DATE",    "TSP_DATEREQ",  "TSP_DATEACK",    "TSP_TRACEON",   "TSP_TRACEOFF",  "TSP_MSITE",   "TSP_MSITEREQ",
    "TSP_TEST",    "TSP_SETDATE",  "TSP_SETDATEREQ", "TSP_LOOP",
};
enum Type : uint8_t { kAdjustTime = 1, kSetTime = 5, kDate = 14, kSetDate = 22, kSetDateRequest = 23, kLoop = 24 };

/// A time before the epoch counts its microseconds forward from its second.
void put_time(Printer& p, int32_t seconds, int32_t microseconds) {
  const bool split = seconds < 0 && microseconds != 0;
  p.put(" time ", split ? "-" : "", split ? -(seconds + 1) : seconds, '.');
  p.put(zero_pad(split ? 1000000 - microseconds : microseconds, 6));
}

}  // namespace

void print_timed(Printer& p, Reader r) {
  p.protocol = "timed";
  const uint8_t type = r.u8();
  if (type < std::size(kTypes)) {
    p.put(kTypes[type]);
  } else {
    p.put("(tsp_type 0x", hex(type), ')');
  }
  p.put(" vers ", r.u8());
  p.put(" seq ", r.u16());
  switch (type) {
    case kLoop:
      p.put(" hopcnt ", r.u8());
      r.skip(7);
      break;
    case kSetTime:
    case kAdjustTime:
    case kSetDate:
    case kSetDateRequest: {
      const int32_t seconds = r.i32();
      const int32_t microseconds = r.i32();
      if (microseconds < 0) return;
      put_time(p, seconds, microseconds);
      break;
    }
    default:
      r.skip(8);
      break;
  }
  p.put(" name ");
  put_text_to_nul(p, r, SIZE_MAX);
}

}  // namespace trawl
