// Multi-Point Control Protocol of passive optical networks: IEEE 802.3 section 64.3.6, and its PAUSE (31B).
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 6;
enum Opcode : uint16_t { kPause = 1, kGate, kReport, kRegisterRequest, kRegister, kRegisterAck };
constexpr ValueName kOpcodes[] = {
    {kPause, "Pause"},       {kGate, "Gate"},
    {kReport, "Report"},     {kRegisterRequest, "Register Request"},
    {kRegister, "Register"}, {kRegisterAck, "Register ACK"},
};
constexpr uint8_t kGrants = 0x07;
constexpr ValueName kGateFlags[] = {
    {0x08, "Discovery"},      {0x10, "Force Grant #1"}, {0x20, "Force Grant #2"},
    {0x40, "Force Grant #3"}, {0x80, "Force Grant #4"},
};
constexpr ValueName kReportQueues[] = {
    {0x01, "Q0"}, {0x02, "Q1"}, {0x04, "Q2"}, {0x08, "Q3"}, {0x10, "Q4"}, {0x20, "Q5"}, {0x40, "Q6"}, {0x80, "Q7"},
};
constexpr ValueName kRequestFlags[] = {{1, "Register"}, {3, "De-Register"}};
constexpr ValueName kRegisterFlags[] = {{1, "Re-Register"}, {2, "De-Register"}, {3, "ACK"}, {4, "NACK"}};
constexpr ValueName kAckFlags[] = {{0, "NACK"}, {1, "ACK"}};

void put_gate(Printer& p, Reader& r) {
  const uint8_t flags = r.u8();
  const int grants = flags & kGrants;
  p.put("\n\tGrant Numbers ", grants, ", Flags [ ", flag_names(kGateFlags, flags, ", ", "?"), " ]");
  for (int i = 1; i <= grants && !p.stopped(); i++) {
    const uint32_t start = r.u32();
    p.put("\n\tGrant #", i, ", Start-Time ", start, " ticks, duration ", r.u16(), " ticks");
  }
  p.put("\n\tSync-Time ", r.u16(), " ticks");
}

/// The number of sets counts one more than follow.
void put_report(Printer& p, Reader& r) {
  const int sets = r.u8();
  p.put("\n\tTotal Queue-Sets ", sets);
  for (int set = 1; set < sets && !p.stopped(); set++) {
    const unsigned queues = r.u8();
    p.put("\n\t  Queue-Set #", sets, ", Report-Bitmap [ ", flag_names(kReportQueues, queues, ", ", "Unknown"), " ]");
    for (int queue = 0; queue < 8 && !p.stopped(); queue++) {
      if ((queues >> queue & 1) != 0) p.put("\n\t    Q", queue + 1, " Report, Duration ", r.u16(), " ticks");
    }
  }
}

void put_register(Printer& p, Reader& r) {
  const uint16_t port = r.u16();
  const uint8_t flags = r.u8();
  const uint16_t sync = r.u16();
  const uint8_t grants = r.u8();
  p.put("\n\tAssigned-Port ", port, ", Flags [ ", flag_names(kRegisterFlags, flags, ", ", "Reserved"),
        " ]\n\tSync-Time ", sync, " ticks, Echoed-Pending-Grants ", grants);
}

void put_body(Printer& p, Reader r, uint16_t opcode, Reader whole) {
  switch (opcode) {
    case kPause:
      return;
    case kGate:
      return put_gate(p, r);
    case kReport:
      return put_report(p, r);
    case kRegisterRequest: {
      const uint8_t flags = r.u8();
      return p.put("\n\tFlags [ ", flag_names(kRequestFlags, flags, ", ", "Reserved"), " ], Pending-Grants ", r.u8());
    }
    case kRegister:
      return put_register(p, r);
    case kRegisterAck: {
      const uint8_t flags = r.u8();
      const uint16_t port = r.u16();
      return p.put("\n\tEchoed-Assigned-Port ", port, ", Flags [ ", flag_names(kAckFlags, flags, ", ", "Reserved"),
                   " ]\n\tEchoed-Sync-Time ", r.u16(), " ticks");
    }
    default:
      put_hex_lines(p.text, "\n\t", whole.rest());
      return;
  }
}

}  // namespace

void print_mpcp(Printer& p, Reader r) {
  p.protocol = "mpcp";
  const Reader whole = r;
  r.need(kHeader);
  const uint16_t opcode = r.u16();
  p.put("MPCP, Opcode ", named(kOpcodes, opcode, "Unknown (", ")"));
  if (opcode != kPause) p.put(", Timestamp ", r.u32(), " ticks");
  p.put(", length ", whole.length());
  if (p.verbose() > 0) put_body(p, r.after(0), opcode, whole);
}

}  // namespace trawl
