// What the versions of OpenFlow print in the same way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "print/printer.h"
#include "print/util.h"

namespace trawl {

/// A message's kind: the body's length may be from `least` to `most` bytes. `print` is asked for the body with -v only;
/// it returns false when the body is malformed. Null: nothing of the body is shown.
struct OpenflowMessage {
  uint8_t type;
  std::string_view name;
  size_t least;
  size_t most;
  bool (*print)(Printer& p, Reader body);
};
constexpr size_t kOpenflowAnyLength = SIZE_MAX;

/// The messages of a version by type; empty for a version whose bodies are not decoded.
std::span<const OpenflowMessage> openflow10_messages();
std::span<const OpenflowMessage> openflow13_messages();

/// Bytes that are not decoded: how many, and with -vv in hexadecimal. Moves behind them.
void put_openflow_data(Printer& p, Reader& r);
bool print_openflow_data(Printer& p, Reader body);

/// " [what 4 < 8]", and false, when `length` is not as `relation` ('<': too short, '>': too long, '!': other) forbids.
bool check_openflow_length(Printer& p, std::string_view what, size_t length, char relation, size_t limit);

/// "0x00000003 (A, B)", and " (bogus)" behind it when a bit of `reserved` is set, in at least `width` digits.
struct OpenflowBits {
  NameTable names;
  uint32_t bits;
  uint32_t reserved;
  int width = 8;
};
void append(TextBuffer& out, const OpenflowBits& b);

/// The name that the ONF's registry or the IEEE's has for the organization of an extension.
std::string_view openflow_vendor_name(uint32_t vendor);

/// Extensions of Big Switch Networks.
constexpr uint32_t kOpenflowBigSwitch = 0x005c16c7;
bool print_big_switch_message(Printer& p, Reader body);
bool print_big_switch_action(Printer& p, Reader body);

}  // namespace trawl
