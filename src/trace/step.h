// One step of a packet through the kernel, and where it was seen.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trace/netfilter.h"

namespace trawl {

/// What a step means for the packet's story.
enum class StepKind : uint8_t {
  kFunction,     // a function got it
  kPassing,      // a tracepoint that says no more than that it came by
  kQueued,       // handed to a device for sending
  kDriver,       // the driver's answer
  kReceived,     // came in from a device
  kDropped,      // let go for a reason that is an error
  kConsumed,     // let go when all was done
  kCopied,       // a reader has its bytes
  kTcpReceived,  // a TCP socket has it
};

struct StepTask {
  uint32_t pid = 0;
  uint32_t tid = 0;
  std::string comm;
};

/// The process of a packet's socket; pid 0: not known.
struct StepOwner : StepTask {
  std::string container;  // its name, or its id where only that is known; empty: in none
  std::string pod;        // NAME.NAMESPACE; empty: in none
};

/// Whether an owner is one that was asked for.
enum class Wanted : uint8_t { kUnknown, kYes, kNever };

/// One of the functions that an instruction is in: an inlined one, or the outermost.
struct SourcePlace {
  std::string function;
  std::string file;  // as the compiler was given it
  int line = 0;
  std::string text;  // of that line; empty: the source is not there
};

/// Views are into what the source of the step keeps as long as it lives.
struct TraceStep {
  int64_t time = 0;     // ns since 1970
  uint64_t packet = 0;  // names the packet; all its skbs share it
  uint64_t skb = 0;     // kernel address
  uint64_t copy = 0;    // of the skb that becomes a copy of this one, or a part of it; 0: none
  StepKind kind = StepKind::kPassing;
  std::string_view name;                // of the function or the tracepoint
  uint64_t address = 0;                 // of the probed instruction; 0 at tracepoints
  uint64_t offset = 0;                  // of the instruction in the function, bytes
  std::string_view module;              // of the function; empty: the kernel itself
  std::string_view target;              // the function that an indirect call leads to; empty: it is none
  std::string_view caller;              // a function; empty: not known
  std::string_view reason;              // of a drop: the kernel's name for it; empty: none given
  std::string_view hook;                // of a drop at a device's hook: "XDP", "tc ingress" or "tc egress"
  std::vector<std::string> programs;    // that are attached there, in their order
  int32_t value = 0;                    // the tracepoint's own number: a return code, a length
  bool line = false;                    // at an instruction that the user named
  bool guessed = false;                 // the skb was found in a register: the call began before the trace
  std::span<const SourcePlace> places;  // of that instruction, the innermost first
  bool released = false;                // the skb is gone after this step
  uint32_t lost = 0;                    // steps of this CPU that were lost just before this one
  uint32_t cpu = 0;
  uint32_t netns = 0;     // inode number; 0: not known
  std::string interface;  // empty: no device yet
  uint32_t mark = 0;
  uint32_t length = 0;          // bytes that the current layer sees
  uint32_t network_length = 0;  // bytes from the network header on; 0: there is none yet
  uint32_t gso_size = 0;        // bytes of a segment; 0: it is not to be cut
  uint16_t protocol = 0;        // EtherType
  NetfilterPlace netfilter;
  std::string conntrack;       // what connection tracking says of it; empty: nothing
  uint64_t stack_pointer = 0;  // at a function's entry; 0: not known
  StepTask task;               // that ran on this CPU
  StepOwner owner;
  Wanted wanted = Wanted::kYes;         // the owner
  std::vector<std::string_view> stack;  // the innermost first
  std::vector<uint8_t> headers;         // the packet's first bytes
  uint16_t network = 0;                 // where the network header starts in them
  bool link_header = false;             // they begin with an Ethernet header
};

}  // namespace trawl
