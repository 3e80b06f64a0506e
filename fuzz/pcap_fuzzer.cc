// Capture files of any content: reading ends, without an error of memory, and what was read can be written.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <span>

#include "packet/context_comments.h"
#include "pcap/file_reader.h"
#include "pcap/hook_options.h"
#include "pcap/ng_blocks.h"
#include "pcap/ng_writer.h"

namespace {

void use(const trawl::Packet& packet, const trawl::FileBatch& batch) {
  trawl::ContextParser parser;
  trawl::ng::Options options(trawl::ng::packet_options(packet.record, batch.integers), batch.integers);
  for (trawl::ng::Option option; options.next(option);) {
    if (option.code == trawl::ng::kComment) {
      parser.add({reinterpret_cast<const char*>(option.value.data()), option.value.size()});
    }
  }
  const auto owned = parser.finish();
  (void)trawl::read_hook_facts(trawl::ng::packet_options(packet.record, batch.integers), batch.integers);
  trawl::NgBlocks blocks;
  blocks.enhanced_packet(packet, packet.interface, {});
  trawl::write_context_comments(owned->context, {}, [](std::string_view) {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  trawl::Fd fd(::memfd_create("fuzz", MFD_CLOEXEC));
  if (::write(fd.get(), data, size) != static_cast<ssize_t>(size)) return 0;
  ::lseek(fd.get(), 0, SEEK_SET);
  auto reader = trawl::FileReader::create(std::move(fd));
  if (!reader) return 0;
  trawl::FileBatch batch;
  for (;;) {
    const auto more = (*reader)->next(batch);
    if (!more || !*more) return 0;
    for (const auto& packet : batch.packets) use(packet, batch);
  }
}
