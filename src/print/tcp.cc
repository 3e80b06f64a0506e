// TCP: RFC 9293.
#include "print/ip.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

void print_tcp(Printer& p, Reader r) {
  p.protocol = "tcp";
  const size_t length = r.length();
  const uint16_t source = r.u16();
  const uint16_t destination = r.u16();
  p.names.put_host(p.text, p.ip->source);
  p.put('.');
  p.names.put_tcp_port(p.text, source);
  p.put(" > ");
  p.names.put_host(p.text, p.ip->destination);
  p.put('.');
  p.names.put_tcp_port(p.text, destination);
  p.put(": ");
  r.skip(8);
  const size_t header_length = static_cast<size_t>(r.u8() >> 4) * 4;
  if (header_length < 20 || header_length > length) return p.invalid();
  p.put("tcp ", length - header_length);
  r.skip(header_length - 13);
  if (r.length() == 0) return;
  if (const PrintFunction print = find_tcp_port(source, destination)) {
    if (Layer layer{p}) print(p, r.after(0));
  }
}

}  // namespace trawl
