// ATM's cells of operation and maintenance: ITU-T I.610.
#include <array>

#include "print/atm.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 4;
constexpr size_t kPayload = 48;
constexpr size_t kLoopbackLength = 45;
constexpr size_t kFaultLength = 45;
constexpr uint16_t kCrcMask = 0x03ff;

constexpr ValueName kChannels[] = {{3, "OAM F4 (segment)"}, {4, "OAM F4 (end)"}};
constexpr ValueName kPayloadTypes[] = {
    {0, "user data, uncongested, SDU 0"},     {1, "user data, uncongested, SDU 1"}, {2, "user data, congested, SDU 0"},
    {3, "user data, congested, SDU 1"},       {4, "VCC OAM F5 flow segment"},       {5, "VCC OAM F5 flow end-to-end"},
    {6, "Traffic Control and resource Mgmt"},
};

constexpr uint8_t kFaultManagement = 1;
constexpr ValueName kCellTypes[] = {
    {kFaultManagement, "Fault Management"},
    {2, "Performance Management"},
    {8, "activate/deactivate"},
    {15, "System Management"},
};

enum : uint8_t { kAlarm = 0, kRemoteDefect = 1, kLoopback = 8 };
constexpr ValueName kFaultFunctions[] = {
    {kAlarm, "AIS"}, {kRemoteDefect, "RDI"}, {4, "Continuity Check"}, {kLoopback, "Loopback"}};
constexpr ValueName kPerformanceFunctions[] = {
    {0, "Forward Monitoring"}, {1, "Backward Reporting"}, {2, "Monitoring and Reporting"}};
constexpr ValueName kActivationFunctions[] = {{0, "Performance Monitoring"}, {1, "Continuity Check"}};

NameTable functions_of(uint8_t cell_type) {
  switch (cell_type) {
    case kFaultManagement:
      return kFaultFunctions;
    case 2:
      return kPerformanceFunctions;
    case 8:
      return kActivationFunctions;
    default:
      return {};
  }
}

/// The remainder of x^10 + x^9 + x^5 + x^4 + x + 1 over a payload that ends with its own: 0 when it is right.
uint16_t crc10(std::span<const uint8_t> payload) {
  constexpr uint16_t kPolynomial = 0x633;
  uint16_t crc = 0;
  for (const uint8_t byte : payload) {
    for (int bit = 7; bit >= 0; bit--) {
      crc = static_cast<uint16_t>(crc << 1 | (byte >> bit & 1));
      if ((crc & 0x400) != 0) crc ^= kPolynomial;
    }
  }
  return crc & kCrcMask;
}

void put_octets(Printer& p, std::string_view name, std::span<const uint8_t> bytes) {
  p.put("\n\t", name);
  for (size_t i = 0; i < bytes.size(); i++) p.put(hex(bytes[i], 2), i % 2 == 1 ? " " : "");
}

void put_function(Printer& p, Reader r, uint8_t cell_type, uint8_t function) {
  if (cell_type != kFaultManagement) return;
  if (function == kLoopback) {
    if (!r.need(kLoopbackLength)) return;
    const bool request = (r.u8() & 1) != 0;
    p.put("\n\tLoopback-Indicator ", request ? "Request" : "Reply", ", Correlation-Tag 0x", hex(r.u32(), 8));
    r.skip(1);
    put_octets(p, "Location-ID ", r.bytes(12));
    put_octets(p, "Source-ID   ", r.bytes(12));
  } else if (function == kAlarm || function == kRemoteDefect) {
    if (!r.need(kFaultLength)) return;
    p.put("\n\tFailure-type 0x", hex(r.u8(), 2));
    r.skip(1);
    put_octets(p, "Location-ID ", r.bytes(16));
  }
}

}  // namespace

void put_oam_cell(Printer& p, Reader r, size_t hec_length) {
  p.protocol = "oam";
  const size_t length = r.length();
  const uint32_t header = r.u32_at(hec_length);
  const uint8_t types = r.u8_at(kHeader + hec_length);
  const uint32_t channel = header >> 4 & 0xffff;
  p.put(name_or(kChannels, channel, "OAM F5"), ", vpi ", header >> 20 & 0xff, ", vci ", channel, ", payload [ ",
        name_or(kPayloadTypes, header >> 1 & 7, "Unknown"), " ], clp ", header & 1, ", length ", length);
  if (p.verbose() == 0) return;
  const auto cell_type = static_cast<uint8_t>(types >> 4);
  const auto function = static_cast<uint8_t>(types & 15);
  const NameTable functions = functions_of(cell_type);
  p.put("\n\tcell-type ", name_or(kCellTypes, cell_type, "unknown"), " (", cell_type, "), func-type ",
        functions.empty() ? "unknown" : name_or(functions, function, "none"), " (", function, ')');
  r.skip(kHeader + hec_length);
  put_function(p, r.after(1), cell_type, function);
  const auto payload = r.bytes_at(0, kPayload);
  p.put("\n\tcksum 0x", hex(r.u16_at(kPayload - 2) & kCrcMask, 3), " (", crc10(payload) == 0 ? "" : "in", "correct)");
}

}  // namespace trawl
