#include "kernel/debug_image.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <gelf.h>

#include <algorithm>
#include <cerrno>
#include <span>

#include "base/fd.h"
#include "base/text.h"

namespace trawl {

namespace {

struct EndElf {
  void operator()(Elf* elf) const { elf_end(elf); }
};
struct EndDwarf {
  void operator()(Dwarf* dwarf) const { dwarf_end(dwarf); }
};
struct FreeScopes {
  void operator()(Dwarf_Die* scopes) const { std::free(scopes); }
};

std::string build_id_of(Elf* elf) {
  const void* id = nullptr;
  const ssize_t size = dwelf_elf_gnu_build_id(elf, &id);
  if (size <= 0) return {};
  TextBuffer text;
  text.put(hex_bytes({static_cast<const uint8_t*>(id), static_cast<size_t>(size)}));
  return std::string(text.view());
}

std::string text_or_empty(const char* text) {
  return text != nullptr ? text : "";
}

int attribute_number(Dwarf_Die& die, unsigned name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  if (dwarf_attr(&die, name, &attribute) == nullptr || dwarf_formudata(&attribute, &value) != 0) return 0;
  return static_cast<int>(value);
}

std::string file_name(Dwarf_Die& unit, int index) {
  Dwarf_Files* files = nullptr;
  size_t count = 0;
  if (dwarf_getsrcfiles(&unit, &files, &count) != 0 || index <= 0 || static_cast<size_t>(index) >= count) return {};
  return text_or_empty(dwarf_filesrc(files, static_cast<size_t>(index), nullptr, nullptr));
}

bool is_function(Dwarf_Die& die) {
  const int tag = dwarf_tag(&die);
  return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
}

}  // namespace

struct DebugImage::State {
  Fd file;
  std::unique_ptr<Elf, EndElf> elf;
  std::unique_ptr<Dwarf, EndDwarf> dwarf;
};

DebugImage::DebugImage(std::unique_ptr<State> state) : state_(std::move(state)) {}
DebugImage::DebugImage(DebugImage&&) noexcept = default;
DebugImage& DebugImage::operator=(DebugImage&&) noexcept = default;
DebugImage::~DebugImage() = default;

Result<DebugImage> DebugImage::open(const std::string& path, const std::string& build_id) {
  elf_version(EV_CURRENT);
  auto state = std::make_unique<State>();
  state->file = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!state->file.valid()) return fail_errno(path, errno);
  state->elf.reset(elf_begin(state->file.get(), ELF_C_READ_MMAP, nullptr));
  if (!state->elf || elf_kind(state->elf.get()) != ELF_K_ELF) return fail(path + ": is not an ELF file");
  const std::string own_id = build_id_of(state->elf.get());
  if (!build_id.empty() && own_id != build_id) {
    return fail(path + ": belongs to another kernel: its build id is " + (own_id.empty() ? "not there" : own_id) +
                ", the running one's " + build_id);
  }
  state->dwarf.reset(dwarf_begin_elf(state->elf.get(), DWARF_C_READ, nullptr));
  if (!state->dwarf) {
    return fail(path + ": has no debug information (build id " + own_id + ')', "it may have been stripped");
  }
  return DebugImage(std::move(state));
}

uint64_t DebugImage::symbol(const std::string& name) const {
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(state_->elf.get(), section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_SYMTAB || header.sh_entsize == 0) continue;
    Elf_Data* data = elf_getdata(section, nullptr);
    const auto count = static_cast<int>(std::min<uint64_t>(header.sh_size / header.sh_entsize, INT32_MAX));
    for (int i = 0; data != nullptr && i < count; i++) {
      GElf_Sym symbol;
      if (gelf_getsym(data, i, &symbol) == nullptr) continue;
      const char* symbol_name = elf_strptr(state_->elf.get(), header.sh_link, symbol.st_name);
      if (symbol_name != nullptr && name == symbol_name) return symbol.st_value;
    }
  }
  return 0;
}

std::vector<uint64_t> DebugImage::line_starts(uint64_t begin, uint64_t end) const {
  std::vector<uint64_t> starts;
  Dwarf_Die unit;
  Dwarf_Lines* lines = nullptr;
  size_t count = 0;
  if (dwarf_addrdie(state_->dwarf.get(), begin, &unit) == nullptr || dwarf_getsrclines(&unit, &lines, &count) != 0) {
    return starts;
  }
  for (size_t i = 0; i < count; i++) {
    Dwarf_Line* line = dwarf_onesrcline(lines, i);
    Dwarf_Addr address = 0;
    bool statement = false;
    if (dwarf_lineaddr(line, &address) != 0 || dwarf_linebeginstatement(line, &statement) != 0) continue;
    if (statement && address >= begin && address < end) starts.push_back(address);
  }
  std::ranges::sort(starts);
  starts.erase(std::ranges::unique(starts).begin(), starts.end());
  return starts;
}

std::vector<CodeFrame> DebugImage::frames(uint64_t address) const {
  std::vector<CodeFrame> frames;
  Dwarf_Die unit;
  if (dwarf_addrdie(state_->dwarf.get(), address, &unit) == nullptr) return frames;
  CodeFrame frame;
  if (Dwarf_Line* line = dwarf_getsrc_die(&unit, address); line != nullptr) {
    frame.file = text_or_empty(dwarf_linesrc(line, nullptr, nullptr));
    dwarf_lineno(line, &frame.line);
  }
  Dwarf_Die* innermost = nullptr;
  const int depth = dwarf_getscopes(&unit, address, &innermost);
  const std::unique_ptr<Dwarf_Die, FreeScopes> owned_innermost(innermost);
  // Behind an inlined function those scopes are its definition's; these are the caller's.
  Dwarf_Die* scopes = nullptr;
  const int count = depth > 0 ? dwarf_getscopes_die(innermost, &scopes) : 0;
  const std::unique_ptr<Dwarf_Die, FreeScopes> owned(scopes);
  // Each inlined function says where it was called: that is the place of the frame around it.
  for (Dwarf_Die& scope : std::span(scopes, static_cast<size_t>(std::max(count, 0)))) {
    if (!is_function(scope)) continue;
    frame.function = text_or_empty(dwarf_diename(&scope));
    frames.push_back(frame);
    if (dwarf_tag(&scope) != DW_TAG_inlined_subroutine) break;
    frame.file = file_name(unit, attribute_number(scope, DW_AT_call_file));
    frame.line = attribute_number(scope, DW_AT_call_line);
  }
  if (frames.empty() && frame.line != 0) frames.push_back(frame);
  return frames;
}

}  // namespace trawl
