// Microsoft network load balancing heartbeats: [MS-NLB] section 2.2.1.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

void print_msnlb(Printer& p, Reader r) {
  p.protocol = "msnlb";
  p.put("MS NLB heartbeat");
  r.skip(8);
  p.put(", host priority: ", r.le32());
  p.put(", cluster IP: ", host_name(p, r.bytes(4)));
  p.put(", host IP: ", host_name(p, r.bytes(4)));
}

}  // namespace trawl
