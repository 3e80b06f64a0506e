#include "kernel/lines/relocation.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

namespace trawl {

namespace {

constexpr uint64_t kFirstCode = 0x1000;  // 0 stands for code that was left out
constexpr uint64_t kGap = 0x1000;        // between sections, so that an end is no other's begin

/// The relocations that compilers write into DWARF: symbol and addend, as a number of so many bytes.
struct Relocation {
  uint16_t machine;
  uint32_t type;
  size_t bytes;
};
constexpr Relocation kRelocations[] = {
    {EM_X86_64, R_X86_64_64, 8},
    {EM_X86_64, R_X86_64_32, 4},
    {EM_AARCH64, R_AARCH64_ABS64, 8},
    {EM_AARCH64, R_AARCH64_ABS32, 4},
};

size_t bytes_of(uint16_t machine, uint64_t type) {
  const auto* row = std::ranges::find_if(
      kRelocations, [&](const Relocation& each) { return each.machine == machine && each.type == type; });
  return row == std::end(kRelocations) ? 0 : row->bytes;
}

std::optional<uint16_t> machine_of_object_file(Elf* elf) {
  GElf_Ehdr header;
  if (gelf_getehdr(elf, &header) == nullptr || header.e_type != ET_REL) return std::nullopt;
  return header.e_machine;
}

std::string_view name_of(Elf* elf, const GElf_Shdr& header) {
  size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return {};
  const char* name = elf_strptr(elf, names, header.sh_name);
  return name != nullptr ? name : std::string_view();
}

bool is_code(const GElf_Shdr& header) {
  return (header.sh_flags & SHF_ALLOC) != 0 && (header.sh_flags & SHF_EXECINSTR) != 0 && header.sh_size != 0;
}

/// Where the sections of an object file begin, by their numbers; 0 for all that is no code.
std::vector<uint64_t> begins_of(Elf* elf, std::span<const CodeSection> code) {
  size_t count = 0;
  if (elf_getshdrnum(elf, &count) != 0) return {};
  std::vector<uint64_t> begins(count);
  auto next = code.begin();
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf, section)) != nullptr && next != code.end()) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || !is_code(header)) continue;
    if (const size_t number = elf_ndxscn(section); number < begins.size()) begins[number] = next->address;
    ++next;
  }
  return begins;
}

/// The relocations of one section with DWARF.
class Relocator {
 public:
  Relocator(uint16_t machine, std::span<const uint64_t> begins, Elf_Data* symbols, Elf_Data* target)
      : machine_(machine),
        begins_(begins),
        symbols_(symbols),
        target_(static_cast<uint8_t*>(target->d_buf), target->d_size) {}

  void apply(const GElf_Rela& relocation) {
    const size_t size = bytes_of(machine_, GELF_R_TYPE(relocation.r_info));
    GElf_Sym symbol;
    if (size == 0 || relocation.r_offset > target_.size() || target_.size() - relocation.r_offset < size) return;
    if (gelf_getsym(symbols_, static_cast<int>(GELF_R_SYM(relocation.r_info)), &symbol) == nullptr) return;
    if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx >= begins_.size()) return;
    const uint64_t value = begins_[symbol.st_shndx] + symbol.st_value + static_cast<uint64_t>(relocation.r_addend);
    std::memcpy(target_.data() + relocation.r_offset, &value, size);  // both processors are little-endian
  }

 private:
  uint16_t machine_;
  std::span<const uint64_t> begins_;
  Elf_Data* symbols_;
  std::span<uint8_t> target_;
};

/// A section's bytes, decompressed in memory.
Elf_Data* plain_data(Elf* elf, size_t number) {
  Elf_Scn* section = elf_getscn(elf, number);
  GElf_Shdr header;
  if (section == nullptr || gelf_getshdr(section, &header) == nullptr) return nullptr;
  if ((header.sh_flags & SHF_COMPRESSED) != 0 && elf_compress(section, 0, 0) < 0) return nullptr;
  Elf_Data* data = elf_getdata(section, nullptr);
  return data != nullptr && data->d_buf != nullptr ? data : nullptr;
}

}  // namespace

std::vector<CodeSection> place_code(Elf* elf) {
  const bool placed = !machine_of_object_file(elf);
  uint64_t next = kFirstCode;
  std::vector<CodeSection> code;
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || !is_code(header)) continue;
    code.push_back({name_of(elf, header), placed ? header.sh_addr : next, header.sh_size});
    next += (header.sh_size / kGap + 2) * kGap;
  }
  return code;
}

void relocate_debug_sections(Elf* elf, std::span<const CodeSection> code) {
  const auto machine = machine_of_object_file(elf);
  if (!machine) return;
  const std::vector<uint64_t> begins = begins_of(elf, code);
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    GElf_Shdr target;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_RELA || header.sh_entsize == 0) continue;
    Elf_Scn* changed = elf_getscn(elf, header.sh_info);
    if (changed == nullptr || gelf_getshdr(changed, &target) == nullptr) continue;
    if (!name_of(elf, target).starts_with(".debug_")) continue;
    Elf_Data* entries = elf_getdata(section, nullptr);
    Elf_Data* symbols = plain_data(elf, header.sh_link);
    Elf_Data* data = plain_data(elf, header.sh_info);
    if (entries == nullptr || symbols == nullptr || data == nullptr) continue;
    Relocator relocator(*machine, begins, symbols, data);
    const auto count = static_cast<int>(std::min<uint64_t>(header.sh_size / header.sh_entsize, INT32_MAX));
    for (int i = 0; i < count; i++) {
      GElf_Rela relocation;
      if (gelf_getrela(entries, i, &relocation) != nullptr) relocator.apply(relocation);
    }
  }
}

}  // namespace trawl
