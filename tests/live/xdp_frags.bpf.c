// One that takes packets in several buffers, which Linux has since 5.18.
#include "xdp_others.h"

SEC("xdp.frags") int other_frags(struct xdp_md* ctx) {
  return counted(XDP_PASS);
}
