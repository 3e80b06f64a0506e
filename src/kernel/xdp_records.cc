#include "kernel/xdp_records.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "kernel/reader_wait.h"

namespace trawl {

Result<XdpRecords> XdpRecords::create(const bpf_map* packets, const bpf_map* counters,
                                      volatile uint32_t* reader_waits) {
  auto ring = Ring::create(bpf_map__fd(packets), bpf_map__max_entries(packets));
  if (!ring) return std::unexpected(ring.error());
  return XdpRecords(std::move(*ring), counters, reader_waits);
}

std::vector<trawl_xdp_counters> XdpRecords::counters() const {
  std::vector<trawl_xdp_counters> per_cpu(static_cast<size_t>(libbpf_num_possible_cpus()));
  const uint32_t zero = 0;
  if (bpf_map_lookup_elem(bpf_map__fd(counters_), &zero, per_cpu.data()) != 0) return {};
  return per_cpu;
}

void XdpRecords::wait(std::span<const int> others, int timeout_ms) {
  wait_for_record(ring_, *reader_waits_, others, timeout_ms);
}

}  // namespace trawl
