// ONC RPC where -T asks for it: RFC 5531; the port mapper's calls: RFC 1833.
#include "print/ip.h"
#include "print/nfs.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kVersion = 2;
constexpr uint16_t kPortMapper = 111;
constexpr uint16_t kNfs = 2049;
constexpr size_t kCallHeader = 32;  // with the head of the credentials

enum Procedure : uint32_t { kNull, kSet, kUnset, kGetPort, kDump, kCallIt };
constexpr ValueName kProcedures[] = {
    {kNull, "null"}, {kSet, "set"}, {kUnset, "unset"}, {kGetPort, "getport"}, {kDump, "dump"}, {kCallIt, "call"},
};

bool names_program(uint32_t procedure) {
  return procedure == kSet || procedure == kUnset || procedure == kGetPort || procedure == kCallIt;
}

/// Addresses with the transaction in a port's place.
void put_call_addresses(Printer& p, uint32_t transaction) {
  p.names.put_host(p.text, header_source(*p.ip));
  p.put(".0x", hex(transaction), " > ");
  p.names.put_host(p.text, header_destination(*p.ip));
  if (p.options.numeric > 0) {
    p.put(".0x", hex(kPortMapper), ": ");
  } else {
    p.put(".sunrpc: ");
  }
}

void put_reply_addresses(Printer& p, uint32_t transaction) {
  p.names.put_host(p.text, header_source(*p.ip));
  if (p.options.numeric > 0) {
    p.put('.', kNfs, " > ");
  } else {
    p.put(".nfs > ");
  }
  p.names.put_host(p.text, header_destination(*p.ip));
  p.put('.', transaction, ": ");
}

void print_call(Printer& p, Reader r) {
  p.protocol = "sunrpc";
  if (!r.need(kCallHeader)) return;
  const size_t length = r.length();
  put_call_addresses(p, r.u32());
  r.skip(4);
  const uint32_t rpc_version = r.u32();
  const uint32_t program = r.u32();
  const uint32_t version = r.u32();
  const uint32_t procedure = r.u32();
  p.put(length, ' ', named(kProcedures, procedure, " proc #"));
  if (rpc_version != kVersion) p.put(" [rpcver ", rpc_version, ']');
  if (names_program(procedure)) p.put(p.options.numeric > 0 ? " " : " #", program, '.', version);
}

}  // namespace

void print_rpc(Printer& p, Reader r) {
  p.protocol = "udp";
  const uint32_t direction = r.u32_at(4);
  if (direction == 0) return print_call(p, r);
  if (p.stopped()) return;
  p.protocol = "nfs";
  put_reply_addresses(p, r.u32_at(0));
  nfs::print_reply(p, r);
}

}  // namespace trawl
