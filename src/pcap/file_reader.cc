#include "pcap/file_reader.h"

#include <fmt/format.h>

#include "pcap/classic_reader.h"
#include "pcap/ng_reader.h"

namespace trawl {

Result<std::unique_ptr<FileReader>> FileReader::create(Fd fd) {
  ByteInput input(std::move(fd));
  auto magic = input.fill(4);
  if (const auto compression = compression_of_start(input.buffered()); magic && compression != Compression::kNone) {
    input.decompress(compression);
    magic = input.fill(4);
  }
  if (!magic) return std::unexpected(magic.error());
  if (!*magic) {
    return fail(
        fmt::format("truncated dump file; tried to read 4 file header bytes, only got {}", input.buffered().size()));
  }
  if (ClassicReader::is_magic(input.buffered())) return ClassicReader::create(std::move(input));
  if (NgReader::is_magic(input.buffered())) return NgReader::create(std::move(input));
  return fail("unknown file format");
}

}  // namespace trawl
