// Records of the process ring, several in a row: what the kernel side says is not believed blindly.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "attribute/process_table.h"
#include "attribute/socket_uses.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  trawl::ProcessTable processes;
  trawl::SocketUses uses;
  while (size >= 2) {
    const size_t length = std::min<size_t>(data[0] | (data[1] & 15) << 8, size - 2);
    // The ring aligns its records.
    std::vector<uint64_t> record(length / 8 + 1);
    std::memcpy(record.data(), data + 2, length);
    const std::span bytes(reinterpret_cast<const uint8_t*>(record.data()), length);
    processes.apply(bytes);
    if (length >= sizeof(trawl_process_event)) {
      const auto& event = *reinterpret_cast<const trawl_process_event*>(record.data());
      uses.add(event);
      trawl_packet packet{};
      packet.time = event.parent_start_time;
      packet.sender = packet.receiver = event.process;
      (void)uses.known_at(packet);
    }
    data += 2 + length;
    size -= 2 + length;
  }
  return 0;
}
