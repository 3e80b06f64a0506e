// Bidirectional Forwarding Detection: RFC 5880 (version 1), RFC 5881, 5883, 7130 (ports), version 0 of its drafts.
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kDiagnostics[] = {
    {0, "No Diagnostic"},
    {1, "Control Detection Time Expired"},
    {2, "Echo Function Failed"},
    {3, "Neighbor Signaled Session Down"},
    {4, "Forwarding Plane Reset"},
    {5, "Path Down"},
    {6, "Concatenated Path Down"},
    {7, "Administratively Down"},
    {8, "Reverse Concatenated Path Down"},
};

constexpr ValueName kAuthentications[] = {
    {1, "Simple Password"},       {2, "Keyed MD5"}, {3, "Meticulous Keyed MD5"}, {4, "Keyed SHA1"},
    {5, "Meticulous Keyed SHA1"},
};

constexpr ValueName kVersion0Flags[] = {
    {0x80, "I Hear You"},
    {0x40, "Demand"},
    {0x20, "Poll"},
    {0x10, "Final"},
    {0x08, "Control Plane Independent"},
    {0x04, "Authentication Present"},
    {0x02, "Reserved"},
    {0x01, "Reserved"},
};

constexpr ValueName kVersion1Flags[] = {
    {0x20, "Poll"},   {0x10, "Final"},      {0x08, "Control Plane Independent"}, {0x04, "Authentication Present"},
    {0x02, "Demand"}, {0x01, "Multipoint"},
};

constexpr ValueName kStates[] = {{0, "AdminDown"}, {1, "Down"}, {2, "Init"}, {3, "Up"}};

constexpr uint8_t kAuthenticationPresent = 0x04;  // in both versions
constexpr size_t kHeaderLength = 24;

void print_digest(Printer& p, Reader& r, uint8_t length, std::string_view label, uint8_t digest_length) {
  constexpr uint8_t kBeforeDigest = 8;
  if (length != kBeforeDigest + digest_length) {
    p.put("[invalid length ", length, ']');
    return;
  }
  r.skip(1);
  p.put(", Sequence Number: 0x", hex(r.u32(), 8));
  const auto digest = r.bytes(digest_length);
  p.put("\n\t  ", label, ": ", hex_bytes(digest));
}

void print_password(Printer& p, Reader& r, uint8_t length) {
  constexpr uint8_t kBeforePassword = 3;
  constexpr uint8_t kMaxPassword = 16;
  if (length <= kBeforePassword || length > kBeforePassword + kMaxPassword) {
    p.put("[invalid length ", length, ']');
    return;
  }
  p.put(", Password: ");
  put_text(p, r, length - kBeforePassword);
}

void print_authentication(Printer& p, Reader r) {
  r.need(4);
  const uint8_t type = r.u8();
  const uint8_t length = r.u8();
  p.put("\n\tAuthentication: ", name_or(kAuthentications, type, "Unknown"), " (", type, "), length: ", length);
  p.put("\n\t  Auth Key ID: ", r.u8());
  switch (type) {
    case 1:
      return print_password(p, r, length);
    case 2:
    case 3:
      return print_digest(p, r, length, "Digest", 16);
    case 4:
    case 5:
      return print_digest(p, r, length, "Hash", 20);
    default:
      return;
  }
}

/// Everything of a control packet behind the line of its session's state.
void print_session(Printer& p, Reader r, uint8_t diagnostic, bool authenticated) {
  const Reader whole = r;
  r.skip(2);
  const uint8_t multiplier = r.u8();
  const uint8_t length = r.u8();
  const uint32_t mine = r.u32();
  const uint32_t yours = r.u32();
  const uint32_t desired = r.u32();
  const uint32_t required = r.u32();
  const uint32_t echo = r.u32();
  p.put("Diagnostic: ", name_or(kDiagnostics, diagnostic, "unknown"), " (0x", hex(diagnostic, 2), ')');
  p.put("\n\tDetection Timer Multiplier: ", multiplier, " (", multiplier * desired / 1000,
        " ms Detection time), BFD Length: ", length);
  p.put("\n\tMy Discriminator: 0x", hex(mine, 8), ", Your Discriminator: 0x", hex(yours, 8));
  p.put("\n\t  Desired min Tx Interval:    ", pad_left(desired / 1000, 4), " ms");
  p.put("\n\t  Required min Rx Interval:   ", pad_left(required / 1000, 4), " ms");
  p.put("\n\t  Required min Echo Interval: ", pad_left(echo / 1000, 4), " ms");
  if (authenticated) print_authentication(p, whole.after(kHeaderLength));
}

void print_control(Printer& p, Reader r, std::string_view kind) {
  p.protocol = "bfd";
  const size_t length = r.length();
  r.need(kHeaderLength);
  const uint8_t first = r.u8_at(0);
  const uint8_t version = first >> 5;
  const uint8_t diagnostic = first & 0x1f;
  if (version > 1) {
    p.put("BFDv", version, ", Control, length: ", length);
    if (p.verbose() > 0) put_unknown(p, "\n\t", r, length);
    return;
  }
  const uint8_t flags = r.u8_at(1);
  const auto put_state = [&] {
    if (version == 0) {
      p.put("Control, Flags: [", flag_names(kVersion0Flags, flags), "], ");
    } else {
      p.put(kind, ", State ", named(kStates, flags >> 6, "unknown (", ")"), ", Flags: [",
            flag_names(kVersion1Flags, flags & 0x3f), "], ");
    }
  };
  p.put("BFDv", version);
  if (p.verbose() == 0) {
    p.put(", ");
    put_state();
    p.put("length: ", length);
    return;
  }
  p.put(", length: ", length, "\n\t");
  put_state();
  print_session(p, r, diagnostic, (flags & kAuthenticationPresent) != 0);
}

}  // namespace

void print_bfd_control(Printer& p, Reader r) {
  print_control(p, r, "Control");
}
void print_bfd_multihop(Printer& p, Reader r) {
  print_control(p, r, "Multihop");
}
void print_bfd_lag(Printer& p, Reader r) {
  print_control(p, r, "Lag");
}

void print_bfd_echo(Printer& p, Reader r) {
  p.protocol = "bfd";
  p.put("BFD, Echo, length: ", r.length());
  if (p.verbose() > 0) put_unknown(p, "\n\t", r, r.length());
}

}  // namespace trawl
