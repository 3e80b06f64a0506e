// Programs of others at the XDP hook, which xdp.test attaches: each counts what it gets.
#include "xdp_others.h"

SEC("xdp") int other_pass(struct xdp_md* ctx) {
  return counted(XDP_PASS);
}
SEC("xdp") int other_drop(struct xdp_md* ctx) {
  return counted(XDP_DROP);
}
