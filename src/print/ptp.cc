// Precision time protocol: IEEE 1588-2008 and 1588-2019.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 34;

enum Type : uint8_t {
  kSync = 0,
  kDelayRequest = 1,
  kPeerDelayRequest = 2,
  kPeerDelayResponse = 3,
  kFollowUp = 8,
  kDelayResponse = 9,
  kPeerDelayFollowUp = 10,
  kAnnounce = 11,
  kSignaling = 12,
  kManagement = 13,
};

constexpr ValueName kTypes[] = {
    {0, "sync msg"},       {1, "delay req msg"},   {2, "peer delay req msg"},   {3, "peer delay resp msg"},
    {8, "follow up msg"},  {9, "delay resp msg"},  {10, "pdelay resp fup msg"}, {11, "announce msg"},
    {12, "signaling msg"}, {13, "management msg"},
};

constexpr ValueName kFlags[] = {
    {0x0001, "l1 61"},
    {0x0002, "l1 59"},
    {0x0004, "utc reasonable"},
    {0x0008, "timescale"},
    {0x0010, "time tracable"},
    {0x0020, "frequency tracable"},
    {0x0100, "alternate master"},
    {0x0200, "two step"},
    {0x0400, "unicast"},
    {0x1000, "profile specific 1"},
    {0x2000, "profile specific 2"},
    {0x4000, "security mask"},
};

constexpr ValueName kControls[] = {{0, "Sync"},       {1, "Delay_Req"},  {2, "Follow_Up"},
                                   {3, "Delay_Resp"}, {4, "Management"}, {5, "Other"}};

void put_time(Printer& p, Reader& r, std::string_view name, std::string_view between) {
  p.put(", ", name, ":");
  p.put(' ', r.u48(), between);
  p.put(' ', r.u32(), " nanoseconds");
}

void put_port(Printer& p, Reader& r) {
  const uint64_t identity = r.u64();
  p.put(", port identity: 0x", hex(identity));
  p.put(", port id: ", r.u16());
}

void put_announcement(Printer& p, Reader r) {
  put_time(p, r, "originTimeStamp", " seconds");
  p.put(", origin cur utc:", r.u16());
  p.put(", rsvd: ", r.u8());
  p.put(", gm priority_1: ", r.u8());
  p.put(", gm clock class: ", r.u8());
  p.put(", gm clock accuracy: ", r.u8());
  p.put(", gm clock variance: ", r.u16());
  p.put(", gm priority_2: ", r.u8());
  p.put(", gm clock id: 0x", hex(r.u64()));
  p.put(", steps removed: ", r.u16());
  p.put(", time source: 0x", hex(r.u8()));
}

void put_management(Printer& p, Reader r) {
  put_port(p, r);
  p.put(", start boundary hops: ", r.u8());
  p.put(", boundary hops: ", r.u8());
  p.put(", flags: 0x", hex(r.u8()));
  p.put(", reserved: 0x", hex(r.u8()));
}

void put_body(Printer& p, Reader r, uint8_t type) {
  switch (type) {
    case kSync:
    case kDelayRequest:
      return put_time(p, r, "originTimeStamp", " seconds,");
    case kFollowUp:
      return put_time(p, r, "preciseOriginTimeStamp", " seconds,");
    case kPeerDelayRequest:
    case kPeerDelayFollowUp:
      put_time(p, r, "preciseOriginTimeStamp", " seconds,");
      return put_port(p, r);
    case kPeerDelayResponse:
    case kDelayResponse:
      put_time(p, r, "receiveTimeStamp", " seconds,");
      return put_port(p, r);
    case kAnnounce:
      return put_announcement(p, r);
    case kSignaling:
      return put_port(p, r);
    case kManagement:
      return put_management(p, r);
    default:
      return;
  }
}

void put_version2(Printer& p, Reader r) {
  const uint8_t first = r.u8();
  r.skip(1);
  const uint8_t type = first & 0xf;
  p.put(", majorSdoId: 0x", hex(first >> 4), ", msg type: ", name_or(kTypes, type, "Reserved"));
  p.put(", length: ", r.u16());
  const uint8_t domain = r.u8();
  p.put(", domain: ", domain, ", reserved1: ", r.u8());
  p.put(", Flags [", flag_names(kFlags, r.u16()), ']');
  // Nanoseconds and a fraction of 16 bits.
  p.put(", NS correction: ", r.u48());
  p.put(", sub NS correction: ", r.u16());
  p.put(", reserved2: ", r.u32());
  p.put(", clock identity: 0x", hex(r.u64()));
  p.put(", port id: ", r.u16());
  p.put(", seq id: ", r.u16());
  const uint8_t control = r.u8();
  p.put(", control: ", control, " (", name_or(kControls, control, "Reserved"), ')');
  p.put(", log message interval: ", r.u8());
  put_body(p, r, type);
}

}  // namespace

void print_ptp(Printer& p, Reader r) {
  p.protocol = "ptp";
  if (r.length() < kHeader) {
    p.put(" [length ", r.length(), " < ", kHeader, ']');
    return p.invalid();
  }
  const uint8_t version = r.u8_at(1) & 0xf;
  const uint8_t minor = r.u8_at(1) >> 4;
  p.put("PTPv", version);
  if (minor != 0) p.put('.', minor);
  // tcpdump says this of IEEE 1588-2002, and no more: its text is the whole of what is to be printed.
  if (version == 1) return p.put(" (not implemented)");
  if (version == 2) put_version2(p, r);
}

}  // namespace trawl
