// The emit pass: a classic program as eBPF for one hook. It needs nothing newer than Linux 5.10.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "filter/classic.h"

namespace trawl {

/// For tc and tcx programs (SCHED_CLS) and socket filters, which get a struct __sk_buff in r1.
struct SkbProgram {
  /// Packets begin with an Ethernet header. The kernel then keeps an 802.1Q or 802.1ad tag beside the packet; the
  /// program sees it where it is on the wire, and `len` counts it.
  bool ethernet = true;
  /// Read the linear part through pointers, at a sixth of the cost of a load that reaches all of a packet. Socket
  /// filters may not.
  bool direct = true;
  bool outgoing = false;  // packets that leave: `outbound` is true of them
  bool loopback = false;  // packets that never leave: each is seen once, as `inbound`, as libpcap has it
  /// What the program does with its verdict. Both sequences find the context in r6, may use every other register and
  /// the stack, and must end with an exit of their own.
  std::vector<bpf_insn> on_match;
  std::vector<bpf_insn> on_reject;
};

/// For XDP programs, which get a struct xdp_md in r1.
struct XdpProgram {
  /// Linux 5.18 reads packets of more than one buffer by a helper. Without it a load beyond the first one rejects.
  bool load_bytes_helper = true;
  std::vector<bpf_insn> on_match;  // as in SkbProgram
  std::vector<bpf_insn> on_reject;
};

/// How many bytes a tracing hook has read of a packet before it asks.
inline constexpr uint32_t kTracingWindow = 64;

/// For a function that programs at tracing hooks (kprobes, tracepoints) call, and that returns 1 or 0. It gets in r1 a
/// pointer to what the kTracingWindow bytes from the packet's first one on are, in r2 the kernel address of that first
/// byte, in r3 how many bytes lie together from there on, in r4 the packet's length and in r5 whether it begins with an
/// Ethernet header; else it begins with the network header. Bytes of the window that do not lie there are not looked
/// at.
struct TracingFunction {
  std::span<const ClassicInstruction> ethernet;  // compiled for Ethernet; empty: such packets do not match
  std::span<const ClassicInstruction> network;   // compiled for raw IP; empty: the same
};

/// The program agrees with interpret() on every packet, whole packets being what the hook sees: a load past the end
/// rejects. Loads reach all of an skb, not its linear part only. An error if `classic` does not pass validate().
Result<std::vector<bpf_insn>> emit_skb(std::span<const ClassicInstruction> classic, const SkbProgram& program);
Result<std::vector<bpf_insn>> emit_xdp(std::span<const ClassicInstruction> classic, const XdpProgram& program);
/// Here a load past the bytes that lie together rejects as well.
Result<std::vector<bpf_insn>> emit_tracing(const TracingFunction& function);

}  // namespace trawl
