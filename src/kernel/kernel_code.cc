#include "kernel/kernel_code.h"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/fd.h"

namespace trawl {

namespace {

template <class Value>
bool read_at(const Fd& file, uint64_t offset, Value& value) {
  return ::pread(file.get(), &value, sizeof(value), static_cast<off_t>(offset)) == ssize_t{sizeof(value)};
}

}  // namespace

Result<std::vector<uint8_t>> read_kernel_code(uint64_t address, size_t size) {
  const Fd file(::open("/proc/kcore", O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return fail_errno("open /proc/kcore", errno);
  Elf64_Ehdr header{};
  if (!read_at(file, 0, header)) return fail_errno("read /proc/kcore", errno);
  for (size_t i = 0; i < header.e_phnum; i++) {
    Elf64_Phdr segment{};
    if (!read_at(file, header.e_phoff + i * sizeof(segment), segment)) break;
    if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
    const uint64_t before = address - segment.p_vaddr;
    if (before >= segment.p_memsz || segment.p_memsz - before < size) continue;
    std::vector<uint8_t> code(size);
    const ssize_t got = ::pread(file.get(), code.data(), size, static_cast<off_t>(segment.p_offset + before));
    if (got == static_cast<ssize_t>(size)) return code;
  }
  return fail("/proc/kcore does not have the kernel's code");
}

}  // namespace trawl
