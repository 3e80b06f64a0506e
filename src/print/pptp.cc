// The Point-to-Point Tunneling Protocol's control connection: RFC 2637.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kMagic = 0x1a2b3c4d;
constexpr ValueName kKinds[] = {{1, "CTRL-MSG"}, {2, "MGMT-MSG"}};

constexpr uint32_t kAsynchronous = 1;  // framing capabilities
constexpr uint32_t kSynchronous = 2;
constexpr uint32_t kAnalog = 1;  // bearer capabilities
constexpr uint32_t kDigital = 2;

constexpr ValueName kErrors[] = {
    {0, "None"},        {1, "Not-Connected"}, {2, "Bad-Format"}, {3, "Bad-Value"},
    {4, "No-Resource"}, {5, "Bad-Call-ID"},   {6, "PAC-Error"},
};
constexpr ValueName kStartResults[] = {
    {1, "Successful channel establishment"},
    {2, "General error"},
    {3, "Command channel already exists"},
    {4, "Requester is not authorized to establish a command channel"},
    {5, "The protocol version of the requester is not supported"},
};
constexpr ValueName kPlainResults[] = {{1, "OK"}, {2, "General Error"}};
constexpr ValueName kOutgoingResults[] = {
    {1, "Connected"},    {2, "General Error"}, {3, "No Carrier"},    {4, "Busy"},
    {5, "No Dial Tone"}, {6, "Time-out"},      {7, "Do Not Accept"},
};
constexpr ValueName kIncomingResults[] = {{1, "Connect"}, {2, "General Error"}, {3, "Do Not Accept"}};
constexpr ValueName kDisconnectResults[] = {
    {1, "Lost Carrier"},
    {2, "General Error"},
    {3, "Admin Shutdown"},
    {4, "Request"},
};
constexpr ValueName kStopReasons[] = {{1, "None"}, {2, "Stop-Protocol"}, {3, "Stop-Local-Shutdown"}};
constexpr ValueName kBearerTypes[] = {{1, "A"}, {2, "D"}, {3, "Any"}};
constexpr ValueName kFramingTypes[] = {{1, "A"}, {2, "S"}, {3, "E"}};

enum class Kind : uint8_t {
  kReserved8,
  kReserved16,
  kNumber16,
  kNumber32,
  kMask,     // 32 bits in hexadecimal
  kText64,   // padded with NULs
  kText128,  // the same
  kCode,     // 8 bits, named with -v
  kName,     // 32 bits, always named
  kVersion,  // major and minor number
  kFraming,  // capabilities
  kBearer,   // the same
};

struct Field {
  Kind kind;
  std::string_view name;
  NameTable values;
};

constexpr Field kStartRequest[] = {
    {Kind::kVersion, "PROTO_VER"}, {Kind::kReserved16},           {Kind::kFraming, "FRAME_CAP"},
    {Kind::kBearer, "BEARER_CAP"}, {Kind::kNumber16, "MAX_CHAN"}, {Kind::kNumber16, "FIRM_REV"},
    {Kind::kText64, "HOSTNAME"},   {Kind::kText64, "VENDOR"},
};
constexpr Field kStartReply[] = {
    {Kind::kVersion, "PROTO_VER"},      {Kind::kCode, "RESULT_CODE", kStartResults},
    {Kind::kCode, "ERR_CODE", kErrors}, {Kind::kFraming, "FRAME_CAP"},
    {Kind::kBearer, "BEARER_CAP"},      {Kind::kNumber16, "MAX_CHAN"},
    {Kind::kNumber16, "FIRM_REV"},      {Kind::kText64, "HOSTNAME"},
    {Kind::kText64, "VENDOR"},
};
constexpr Field kStopRequest[] = {{Kind::kCode, "REASON", kStopReasons}, {Kind::kReserved8}, {Kind::kReserved16}};
constexpr Field kStopReply[] = {
    {Kind::kCode, "RESULT_CODE", kPlainResults}, {Kind::kCode, "ERR_CODE", kErrors}, {Kind::kReserved16}};
constexpr Field kEchoRequest[] = {{Kind::kNumber32, "ID"}};
constexpr Field kEchoReply[] = {{Kind::kNumber32, "ID"},
                                {Kind::kCode, "RESULT_CODE", kPlainResults},
                                {Kind::kCode, "ERR_CODE", kErrors},
                                {Kind::kReserved16}};
constexpr Field kOutgoingCallRequest[] = {
    {Kind::kNumber16, "CALL_ID"},
    {Kind::kNumber16, "CALL_SER_NUM"},
    {Kind::kNumber32, "MIN_BPS"},
    {Kind::kNumber32, "MAX_BPS"},
    {Kind::kName, "BEARER_TYPE", kBearerTypes},
    {Kind::kName, "FRAME_TYPE", kFramingTypes},
    {Kind::kNumber16, "RECV_WIN"},
    {Kind::kNumber16, "PROC_DELAY"},
    {Kind::kNumber16, "PHONE_NO_LEN"},
    {Kind::kReserved16},
    {Kind::kText64, "PHONE_NO"},
    {Kind::kText64, "SUB_ADDR"},
};
constexpr Field kOutgoingCallReply[] = {
    {Kind::kNumber16, "CALL_ID"},
    {Kind::kNumber16, "PEER_CALL_ID"},
    {Kind::kCode, "RESULT_CODE", kOutgoingResults},
    {Kind::kCode, "ERR_CODE", kErrors},
    {Kind::kNumber16, "CAUSE_CODE"},
    {Kind::kNumber32, "CONN_SPEED"},
    {Kind::kNumber16, "RECV_WIN"},
    {Kind::kNumber16, "PROC_DELAY"},
    {Kind::kNumber32, "PHY_CHAN_ID"},
};
constexpr Field kIncomingCallRequest[] = {
    {Kind::kNumber16, "CALL_ID"},     {Kind::kNumber16, "CALL_SER_NUM"},  {Kind::kName, "BEARER_TYPE", kBearerTypes},
    {Kind::kNumber32, "PHY_CHAN_ID"}, {Kind::kNumber16, "DIALED_NO_LEN"}, {Kind::kNumber16, "DIALING_NO_LEN"},
    {Kind::kText64, "DIALED_NO"},     {Kind::kText64, "DIALING_NO"},      {Kind::kText64, "SUB_ADDR"},
};
constexpr Field kIncomingCallReply[] = {{Kind::kNumber16, "CALL_ID"},
                                        {Kind::kNumber16, "PEER_CALL_ID"},
                                        {Kind::kCode, "RESULT_CODE", kIncomingResults},
                                        {Kind::kCode, "ERR_CODE", kErrors},
                                        {Kind::kNumber16, "RECV_WIN"},
                                        {Kind::kNumber16, "PROC_DELAY"},
                                        {Kind::kReserved16}};
constexpr Field kIncomingCallConnected[] = {
    {Kind::kNumber16, "PEER_CALL_ID"}, {Kind::kReserved16},
    {Kind::kNumber32, "CONN_SPEED"},   {Kind::kNumber16, "RECV_WIN"},
    {Kind::kNumber16, "PROC_DELAY"},   {Kind::kName, "FRAME_TYPE", kFramingTypes},
};
constexpr Field kClearRequest[] = {{Kind::kNumber16, "CALL_ID"}, {Kind::kReserved16}};
constexpr Field kDisconnectNotify[] = {
    {Kind::kNumber16, "CALL_ID"},
    {Kind::kCode, "RESULT_CODE", kDisconnectResults},
    {Kind::kCode, "ERR_CODE", kErrors},
    {Kind::kNumber16, "CAUSE_CODE"},
    {Kind::kReserved16},
    {Kind::kText128, "CALL_STATS"},
};
constexpr Field kErrorNotify[] = {
    {Kind::kNumber16, "PEER_CALL_ID"},     {Kind::kReserved16},
    {Kind::kNumber32, "CRC_ERR"},          {Kind::kNumber32, "FRAMING_ERR"},
    {Kind::kNumber32, "HARDWARE_OVERRUN"}, {Kind::kNumber32, "BUFFER_OVERRUN"},
    {Kind::kNumber32, "TIMEOUT_ERR"},      {Kind::kNumber32, "ALIGN_ERR"},
};
constexpr Field kLinkInfo[] = {
    {Kind::kNumber16, "PEER_CALL_ID"}, {Kind::kReserved16}, {Kind::kMask, "SEND_ACCM"}, {Kind::kMask, "RECV_ACCM"}};

// By message type.
constexpr struct {
  std::string_view name;
  std::span<const Field> fields;
} kMessages[] = {
    {"NOT_DEFINED", {}},          {"SCCRQ", kStartRequest},
    {"SCCRP", kStartReply},       {"StopCCRQ", kStopRequest},
    {"StopCCRP", kStopReply},     {"ECHORQ", kEchoRequest},
    {"ECHORP", kEchoReply},       {"OCRQ", kOutgoingCallRequest},
    {"OCRP", kOutgoingCallReply}, {"ICRQ", kIncomingCallRequest},
    {"ICRP", kIncomingCallReply}, {"ICCN", kIncomingCallConnected},
    {"CCRQ", kClearRequest},      {"CDN", kDisconnectNotify},
    {"WEN", kErrorNotify},        {"SLI", kLinkInfo},
};

/// 0 for what is named before it is read.
constexpr size_t size_of_number(Kind kind) {
  switch (kind) {
    case Kind::kFraming:
    case Kind::kText64:
    case Kind::kText128:
      return 0;
    case Kind::kCode:
      return 1;
    case Kind::kReserved16:
    case Kind::kNumber16:
    case Kind::kVersion:
      return 2;
    default:
      return 4;
  }
}

void print_code(Printer& p, uint8_t code, NameTable values) {
  p.put(code);
  if (p.verbose() > 0) p.put(':', name_or(values, code, "?"));
}

void print_value(Printer& p, Reader& r, const Field& field) {
  switch (field.kind) {
    case Kind::kNumber16:
      return p.put(r.u16());
    case Kind::kNumber32:
      return p.put(r.u32());
    case Kind::kMask:
      return p.put("0x", hex(r.u32(), 8));
    case Kind::kText64:
      return put_padded_text(p, r, 64);
    case Kind::kText128:
      return put_padded_text(p, r, 128);
    case Kind::kCode:
      return print_code(p, r.u8(), field.values);
    case Kind::kName:
      return p.put(name_or(field.values, r.u32(), "?"));
    case Kind::kVersion: {
      const uint16_t version = r.u16();
      return p.put(version >> 8, '.', version & 0xff);
    }
    case Kind::kFraming: {
      const uint32_t bits = r.u32();
      return p.put((bits & kAsynchronous) != 0 ? "A" : "", (bits & kSynchronous) != 0 ? "S" : "");
    }
    case Kind::kBearer: {
      const uint32_t bits = r.u32();
      return p.put((bits & kDigital) != 0 ? "D" : "", (bits & kAnalog) != 0 ? "A" : "");
    }
    case Kind::kReserved8:
    case Kind::kReserved16:
      return;
  }
}

void check_reserved(Printer& p, uint16_t reserved) {
  if (reserved != 0) p.put(" [ERROR: reserved=", reserved, " must be zero]");
}

void print_field(Printer& p, Reader& r, const Field& field) {
  if (field.kind == Kind::kReserved16) return check_reserved(p, r.u16());
  if (field.kind == Kind::kReserved8) return check_reserved(p, r.u8());
  // Where a number is cut short, its name is not printed either.
  const size_t size = size_of_number(field.kind);
  if (size != 0 && !r.need(size)) return;
  p.put(' ', field.name, '(');
  print_value(p, r, field);
  p.put(')');
}

}  // namespace

void print_pptp(Printer& p, Reader r) {
  p.protocol = "pptp";
  p.put(": pptp");
  if (p.verbose() > 0) {
    p.put(" Length=", r.u16_at(0));
    p.put(' ', name_or(kKinds, r.u16_at(2), "UNKNOWN-MSG-TYPE"));
  }
  r.skip(4);
  const uint32_t magic = r.u32();
  if (magic != kMagic) p.put(" UNEXPECTED Magic-Cookie!!(", hex(magic, 8), ')');
  if (p.verbose() > 0 || magic != kMagic) p.put(" Magic-Cookie=", hex(magic, 8));
  const uint16_t type = r.u16();
  const bool known = type < std::size(kMessages);
  if (known) {
    p.put(" CTRL_MSGTYPE=", kMessages[type].name);
  } else {
    p.put(" UNKNOWN_CTRL_MSGTYPE(", type, ')');
  }
  check_reserved(p, r.u16());
  if (!known) return;
  for (const Field& field : kMessages[type].fields) print_field(p, r, field);
}

}  // namespace trawl
