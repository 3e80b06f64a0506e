#include "kernel/lines/debug_image.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <gelf.h>

#include <algorithm>
#include <cerrno>

#include "kernel/lines/build_id.h"
#include "kernel/lines/relocation.h"

namespace trawl {

namespace {

std::string build_id_of(Elf* elf) {
  const void* id = nullptr;
  const ssize_t size = dwelf_elf_gnu_build_id(elf, &id);
  if (size <= 0) return {};
  return build_id_text({static_cast<const uint8_t*>(id), static_cast<size_t>(size)});
}

}  // namespace

Result<DebugImage> DebugImage::open(const std::string& path, const std::string& build_id) {
  elf_version(EV_CURRENT);
  DebugImage image;
  image.path_ = path;
  image.file_ = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!image.file_.valid()) return fail_errno(path, errno);
  // Private, because a module's is relocated in memory.
  image.elf_.reset(elf_begin(image.file_.get(), ELF_C_READ_MMAP_PRIVATE, nullptr));
  if (!image.elf_ || elf_kind(image.elf_.get()) != ELF_K_ELF) return fail(path + ": is not an ELF file");
  image.build_id_ = build_id_of(image.elf_.get());
  if (auto checked = image.check(build_id); !checked) return std::unexpected(checked.error());
  image.sections_ = place_code(image.elf_.get());
  relocate_debug_sections(image.elf_.get(), image.sections_);
  return image;
}

Result<void> DebugImage::check(const std::string& build_id) {
  const std::string own = build_id_.empty() ? "not there" : build_id_;
  if (!build_id.empty() && build_id_ != build_id) {
    return fail(path_ + ": belongs to other code: its build id is " + own + ", that of the running code " + build_id);
  }
  const DwarfReader dwarf = reader();
  Dwarf_CU* unit = nullptr;
  if (!dwarf || dwarf_get_units(dwarf.get(), nullptr, &unit, nullptr, nullptr, nullptr, nullptr) != 0) {
    return fail(path_ + ": has no debug information (build id " + own + ')', "it may have been stripped");
  }
  return {};
}

uint64_t DebugImage::symbol(const std::string& name) const {
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf_.get(), section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_SYMTAB || header.sh_entsize == 0) continue;
    Elf_Data* data = elf_getdata(section, nullptr);
    const auto count = static_cast<int>(std::min<uint64_t>(header.sh_size / header.sh_entsize, INT32_MAX));
    for (int i = 0; data != nullptr && i < count; i++) {
      GElf_Sym symbol;
      if (gelf_getsym(data, i, &symbol) == nullptr) continue;
      const char* symbol_name = elf_strptr(elf_.get(), header.sh_link, symbol.st_name);
      if (symbol_name != nullptr && name == symbol_name) return symbol.st_value;
    }
  }
  return 0;
}

}  // namespace trawl
