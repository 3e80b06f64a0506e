// A line index from the cache with any tables: every look-up ends, inside them.
#include <cstring>

#include "kernel/lines/line_index.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)trawl::LineIndex::parse({data, size}, "ab");
  // The same as the checksum's owner would have written it, for else no input comes as far as the tables.
  trawl::line_index::Header header{};
  if (size < sizeof(header)) return 0;
  std::vector<uint8_t> bytes(data, data + size);
  std::memcpy(&header, bytes.data(), sizeof(header));
  header.magic = trawl::line_index::kMagic;
  header.version = trawl::line_index::kVersion;
  header.size = size;
  std::memcpy(header.build_id, "ab", sizeof("ab"));
  bytes.back() = 0;
  // The texts are what the other tables leave.
  const uint64_t tables = sizeof(header) + uint64_t{header.sections %= 4} * sizeof(trawl::line_index::Section) +
                          uint64_t{header.rows %= 64} * sizeof(trawl::line_index::Row) +
                          uint64_t{header.ranges %= 64} * sizeof(trawl::line_index::Range) +
                          uint64_t{header.files %= 8} * sizeof(uint32_t);
  if (tables >= size) return 0;
  header.text_size = static_cast<uint32_t>(size - tables);
  std::memcpy(bytes.data(), &header, sizeof(header));
  header.checksum = trawl::line_index_checksum(bytes);
  std::memcpy(bytes.data(), &header, sizeof(header));
  const auto index = trawl::LineIndex::parse(bytes, "ab");
  if (!index) __builtin_trap();
  (void)index->sections();
  for (uint64_t offset = 0; offset < 256; offset++) (void)index->frames(header.base + (offset << (offset & 24)));
  (void)index->line_starts(0, UINT64_MAX);
  (void)index->line_starts(header.base + 3, header.base + 4096);
  return 0;
}
