#include "kernel/btf_file.h"

#include <linux/btf.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstring>

#include "base/file.h"

namespace trawl {

namespace {

constexpr size_t kLargestFile = size_t{64} << 20;  // bytes; Debian's largest has 7 million

Result<std::string> check_named(const std::string& path) {
  const auto content = read_file(path, kLargestFile);
  if (!content) return std::unexpected(content.error());
  const auto* bytes = reinterpret_cast<const uint8_t*>(content->data());
  if (auto checked = check_btf({bytes, content->size()}); !checked) return fail(path + ": " + checked.error().what);
  return path;
}

}  // namespace

std::vector<std::string> btf_places(const std::string& release) {
  const std::string folder = std::string(kBtfFolder) + '/';
  return {kOwnTypes, folder + "vmlinux", folder + "vmlinux-" + release, folder + release + ".btf"};
}

Result<std::string> find_btf_file(const KernelOptions& options) {
  if (!options.btf_file.empty()) return check_named(options.btf_file);
  utsname name{};
  ::uname(&name);
  for (const std::string& path : btf_places(name.release)) {
    const bool switched_off = path == kOwnTypes && options.without.test(static_cast<size_t>(Feature::kBtf));
    if (switched_off || ::access(path.c_str(), R_OK) != 0) continue;
    return path == kOwnTypes ? Result<std::string>(path) : check_named(path);
  }
  return fail(std::string("this kernel does not tell how its structures lie in memory (BTF): there is no ") + kOwnTypes,
              "\"trawl doctor --fetch-btf\" gets a file for it into " + std::string(kBtfFolder) +
                  ", or --kernel-btf FILE names one");
}

Result<void> check_btf(std::span<const uint8_t> bytes) {
  btf_header header{};
  if (bytes.size() < sizeof(header)) return fail("not BTF: too short");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.magic != BTF_MAGIC || header.version != BTF_VERSION) return fail("not BTF of this processor's byte order");
  const uint64_t types_end = uint64_t{header.hdr_len} + header.type_off + header.type_len;
  const uint64_t names_end = uint64_t{header.hdr_len} + header.str_off + header.str_len;
  if (header.hdr_len < sizeof(header) || header.type_len == 0 || types_end > bytes.size() || names_end > bytes.size()) {
    return fail("damaged BTF: its sections are not in the file");
  }
  return {};
}

}  // namespace trawl
