// RTCP: RFC 3550, section 6.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum PacketType : uint8_t { kSenderReport = 200, kReceiverReport, kSourceDescription, kBye };

constexpr size_t kHeader = 8;
constexpr size_t kSenderInfo = 20;
constexpr size_t kReportBlock = 24;
constexpr double kSecond16 = 65536.0;       // 16 bits of fraction
constexpr double kSecond32 = 4294967296.0;  // 32 bits of fraction

void put_source(Printer& p, uint32_t source) {
  if (p.verbose() > 0) p.put(' ', source);
}

void put_unexpected(Printer& p, size_t length, size_t expected) {
  if (length != expected) p.put(" [", length, ']');
}

/// False when it is cut short.
bool put_sender_info(Printer& p, Reader& r) {
  if (!r.has(kSenderInfo)) {
    p.truncated();
    return false;
  }
  const uint32_t seconds = r.u32();
  const double time = seconds + r.u32() / kSecond32;
  const uint32_t stamp = r.u32();
  const uint32_t packets = r.u32();
  p.put(" @", fixed(time, 2), ' ', stamp, ' ', packets, "p ", r.u32(), 'b');
  return true;
}

/// False when they are cut short. tcpdump shows the first block as often as there are blocks.
bool put_report_blocks(Printer& p, Reader r, int count) {
  if (count > 1) p.put(" c", count);
  if (count == 0) return true;
  if (!r.has(kReportBlock)) {
    p.truncated();
    return false;
  }
  const uint32_t source = r.u32();
  const uint32_t lost = r.u32() & 0xffffff;
  const uint32_t highest = r.u32();
  const uint32_t jitter = r.u32();
  const double last = r.u32() / kSecond16;
  const double delay = r.u32() / kSecond16;
  for (; count > 0; count--) {
    put_source(p, source);
    p.put(' ', lost, "l ", highest, "s ", jitter, "j @", fixed(last, 2), '+', fixed(delay, 2));
  }
  return true;
}

/// One packet of a compound. Returns its length, or 0 when it is cut short.
size_t print_packet(Printer& p, Reader r) {
  if (!r.has(kHeader)) {
    p.truncated();
    return 0;
  }
  int count = r.u8() & 0x1f;
  const uint8_t type = r.u8();
  const size_t length = (r.u16() + size_t{1}) * 4;
  const uint32_t source = r.u32();
  const size_t blocks = count * kReportBlock;
  switch (type) {
    case kSenderReport:
      p.put(" sr");
      put_unexpected(p, length, kHeader + kSenderInfo + blocks);
      put_source(p, source);
      if (!put_sender_info(p, r)) return 0;
      break;
    case kReceiverReport:
      p.put(" rr");
      put_unexpected(p, length, kHeader + blocks);
      put_source(p, source);
      break;
    case kSourceDescription:
      p.put(" sdes ", length);
      put_source(p, source);
      count = 0;
      break;
    case kBye:
      p.put(" bye ", length);
      put_source(p, source);
      count = 0;
      break;
    default:
      p.put(" type-0x", hex(type), ' ', length);
      count = 0;
      break;
  }
  return put_report_blocks(p, r, count) ? length : 0;
}

}  // namespace

void print_rtcp(Printer& p, Reader r) {
  p.protocol = "rtcp";
  while (r.captured() > 0) {
    const size_t length = print_packet(p, r);
    if (length == 0) return;
    r.skip(length);
  }
}

}  // namespace trawl
