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
constexpr size_t kNamesAt = 32;
constexpr size_t kFunctionsAt = 64;
constexpr size_t kHeader = 72;
constexpr size_t kEntry = 8;  // of the list of functions: where its code and where its description begin

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
  Elf_Scn* section = find_section(elf.get(), ".gopclntab");
  if (section == nullptr) section = find_section(elf.get(), ".data.rel.ro.gopclntab");  // of position-independent ones
  const Elf_Data* data = section == nullptr ? nullptr : ::elf_rawdata(section, nullptr);
  if (data == nullptr || data->d_buf == nullptr) return fail(executable + ": is no Go program");
  const auto entry = find_go_function({static_cast<const uint8_t*>(data->d_buf), data->d_size}, name);
  if (!entry) return fail(executable + ": has no function " + std::string(name));
  GElf_Shdr text{};
  Elf_Scn* code = find_section(elf.get(), ".text");
  if (code == nullptr || ::gelf_getshdr(code, &text) == nullptr || *entry >= text.sh_size) {
    return fail(executable + ": has no text for " + std::string(name));
  }
  return text.sh_offset + *entry;
}

}  // namespace trawl
