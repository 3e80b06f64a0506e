// MACsec: IEEE 802.1AE clause 9.
#include <algorithm>

#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kVersion = 0x80;
constexpr uint8_t kScPresent = 0x20;
constexpr uint8_t kEncrypted = 0x08;
constexpr uint8_t kChanged = 0x04;
constexpr uint8_t kAssociation = 0x03;
constexpr uint8_t kShortLengthUnused = 0xc0;
constexpr ValueName kFlags[] = {{kEncrypted, "E"}, {kChanged, "C"}, {0x40, "S"}, {kScPresent, "I"}, {0x10, "B"}};
constexpr size_t kTag = 6;  // without the secure channel's identifier
constexpr size_t kCheckValue = 16;

/// The integrity check value stands behind the data, whose length only a short frame tells; a capture that is cut short
/// has lost data for it, too. False when there is no room for it.
bool remove_check_value(Reader& r, uint8_t short_length) {
  if (r.length() < kCheckValue || !r.has(kCheckValue)) return false;
  const size_t length = r.length() - kCheckValue;
  const size_t size = short_length != 0 ? short_length : length;
  if (size > length) return false;
  r = r.first(std::min(size, r.captured() - kCheckValue)).with_length(size);
  return true;
}

}  // namespace

bool print_macsec_tag(Printer& p, Reader& r, uint16_t& type) {
  p.protocol = "macsec";
  if (!r.has(kTag) || r.length() < kTag) {
    p.truncated();
    r.skip(r.captured());
    return false;
  }
  const uint8_t control = r.u8();
  const uint8_t short_length = r.u8();
  const uint32_t packet_number = r.u32();
  const bool has_sci = (control & kScPresent) != 0;
  if (has_sci && !r.has(8)) {
    p.truncated();
    return false;
  }
  if ((control & kVersion) != 0 || (short_length & kShortLengthUnused) != 0) {
    p.invalid();
    return false;
  }
  const uint64_t sci = has_sci ? r.u64() : 0;
  const bool opaque = (control & (kEncrypted | kChanged)) != 0;
  if (p.options.link_header || opaque) {
    if (!p.options.link_header && p.link != nullptr) {
      p.put(mac_text(p.link->source), " > ", mac_text(p.link->destination), " 802.1AE MACsec, ");
    }
    p.put("an ", control & kAssociation, ", pn ", packet_number, ", flags ", flag_names(kFlags, control, ""));
    if (short_length != 0) p.put(", sl ", short_length);
    if (has_sci) p.put(", sci ", hex(sci, 16));
    p.put(", ");
  }
  if (opaque) {
    put_default(p, r.after(0));
    return false;
  }
  if (!remove_check_value(r, short_length)) {
    p.truncated();
    return false;
  }
  if (r.length() < 2 || !r.has(2)) {
    p.protocol = "ether";
    p.truncated();
    return false;
  }
  type = r.u16();
  return true;
}

}  // namespace trawl
