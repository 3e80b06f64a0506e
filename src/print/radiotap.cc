// Radiotap, the header that drivers put before a wireless frame: radiotap.org, "Defined Fields".
#include <array>
#include <optional>

#include "print/ieee80211.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

// Bits of a presence word that are no fields.
constexpr uint32_t kRadiotapNamespace = 1U << 29;
constexpr uint32_t kVendorNamespace = 1U << 30;
constexpr uint32_t kMoreWords = 1U << 31;
constexpr int kFieldsPerWord = 29;
constexpr int kBitsPerWord = 32;

constexpr size_t kFixedHeader = 8;
constexpr uint32_t kExtendedChannelPresent = 1U << 18;
constexpr uint32_t kMcsPresent = 1U << 19;

// The flags field.
constexpr uint8_t kFcsAtEnd = 0x10;
constexpr uint8_t kPaddedHeader = 0x20;
constexpr ValueName kFlags[] = {
    {0x01, "cfp "}, {0x02, "short preamble "}, {0x04, "wep "}, {0x08, "fragmented "}, {0x40, "bad-fcs "},
};

constexpr std::string_view kBandwidths[] = {
    "20 MHz",        "40 MHz",        "20 MHz (L)",    "20 MHz (U)",    "80 MHz",        "80 MHz (L)",
    "80 MHz (U)",    "80 MHz (LL)",   "80 MHz (LU)",   "80 MHz (UL)",   "80 MHz (UU)",   "160 MHz",
    "160 MHz (L)",   "160 MHz (U)",   "160 MHz (LL)",  "160 MHz (LU)",  "160 MHz (UL)",  "160 MHz (UU)",
    "160 MHz (LLL)", "160 MHz (LLU)", "160 MHz (LUL)", "160 MHz (UUU)", "160 MHz (ULL)", "160 MHz (ULU)",
    "160 MHz (UUL)", "160 MHz (UUU)",
};

/// What is kept while fields are printed.
struct State {
  uint8_t flags = 0;
  uint32_t present = 0;  // the word that the field's bit is in
};

void print_time(Printer& p, Reader r, State& /*state*/) {
  p.put(r.le64(), "us tsft ");
}

void print_flags(Printer& p, Reader r, State& state) {
  state.flags = r.u8();
  p.put(flag_names(kFlags, state.flags, "", ""));
}

void print_rate(Printer& p, Reader r, State& /*state*/) {
  const uint8_t rate = r.u8();
  // Some drivers put an index of 802.11n's rates here.
  if (rate >= 0x80 && rate <= 0x8f) return p.put("MCS ", rate & 0x7f, ' ');
  p.put(fixed(rate / 2.0, 1), " Mb/s ");
}

// Channel flags of radiotap, as far as they name what is printed.
enum : uint32_t {
  kTurbo = 0x0010,
  kCck = 0x0020,
  kOfdm = 0x0040,
  kTwoGigahertz = 0x0080,
  kFiveGigahertz = 0x0100,
  kDynamic = 0x0400,
  kGfsk = 0x0800,
  kHalf = 0x4000,
  kQuarter = 0x8000,
  kHt20 = 0x10000,
  kHt40Up = 0x20000,
  kHt40Down = 0x40000,
};

void put_standard(Printer& p, uint32_t flags) {
  const auto all = [flags](uint32_t bits) { return (flags & bits) == bits; };
  const std::string_view width = all(kHalf) ? "/10Mhz" : (all(kQuarter) ? "/5Mhz" : "");
  if (all(kTwoGigahertz | kGfsk)) p.put(" FHSS");
  if (all(kFiveGigahertz | kOfdm)) p.put(" 11a", width);
  if (all(kTwoGigahertz | kOfdm) || all(kTwoGigahertz | kDynamic)) {
    p.put(" 11g", width);
  } else if (all(kTwoGigahertz | kCck)) {
    p.put(" 11b");
  }
  if (all(kTurbo)) p.put(" Turbo");
}

void put_channel(Printer& p, uint16_t megahertz, uint32_t flags, const State& state) {
  p.put(megahertz, " MHz");
  if ((state.present & kMcsPresent) != 0) {
    p.put(" 11n");
  } else {
    put_standard(p, flags);
  }
  if ((flags & kHt20) != 0) {
    p.put(" ht/20");
  } else if ((flags & kHt40Down) != 0) {
    p.put(" ht/40-");
  } else if ((flags & kHt40Up) != 0) {
    p.put(" ht/40+");
  }
  p.put(' ');
}

void print_channel(Printer& p, Reader r, State& state) {
  if ((state.present & kExtendedChannelPresent) != 0) return;  // which tells the same and more
  const uint16_t megahertz = r.le16();
  put_channel(p, megahertz, r.le16(), state);
}

void print_extended_channel(Printer& p, Reader r, State& state) {
  const uint32_t flags = r.le32();
  put_channel(p, r.le16(), flags, state);
}

void print_hopping(Printer& p, Reader r, State& /*state*/) {
  const uint8_t set = r.u8();
  p.put("fhset ", set, " fhpat ", r.u8(), ' ');
}

void print_signal(Printer& p, Reader r, State& /*state*/) {
  p.put(int{static_cast<int8_t>(r.u8())}, "dBm signal ");
}

void print_noise(Printer& p, Reader r, State& /*state*/) {
  p.put(int{static_cast<int8_t>(r.u8())}, "dBm noise ");
}

void print_lock_quality(Printer& p, Reader r, State& /*state*/) {
  p.put(r.le16(), " sq ");
}

void print_attenuation(Printer& p, Reader r, State& /*state*/) {
  p.put(-static_cast<int16_t>(r.le16()), " tx power ");
}

void print_attenuation_db(Printer& p, Reader r, State& /*state*/) {
  p.put(-static_cast<int8_t>(r.u8()), "dB tx attenuation ");
}

void print_power(Printer& p, Reader r, State& /*state*/) {
  p.put(int{static_cast<int8_t>(r.u8())}, "dBm tx power ");
}

void print_antenna(Printer& p, Reader r, State& /*state*/) {
  p.put("antenna ", r.u8(), ' ');
}

void print_signal_db(Printer& p, Reader r, State& /*state*/) {
  p.put(r.u8(), "dB signal ");
}

void print_noise_db(Printer& p, Reader r, State& /*state*/) {
  p.put(r.u8(), "dB noise ");
}

void print_nothing(Printer& /*p*/, Reader /*r*/, State& /*state*/) {}

/// Data bits per symbol of 4 us in a 20 MHz channel, by index into 802.11n's modulation and coding schemes with several
/// modulations in one transmission, 33 and above (IEEE Std 802.11-2016, tables 19-38 to 19-41).
constexpr std::array<uint16_t, 44> kUnequalBits = {
    156, 208, 260, 234, 312, 390, 208, 260, 260, 312, 364, 364, 416, 312, 390, 390, 468, 546, 546, 624, 260, 312,
    364, 312, 364, 416, 468, 416, 468, 520, 520, 572, 390, 468, 546, 468, 546, 624, 702, 624, 702, 780, 780, 858,
};
constexpr std::array<uint16_t, 8> kEqualBits = {26, 52, 78, 104, 156, 208, 234, 260};  // for each spatial stream
constexpr int kLastEqual = 31;
constexpr int kDuplicate = 32;  // the same data in both halves of a 40 MHz channel

/// In Mb/s; 0 for a combination that there is not.
double ht_rate(int mcs, bool wide, bool short_guard) {
  double bits = 0;
  if (mcs <= kLastEqual) {
    const int streams = mcs / 8 + 1;
    bits = kEqualBits[static_cast<size_t>(mcs % 8)] * streams;
  } else if (mcs == kDuplicate) {
    if (!wide) return 0;
    return short_guard ? 24 / 3.6 : 6;
  } else if (static_cast<size_t>(mcs - kDuplicate - 1) < kUnequalBits.size()) {
    bits = kUnequalBits[static_cast<size_t>(mcs - kDuplicate - 1)];
  }
  if (wide) bits = bits * 108 / 52;  // by the number of data subcarriers
  return bits / (short_guard ? 3.6 : 4.0);
}

// What is known of an 802.11n rate.
enum : uint8_t {
  kBandwidthKnown = 1,
  kMcsKnown = 2,
  kGuardKnown = 4,
  kFormatKnown = 8,
  kFecKnown = 16,
  kStbcKnown = 32
};

void print_ht_rate(Printer& p, Reader r, State& /*state*/) {
  const uint8_t known = r.u8();
  const uint8_t flags = r.u8();
  const uint8_t mcs = r.u8();
  const bool short_guard = (flags & 4) != 0;
  if ((known & kMcsKnown) != 0) {
    const double rate =
        (known & (kBandwidthKnown | kGuardKnown)) != 0 ? ht_rate(mcs, (flags & 3) == 1, short_guard) : 0;
    if (rate > 0) p.put(fixed(rate, 1), " Mb/s ");
    p.put("MCS ", mcs, ' ');
  }
  if ((known & kBandwidthKnown) != 0) p.put(kBandwidths[flags & 3], ' ');
  if ((known & kGuardKnown) != 0) p.put(short_guard ? "short GI " : "long GI ");
  if ((known & kFormatKnown) != 0) p.put((flags & 8) != 0 ? "greenfield " : "mixed ");
  if ((known & kFecKnown) != 0) p.put((flags & 16) != 0 ? "LDPC FEC " : "BCC FEC ");
  if ((known & kStbcKnown) != 0) p.put("RX-STBC", flags >> 5 & 3, ' ');
}

void print_vht_rate(Printer& p, Reader r, State& /*state*/) {
  constexpr uint16_t kVhtGuardKnown = 0x0004;
  constexpr uint16_t kVhtBandwidthKnown = 0x0040;
  const uint16_t known = r.le16();
  const bool short_guard = (r.u8() & 4) != 0;
  const unsigned bandwidth = r.u8() & 0x1f;
  const auto users = r.bytes(4);
  const uint8_t coding = r.u8();
  for (unsigned i = 0; i < users.size(); i++) {
    if ((users[i] & 0x0f) == 0) continue;  // no spatial stream
    p.put("User ", i, " MCS ", users[i] >> 4, ' ', (coding >> i & 1) != 0 ? "LDPC" : "BCC", " FEC ");
  }
  if ((known & kVhtBandwidthKnown) != 0) {
    if (bandwidth < std::size(kBandwidths)) {
      p.put(kBandwidths[bandwidth], ' ');
    } else {
      p.put("unknown (", bandwidth, ") ");
    }
  }
  if ((known & kVhtGuardKnown) != 0) p.put(short_guard ? "short GI " : "long GI ");
}

struct Field {
  size_t alignment;
  size_t size;
  void (*print)(Printer& p, Reader r, State& state);
};
// By bit number; a field without a printer ends the list, for nobody knows its size.
// Attenuation in dB is two bytes by the specification, and tcpdump reads one.
constexpr Field kFields[] = {
    {8, 8, print_time},        {1, 1, print_flags},
    {1, 1, print_rate},        {2, 4, print_channel},
    {1, 2, print_hopping},     {1, 1, print_signal},
    {1, 1, print_noise},       {2, 2, print_lock_quality},
    {2, 2, print_attenuation}, {1, 1, print_attenuation_db},
    {1, 1, print_power},       {1, 1, print_antenna},
    {1, 1, print_signal_db},   {1, 1, print_noise_db},
    {2, 2, print_nothing},  // receive flags
    {0, 0, nullptr},           {0, 0, nullptr},
    {0, 0, nullptr},           {4, 8, print_extended_channel},
    {1, 3, print_ht_rate},     {4, 8, print_nothing},  // the aggregate that the frame was part of
    {2, 12, print_vht_rate},
};

/// The fields of a radiotap header. Positions count from its start, as alignment does.
class Fields {
 public:
  Fields(Printer& p, Reader header) : p_(p), header_(header) {}

  /// Prints them all, or those before one that is unknown or cut short.
  void print(size_t words) {
    r_ = header_.after(4 + words * 4);
    for (size_t i = 0; i < words && print_word(header_.le32_at(4 + i * 4)); i++) {
    }
  }
  uint8_t flags() const { return state_.flags; }

 private:
  bool print_word(uint32_t present) {
    state_.present = present;
    for (int bit = 0; bit < kFieldsPerWord && !in_vendor_namespace_; bit++) {
      if ((present >> bit & 1) != 0 && !print_field(first_bit_ + bit)) return false;
    }
    return enter_namespace(present);
  }

  bool print_field(int number) {
    const Field field = static_cast<size_t>(number) < std::size(kFields) ? kFields[number] : Field{};
    if (field.print == nullptr) {
      p_.put("[bit ", number, "] ");
      return false;
    }
    const auto data = take(field.alignment, field.size);
    if (!data) return false;
    field.print(p_, *data, state_);
    return true;
  }

  /// What the bits of the next word mean.
  bool enter_namespace(uint32_t present) {
    const uint32_t choice = present & (kRadiotapNamespace | kVendorNamespace);
    if (choice == 0) {
      first_bit_ += kBitsPerWord;
    } else if (choice == kRadiotapNamespace) {
      first_bit_ = 0;
      in_vendor_namespace_ = false;
    } else if (choice == kVendorNamespace) {
      in_vendor_namespace_ = true;
      auto vendor = take(2, 6);  // OUI, number, and how much of the vendor's follows
      if (!vendor) return false;
      const uint16_t skipped = vendor->le16_at(4);
      if (!r_.has(skipped)) return false;
      r_ = r_.after(skipped);
    }
    return true;
  }

  /// The next `n` bytes from an aligned position on; nothing, after saying so, when there are fewer.
  std::optional<Reader> take(size_t alignment, size_t n) {
    const size_t position = header_.captured() - r_.captured();
    const size_t padding = (alignment - position % alignment) % alignment;
    if (!r_.has(padding + n)) {
      p_.truncated();
      return {};
    }
    const Reader data = r_.after(padding).first(n);
    r_ = r_.after(padding + n);
    return data;
  }

  Printer& p_;
  Reader header_;
  Reader r_ = header_;
  State state_;
  int first_bit_ = 0;
  bool in_vendor_namespace_ = false;
};

/// The presence words of a header, each of which says whether one more follows; 0 when they do not fit in.
size_t count_words(Reader header) {
  for (size_t at = 4; header.has(at + 4); at += 4) {
    if ((header.le32_at(at) & kMoreWords) == 0) return at / 4;
  }
  return 0;
}

size_t put_radiotap(Printer& p, Reader r) {
  p.protocol = "802.11_radio";
  const size_t captured = r.captured();
  if (!r.has(kFixedHeader)) {
    p.truncated();
    return captured;
  }
  const uint16_t length = r.le16_at(2);
  if (!r.has(length)) {
    p.truncated();
    return captured;
  }
  const Reader header = r.first(length);
  const size_t words = count_words(header);
  if (words == 0) {
    p.truncated();
    return captured;
  }
  Fields fields(p, header);
  fields.print(words);
  const HeaderPadding padding =
      (fields.flags() & kPaddedHeader) != 0 ? HeaderPadding::kToFourBytes : HeaderPadding::kNone;
  return length + put_ieee80211(p, r.after(length), padding, (fields.flags() & kFcsAtEnd) != 0 ? 4 : 0);
}

}  // namespace

void print_radiotap_link(Printer& p, Reader r) {
  p.link_header_length = put_radiotap(p, r);
}

}  // namespace trawl
