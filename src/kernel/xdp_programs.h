// The programs and maps of `trawl xdp` in the kernel. Packets flow once a filter program from load_filter() is attached
// to a device (xdp_attach.h).
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "kernel/features.h"
#include "kernel/xdp_records.h"

struct xdp_bpf;

namespace trawl {

struct XdpProgramOptions {
  XdpRecordOptions records;
  uint32_t one_flow_in = 1;  // sample whole flows; 1: all
  bool rate = false;         // records are struct trawl_xdp_flow, one per new flow, and not packets
  int next_program = -1;     // descriptor of the program that goes on with each packet; -1: packets pass
  FeatureSet without;        // what the kernel is taken not to have
};

class XdpPrograms {
 public:
  /// Needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON; the error says what is missing. Where `next_program` does not take
  /// packets of several buffers, neither do these programs.
  static Result<XdpPrograms> create(const XdpProgramOptions& options);
  XdpPrograms(XdpPrograms&&) noexcept;
  XdpPrograms& operator=(XdpPrograms&&) noexcept;
  ~XdpPrograms();

  /// Whether this kernel has helpers that reach all of a packet (5.18 on).
  bool has_load_bytes() const { return has_load_bytes_; }
  /// What a filter program does when the expression matches and when it does not.
  std::vector<bpf_insn> on_match() const;
  std::vector<bpf_insn> on_reject() const;
  /// Loads a complete program for the XDP hook.
  Result<Fd> load_filter(std::span<const bpf_insn> program) const;

  XdpRecords& records() { return *records_; }
  const XdpRecords& records() const { return *records_; }

 private:
  struct Close {
    void operator()(xdp_bpf* skeleton) const;
  };
  explicit XdpPrograms(std::unique_ptr<xdp_bpf, Close> skeleton) : skeleton_(std::move(skeleton)) {}
  static Result<XdpPrograms> load(const XdpProgramOptions& options, bool has_load_bytes, bool frags);
  void take_several_buffers();
  int set_targets(const XdpProgramOptions& options);

  std::unique_ptr<xdp_bpf, Close> skeleton_;
  std::unique_ptr<XdpRecords> records_;
  bool has_load_bytes_ = true;
  bool frags_ = true;
};

}  // namespace trawl
