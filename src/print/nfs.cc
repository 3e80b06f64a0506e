// NFS versions 2 and 3 over ONC RPC: RFC 5531 (RPC), RFC 1094, RFC 1813. Calls and replies; see nfs_procedure.cc for
// what they carry.
#include <algorithm>
#include <array>

#include "print/nfs.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kCall = 0;
constexpr uint32_t kReply = 1;

constexpr ValueName kAcceptErrors[] = {
    {1, "PROG_UNAVAIL"}, {2, "PROG_MISMATCH"}, {3, "PROC_UNAVAIL"}, {4, "GARBAGE_ARGS"}, {5, "SYSTEM_ERR"},
};
constexpr ValueName kAuthentications[] = {
    {0, "OK"},
    {1, "Bogus Credentials (seal broken)"},
    {2, "Rejected Credentials (client should begin new session)"},
    {3, "Bogus Verifier (seal broken)"},
    {4, "Verifier expired or was replayed"},
    {5, "Credentials are too weak"},
    {6, "Bogus response verifier"},
    {7, "Unknown failure"},
};

/// Calls whose replies may follow: a reply does not say which procedure it answers.
class CallMap : public ProtocolState {
 public:
  struct Call {
    uint32_t xid = 0;
    uint32_t procedure = 0;
    uint32_t version = 0;
    uint8_t address_length = 0;
    std::array<uint8_t, 16> client{};
    std::array<uint8_t, 16> server{};
  };

  void enter(uint32_t xid, const IpHeader& ip, uint32_t procedure, uint32_t version) {
    Call& call = calls_[next_];
    next_ = (next_ + 1) % kSize;
    call = {xid, procedure, version, static_cast<uint8_t>(ip.source.size()), {}, {}};
    std::ranges::copy(ip.source, call.client.begin());
    std::ranges::copy(ip.destination, call.server.begin());
  }

  const Call* find(uint32_t xid, const IpHeader& ip) const {
    const auto same = [&](std::span<const uint8_t> address, const std::array<uint8_t, 16>& other) {
      return std::ranges::equal(address, std::span(other).first(address.size()));
    };
    const auto found = std::ranges::find_if(calls_, [&](const Call& call) {
      return call.xid == xid && call.address_length == ip.source.size() && same(ip.destination, call.client) &&
             same(ip.source, call.server);
    });
    return found == calls_.end() ? nullptr : &*found;
  }

 private:
  static constexpr size_t kSize = 64;
  std::array<Call, kSize> calls_{};
  size_t next_ = 0;
};

/// Behind a call's credentials and verifier; false when one of them says it is longer than the message.
bool skip_authentication(Printer& p, Reader& r, size_t length) {
  for (const std::string_view what : {"credentials", "verifier"}) {
    r.skip(4);
    const uint32_t size = r.u32();
    if (size > length) {
      p.put(" [", what, " length ", size, " > ", length, ']');
      p.invalid();
      p.truncated();
      return false;
    }
    const size_t padded = (size + size_t{3}) / 4 * 4;
    r.skip(padded);
    length -= std::min(length, 8 + padded);
  }
  return true;
}

void print_call(Printer& p, Reader r) {
  p.protocol = "nfs";
  const size_t length = r.length();
  p.put(length);
  const uint32_t xid = r.u32();
  r.skip(8);
  r.skip(4);
  const uint32_t version = r.u32();
  const uint32_t sent_procedure = r.u32();
  if (p.stopped()) return;
  if (p.ip != nullptr) p.state<CallMap>().enter(xid, *p.ip, sent_procedure, version);
  const bool v3 = version == 3;
  const uint32_t procedure = nfs::version3_procedure(sent_procedure, v3);
  p.put(' ');
  nfs::put_procedure(p, procedure);
  if (nfs::has_arguments(procedure) && skip_authentication(p, r, length)) nfs::print_arguments(p, r, procedure, v3);
}

void print_accepted(Printer& p, Reader r, uint32_t xid, size_t length) {
  const CallMap::Call* const call = p.ip == nullptr ? nullptr : p.state<CallMap>().find(xid, *p.ip);
  if (call == nullptr) return;
  const bool v3 = call->version == 3;
  const uint32_t procedure = nfs::version3_procedure(call->procedure, v3);
  p.put(' ');
  nfs::put_procedure(p, procedure);
  if (!nfs::has_arguments(procedure)) return;
  r.skip(4);
  const uint32_t verifier = r.u32();
  if (verifier > length) {
    p.put(" [verifier length ", verifier, " > ", length, ']');
    p.invalid();
    p.truncated();
    return;
  }
  r.skip(verifier);
  const uint32_t status = r.u32();
  if (status != 0) return p.put(' ', named(kAcceptErrors, status, "ar_stat "));
  nfs::print_results(p, r, procedure, v3);
}

void print_denied(Printer& p, Reader r) {
  const uint32_t reason = r.u32();
  if (reason == 0) {
    const uint32_t low = r.u32();
    p.put("RPC Version mismatch (", low, '-', r.u32(), ')');
  } else if (reason == 1) {
    p.put("Auth ", named(kAuthentications, r.u32(), "Invalid failure code "));
  } else {
    p.put("Unknown reason for rejecting rpc message ", reason);
  }
}

void print_request_message(Printer& p, Reader r) {
  p.put("NFS request xid ", r.u32_at(0), ' ');
  print_call(p, r);
}
void print_reply_message(Printer& p, Reader r) {
  p.put("NFS reply xid ", r.u32_at(0), ' ');
  nfs::print_reply(p, r);
}

bool is_direction(Reader r, uint32_t direction) {
  return r.has(8) && r.u32_at(4) == direction;
}

/// The message in a record of RPC over TCP (RFC 5531, section 11).
Reader record(Reader r) {
  constexpr size_t kMark = 4;
  if (!r.has(kMark) || r.length() < kMark) return r.first(0);
  const size_t length = r.u32() & 0x7fffffff;
  return r.with_length(std::min(length, r.length()));
}

}  // namespace

namespace nfs {

void print_reply(Printer& p, Reader r) {
  p.protocol = "nfs";
  const size_t length = r.length();
  const uint32_t xid = r.u32();
  r.skip(4);
  const uint32_t status = r.u32();
  switch (status) {
    case 0:
      p.put("reply ok ", length);
      return print_accepted(p, r, xid, length);
    case 1:
      p.put("reply ERR ", length, ": ");
      return print_denied(p, r);
    default:
      p.put("reply Unknown rpc response code=", status, ' ', length);
  }
}

}  // namespace nfs

bool print_nfs_request(Printer& p, Reader r) {
  if (!is_direction(r, kCall)) return false;
  print_request_message(p, r);
  return true;
}

bool print_nfs_reply(Printer& p, Reader r) {
  if (!is_direction(r, kReply)) return false;
  print_reply_message(p, r);
  return true;
}

void print_nfs_tcp_request(Printer& p, Reader r) {
  const Reader message = record(r);
  if (!is_direction(message, kCall)) return;
  p.put(": ");
  print_request_message(p, message);
}

void print_nfs_tcp_reply(Printer& p, Reader r) {
  const Reader message = record(r);
  if (!is_direction(message, kReply)) return;
  p.put(": ");
  print_reply_message(p, message);
}

}  // namespace trawl
