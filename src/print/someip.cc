// SOME/IP: AUTOSAR PRS_SOMEIPProtocol.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kMessageTypes[] = {
    {0, "REQUEST"},
    {1, "REQUEST_NO_RETURN"},
    {2, "NOTIFICATION"},
    {32, "TP_REQUEST"},
    {33, "TP_REQUEST_NO_RETURN"},
    {34, "TP_NOTIFICATION"},
    {128, "RESPONSE"},
    {129, "ERROR"},
    {160, "TP_RESPONSE"},
    {161, "TP_ERROR"},
};

constexpr ValueName kReturnCodes[] = {
    {0, "E_OK"},
    {1, "E_NOT_OK"},
    {2, "E_UNKNOWN_SERVICE"},
    {3, "E_UNKNOWN_METHOD"},
    {4, "E_NOT_READY"},
    {5, "E_NOT_REACHABLE"},
    {6, "E_TIMEOUT"},
    {7, "E_WRONG_PROTOCOL_VERSION"},
    {8, "E_WRONG_INTERFACE_VERSION"},
    {9, "E_MALFORMED_MESSAGE"},
    {10, "E_WRONG_MESSAGE_TYPE"},
    {11, "E_E2E_REPEATED"},
    {12, "E_E2E_WRONG_SEQUENCE"},
    {13, "E_E2E"},
    {14, "E_E2E_NOT_AVAILABLE"},
    {15, "E_E2E_NO_NEW_DATA"},
};

constexpr size_t kHeader = 16;

}  // namespace

void print_someip(Printer& p, Reader r) {
  p.protocol = "someip";
  p.put("SOMEIP");
  if (r.length() < kHeader) return p.invalid();
  const uint32_t message = r.u32();
  p.put(", service ", message >> 16);
  const auto method = static_cast<uint16_t>(message);
  p.put((method & 0x8000) != 0 ? ", event " : ", method ", method & 0x7fff);
  p.put(", len ", r.u32());
  const uint32_t request = r.u32();
  p.put(", client ", request >> 16, ", session ", request & 0xffff);
  p.put(", pver ", r.u8());
  p.put(", iver ", r.u8());
  p.put(", msgtype ", name_or(kMessageTypes, r.u8(), "Unknown"));
  p.put(", retcode ", name_or(kReturnCodes, r.u8(), "Unknown"), '\n');
}

}  // namespace trawl
