#include "kernel/go_symbols.h"

#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/fd.h"

namespace trawl {

namespace {

// The header of the table: runtime/symtab.go, pcHeader. Offsets for 64-bit programs of little-endian processors.
constexpr uint32_t kGo118 = 0xfffffff0;
constexpr uint32_t kGo120 = 0xfffffff1;
constexpr size_t kPointerSizeAt = 7;
constexpr size_t kCountAt = 8;
constexpr size_t kTextStartAt = 24;
constexpr size_t kNamesAt = 32;
constexpr size_t kFunctionsAt = 64;
constexpr size_t kHeader = 72;
constexpr size_t kTableAlignment = 8;  // at least
constexpr size_t kEntry = 8;           // of the list of functions: where its code and where its description begin

template <class T>
std::optional<T> number_at(std::span<const uint8_t> bytes, uint64_t at) {
  T value{};
  if (at > bytes.size() || sizeof(T) > bytes.size() - at) return std::nullopt;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

bool is_name_at(std::span<const uint8_t> bytes, uint64_t at, std::string_view name) {
  if (at > bytes.size() || bytes.size() - at <= name.size()) return false;
  return std::memcmp(bytes.data() + at, name.data(), name.size()) == 0 && bytes[at + name.size()] == 0;
}

using Elf_ = std::unique_ptr<Elf, int (*)(Elf*)>;

Elf_Scn* find_section(Elf* elf, std::string_view name) {
  size_t names = 0;
  if (::elf_getshdrstrndx(elf, &names) != 0) return nullptr;
  Elf_Scn* section = nullptr;
  while ((section = ::elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header{};
    if (::gelf_getshdr(section, &header) == nullptr) continue;
    const char* text = ::elf_strptr(elf, names, header.sh_name);
    if (text != nullptr && name == text) return section;
  }
  return nullptr;
}

struct Table {
  std::span<const uint8_t> bytes;  // and what follows it in its section
  uint64_t address;
};

std::optional<Table> section_bytes(Elf* elf, std::string_view name) {
  Elf_Scn* section = find_section(elf, name);
  GElf_Shdr header{};
  if (section == nullptr || ::gelf_getshdr(section, &header) == nullptr) return std::nullopt;
  const Elf_Data* data = ::elf_rawdata(section, nullptr);
  if (data == nullptr || data->d_buf == nullptr) return std::nullopt;
  return Table{.bytes = {static_cast<const uint8_t*>(data->d_buf), data->d_size}, .address = header.sh_addr};
}

bool is_table_at(std::span<const uint8_t> bytes, size_t at) {
  const auto magic = number_at<uint32_t>(bytes, at);
  if (!magic || (*magic != kGo118 && *magic != kGo120) || bytes.size() - at < kHeader) return false;
  return bytes[at + 4] == 0 && bytes[at + 5] == 0 && bytes[at + kPointerSizeAt] == 8;
}

/// Go's own linker gives the table a section; another's, of position-independent programs, puts it among other data.
std::optional<Table> find_table(Elf* elf) {
  if (auto own = section_bytes(elf, ".gopclntab")) return own;
  for (const std::string_view name : {".data.rel.ro.gopclntab", ".data.rel.ro"}) {
    const auto section = section_bytes(elf, name);
    if (!section) continue;
    for (size_t at = 0; at < section->bytes.size(); at += kTableAlignment) {
      if (is_table_at(section->bytes, at)) return Table{section->bytes.subspan(at), section->address + at};
    }
  }
  return std::nullopt;
}

/// What the dynamic linker is to add to the program's place, for the word at this address.
std::optional<uint64_t> relocation_at(Elf* elf, uint64_t address) {
  for (const std::string_view name : {".rela.dyn", ".rela"}) {
    const auto section = section_bytes(elf, name);
    if (!section) continue;
    Elf64_Rela entry{};
    for (size_t at = 0; at + sizeof(entry) <= section->bytes.size(); at += sizeof(entry)) {
      std::memcpy(&entry, section->bytes.data() + at, sizeof(entry));
      if (entry.r_offset == address) return static_cast<uint64_t>(entry.r_addend);
    }
  }
  return std::nullopt;
}

/// The address that the table's entries count from. C code may stand before it in the section of code.
uint64_t text_start(Elf* elf, const Table& table) {
  const auto told = number_at<uint64_t>(table.bytes, kTextStartAt).value_or(0);
  if (told != 0) return told;
  if (const auto relocated = relocation_at(elf, table.address + kTextStartAt)) return *relocated;
  const auto code = section_bytes(elf, ".text");
  return code ? code->address : 0;
}

std::optional<uint64_t> file_offset(Elf* elf, uint64_t address) {
  size_t count = 0;
  if (::elf_getphdrnum(elf, &count) != 0) return std::nullopt;
  for (size_t i = 0; i < count; i++) {
    GElf_Phdr segment{};
    if (::gelf_getphdr(elf, static_cast<int>(i), &segment) == nullptr || segment.p_type != PT_LOAD) continue;
    if (address < segment.p_vaddr || address - segment.p_vaddr >= segment.p_filesz) continue;
    return segment.p_offset + (address - segment.p_vaddr);
  }
  return std::nullopt;
}

}  // namespace

std::optional<uint64_t> find_go_function(std::span<const uint8_t> table, std::string_view name) {
  const auto magic = number_at<uint32_t>(table, 0);
  if (!magic || (*magic != kGo118 && *magic != kGo120)) return std::nullopt;
  if (table.size() < kHeader || table[kPointerSizeAt] != 8) return std::nullopt;
  const auto count = *number_at<uint64_t>(table, kCountAt);
  const auto names = *number_at<uint64_t>(table, kNamesAt);
  const auto functions = *number_at<uint64_t>(table, kFunctionsAt);
  if (functions > table.size() || names > table.size()) return std::nullopt;
  const auto list = table.subspan(functions);
  for (uint64_t i = 0; i < count && (i + 1) * kEntry <= list.size(); i++) {
    const uint32_t code = *number_at<uint32_t>(list, i * kEntry);
    const uint32_t description = *number_at<uint32_t>(list, i * kEntry + 4);
    // A description begins with the code's place, again, and the name's.
    const auto name_at = number_at<int32_t>(list, uint64_t{description} + 4);
    if (!name_at || *name_at < 0) continue;
    if (is_name_at(table, names + static_cast<uint64_t>(*name_at), name)) return code;
  }
  return std::nullopt;
}

Result<uint64_t> go_function_offset(const std::string& executable, std::string_view name) {
  const Fd file(::open(executable.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return fail_errno(executable, errno);
  ::elf_version(EV_CURRENT);
  const Elf_ elf(::elf_begin(file.get(), ELF_C_READ_MMAP, nullptr), ::elf_end);
  if (!elf) return fail(executable + ": is no executable of this machine");
  const auto table = find_table(elf.get());
  if (!table) return fail(executable + ": is no Go program");
  const auto entry = find_go_function(table->bytes, name);
  if (!entry) return fail(executable + ": has no function " + std::string(name));
  const auto offset = file_offset(elf.get(), text_start(elf.get(), *table) + *entry);
  if (!offset) return fail(executable + ": has no text for " + std::string(name));
  return *offset;
}

}  // namespace trawl
