// M3UA, which carries SS7's user parts over SCTP: RFC 4666.
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 8;

constexpr ValueName kClasses[] = {
    {0, "Management"}, {1, "Transfer"}, {2, "SS7"}, {3, "ASP"}, {4, "ASP"}, {9, "Routing Key Management"},
};
constexpr ValueName kManagement[] = {
    {0, "Error"},
    {1, "Notify"},
};
constexpr ValueName kTransfer[] = {
    {1, "Data"},
};
constexpr ValueName kNetwork[] = {
    {1, "Destination Unavailable"},           {2, "Destination Available"},
    {3, "Destination State Audit"},           {4, "Signalling Congestion"},
    {5, "Destination User Part Unavailable"}, {6, "Destination Restricted"},
};
constexpr ValueName kAspState[] = {
    {1, "Up"},
    {2, "Down"},
    {3, "Heartbeat"},
    {4, "Up Acknowledgement"},
    {5, "Down Acknowledgement"},
    {6, "Heartbeat Acknowledgement"},
};
constexpr ValueName kAspTraffic[] = {
    {1, "Active"},
    {2, "Inactive"},
    {3, "Active Acknowledgement"},
    {4, "Inactive Acknowledgement"},
};
constexpr ValueName kRoutingKeys[] = {
    {1, "Registration Request"},
    {2, "Registration Response"},
    {3, "Deregistration Request"},
    {4, "Deregistration Response"},
};
constexpr uint16_t kRoutingContext = 6;
constexpr uint16_t kCorrelationId = 19;
constexpr uint16_t kNetworkAppearance = 512;
constexpr ValueName kParameters[] = {
    {4, "INFO String"},
    {kRoutingContext, "Routing Context"},
    {7, "Diagnostic Info"},
    {9, "Heartbeat Data"},
    {11, "Traffic Mode Type"},
    {12, "Error Code"},
    {13, "Status"},
    {17, "ASP Identifier"},
    {18, "Affected Point Code"},
    {kCorrelationId, "Correlation ID"},
    {kNetworkAppearance, "Network Appearance"},
    {516, "User/Cause"},
    {517, "Congestion Indications"},
    {518, "Concerned Destination"},
    {519, "Routing Key"},
    {520, "Registration Result"},
    {521, "Deregistration Result"},
    {522, "Local Routing Key Identifier"},
    {523, "Destination Point Code"},
    {524, "Service Indicators"},
    {526, "Originating Point Code List"},
    {528, "Protocol Data"},
    {530, "Registration Status"},
    {531, "Deregistration Status"},
};

constexpr NameTable message_names(uint8_t message_class) {
  switch (message_class) {
    case 0:
      return kManagement;
    case 1:
      return kTransfer;
    case 2:
      return kNetwork;
    case 3:
      return kAspState;
    case 4:
      return kAspTraffic;
    case 9:
      return kRoutingKeys;
    default:
      return {};
  }
}

void print_parameters(Printer& p, Reader r) {
  while (r.length() > 0) {
    Reader header = r;
    const uint16_t tag = r.u16();
    const uint16_t length = r.u16();
    if (p.stopped()) return;
    p.put("\n\t\t\t", named_hex(kParameters, tag, "Unknown Parameter (0x", ")", 4), ": ");
    if (length < 4) {
      p.put("\n\t\t\t@@@@@@ Corrupted length ", length, " of message @@@@@@");
      return;
    }
    if (tag == kRoutingContext || tag == kCorrelationId || tag == kNetworkAppearance) {
      if (length < 8) return p.invalid();
      p.put("0x", hex(header.u32_at(0), 8));  // tcpdump shows the parameter's first bytes for its value
    } else {
      p.put("(length ", length, ')');
    }
    r.skip((length - size_t{1}) & ~size_t{3});
  }
}

}  // namespace

void print_m3ua(Printer& p, Reader r) {
  p.protocol = "m3ua";
  if (r.length() < kHeader) return p.invalid();
  const uint8_t version = r.u8();
  if (version != 1) return;
  r.skip(1);
  const uint8_t message_class = r.u8();
  const uint8_t type = r.u8();
  p.put("\n\t\t", named(kClasses, message_class, "Unknown message class "));
  if (const NameTable messages = message_names(message_class); !messages.empty()) {
    p.put(' ', named_hex(messages, type, "Unknown (0x", ")", 2), " Message");
  }
  const uint32_t length = r.u32();
  if (length < kHeader) {
    p.put("\n\t\t\t@@@@@@ Corrupted length ", length, " of message @@@@@@");
    return;
  }
  print_parameters(p, r.with_length(length - kHeader));
}

}  // namespace trawl
