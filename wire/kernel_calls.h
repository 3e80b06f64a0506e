// Numbers that stand in compiled programs for functions of the kernel until user space knows those: no helper has them,
// and a kernel that has not the functions never comes to them.
#pragma once

enum trawl_kernel_call {
  TRAWL_CALL_SKB_CT_LOOKUP = 0x7a000001,  // bpf_skb_ct_lookup, 6.0
  TRAWL_CALL_CT_RELEASE = 0x7a000002,     // bpf_ct_release
};
