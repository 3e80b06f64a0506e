// Virtual sockets as Linux's vsockmon gives them (include/uapi/linux/vsockmon.h), with virtio's header (VIRTIO 1.2,
// section 5.10).
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 32;
constexpr uint16_t kVirtio = 2;
constexpr ValueName kTransports[] = {{0, "UNKNOWN"}, {1, "NO_INFO"}, {kVirtio, "VIRTIO"}};
constexpr ValueName kOperations[] = {{0, "UNKNOWN"}, {1, "CONNECT"}, {2, "DISCONNECT"}, {3, "CONTROL"}, {4, "PAYLOAD"}};

constexpr size_t kVirtioHeader = 44;
constexpr ValueName kVirtioTypes[] = {{1, "STREAM"}};
constexpr ValueName kVirtioOperations[] = {{0, "INVALID"},       {1, "REQUEST"},       {2, "RESPONSE"},
                                           {3, "RST"},           {4, "SHUTDOWN"},      {5, "RW"},
                                           {6, "CREDIT UPDATE"}, {7, "CREDIT REQUEST"}};

void print_virtio(Printer& p, Reader r) {
  r.skip(24);
  p.put(" (len ", r.le32());
  p.put(", type ", named(kVirtioTypes, r.le16(), "Invalid type (", ")"));
  p.put(", op ", named(kVirtioOperations, r.le16(), "Invalid op (", ")"));
  p.put(", flags ", hex(r.le32()));
  p.put(", buf_alloc ", r.le32());
  p.put(", fwd_cnt ", r.le32(), ')');
}

}  // namespace

void print_vsock_link(Printer& p, Reader r) {
  p.protocol = "vsock";
  p.link_header_length = kHeader;
  const size_t length = r.captured();  // what is captured of it is what tcpdump calls its length
  if (!r.need(kHeader)) return;
  if (length < kHeader) {
    p.put("packet length ", length, " < ", kHeader);
    return p.invalid();
  }
  const uint64_t source = r.le64();
  const uint64_t destination = r.le64();
  const uint32_t source_port = r.le32();
  const uint32_t destination_port = r.le32();
  const uint16_t operation = r.le16();
  const uint16_t transport = r.le16();
  r.skip(4);  // the length of the transport's header, which its kind tells as well
  p.put(named(kTransports, transport, "Invalid transport (", ")"));
  const bool cut = p.verbose() > 0 && transport == kVirtio && !r.has(kVirtioHeader);
  if (p.verbose() == 0) {
    p.put(' ');
  } else if (!cut) {
    if (transport == kVirtio) print_virtio(p, r);
    p.put("\n\t");
  }
  p.put(source, '.', source_port, " > ", destination, '.', destination_port, ' ',
        named(kOperations, operation, " invalid op (", ")"), ", length ", length);
  if (cut) return p.truncated();
  if (transport == kVirtio) r.skip(kVirtioHeader);
  if (p.verbose() > 1 && r.length() > 0) {
    p.put('\n');  // tcpdump begins no line for the lines of the dump but the first
    put_unknown(p, "\t", r.after(0), r.length());
  }
}

}  // namespace trawl
