// IGMP: RFC 1112, RFC 2236, RFC 3376; multicast traceroute: draft-ietf-idmr-traceroute-ipm.
#include "print/multicast_groups.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Type : uint8_t {
  kQuery = 0x11,
  kReport1 = 0x12,
  kDvmrp = 0x13,
  kPim1 = 0x14,
  kReport2 = 0x16,
  kLeave = 0x17,
  kTraceResponse = 0x1e,
  kTrace = 0x1f,
  kReport3 = 0x22,
};

constexpr GroupForm kForm = {4, " [v3-report-#"};

constexpr size_t kQuery3 = 12;  // from this length on, a query is one of version 3

void put_length(Printer& p, size_t length) {
  p.put(" [invalid len ", length, ']');
}

/// RFC 3376 section 4.1.1: from 128 on a floating point number, in units of 0.1 s.
void put_response_time(Printer& p, uint8_t code) {
  constexpr uint8_t kDefault = 100;
  if (code == kDefault) return;
  const unsigned time = code < 128 ? code : ((code & 0xfU) | 0x10U) << ((code >> 4 & 7U) + 3);
  p.put(" [max resp time ");
  if (time < 600) {
    p.put(time / 10, '.', time % 10, 's');
  } else {
    p.put(time_span(time / 10));
  }
  p.put(']');
}

void put_query3(Printer& p, Reader r) {
  const size_t length = r.length();
  if (length % 4 != 0) return put_length(p, length);
  put_response_time(p, r.u8_at(1));
  r.skip(4);
  if (r.u32_at(0) == 0) return;
  p.put(" [gaddr ", host_name(p, r.bytes(4)));
  r.skip(2);
  const uint16_t sources = r.u16();
  put_query_sources(p, r, sources, kForm);
  p.put(']');
}

void put_query(Printer& p, Reader r) {
  const size_t length = r.length();
  p.put("igmp query");
  if (length >= kQuery3) {
    p.put(" v3");
    return put_query3(p, r);
  }
  if (const uint8_t time = r.u8_at(1); time != 0) {
    p.put(" v2");
    if (time != 100) p.put(" [max resp time ", time, ']');
  } else {
    p.put(" v1");
  }
  if (r.u32_at(4) != 0) p.put(" [gaddr ", host_name(p, r.bytes_at(4, 4)), ']');
  if (length != 8) p.put(" [len ", length, ']');
}

void put_report3(Printer& p, Reader r) {
  const size_t length = r.length();
  p.put("igmp v3 report");
  if (length < 16 || length % 4 != 0) return put_length(p, length);
  r.skip(6);
  const uint16_t groups = r.u16();
  p.put(", ", groups, " group record(s)");
  if (p.verbose() > 0) put_group_records(p, r, groups, kForm);
}

void put_trace(Printer& p, Reader r, std::string_view name) {
  if (r.length() < 24) return put_length(p, r.length());
  r.skip(8);
  const auto source = r.bytes(4);
  const auto destination = r.bytes(4);
  const auto response = r.bytes(4);
  const uint8_t ttl = r.u8();
  const uint32_t query = r.u24();
  p.put(name, ' ', query, ": ", host_name(p, source), " to ", host_name(p, destination), " reply-to ",
        host_name(p, response));
  const bool multicast = !response.empty() && response[0] >> 4 == 14;
  if (multicast) p.put(" with-ttl ", ttl);
}

void put_child(Printer& p, Reader r, uint8_t type) {
  if (const PrintFunction print = find_igmp_type(type)) {
    if (const Layer layer{p}) print(p, r);
  }
  if (!p.stopped()) p.protocol = "igmp";
}

void put_message(Printer& p, Reader r, uint8_t type) {
  const size_t length = r.length();
  switch (type) {
    case kQuery:
      return put_query(p, r);
    case kReport1:
      p.put("igmp v1 report ", host_name(p, r.bytes_at(4, 4)));
      if (length != 8) p.put(" [len ", length, ']');
      return;
    case kReport2:
      return p.put("igmp v2 report ", host_name(p, r.bytes_at(4, 4)));
    case kReport3:
      return put_report3(p, r);
    case kLeave:
      return p.put("igmp leave ", host_name(p, r.bytes_at(4, 4)));
    case kDvmrp:
      p.put("igmp dvmrp");
      if (length < 8) return p.put(" [len ", length, ']');
      return put_child(p, r, type);
    case kPim1:
      p.put("igmp pimv1");
      return put_child(p, r, type);
    case kTrace:
      return put_trace(p, r, "mtrace");
    case kTraceResponse:
      return put_trace(p, r, "mresp");
    default:
      p.put("igmp-", type);
  }
}

}  // namespace

void print_igmp(Printer& p, Reader r) {
  p.protocol = "igmp";
  if (p.ip != nullptr && p.ip->version != 4) {
    p.put("[IGMP requires IPv4]");
    return p.invalid();
  }
  if (p.options.quiet) return p.put("igmp");
  put_message(p, r, r.u8_at(0));
  const size_t length = r.length();
  if (p.verbose() == 0 || !r.has(length)) return;
  if (internet_checksum(r.bytes_at(0, length)) != 0) p.put(" bad igmp cksum ", hex(r.u16_at(2)), '!');
}

}  // namespace trawl
