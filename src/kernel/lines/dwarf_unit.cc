#include "kernel/lines/dwarf_unit.h"

#include <dwarf.h>

namespace trawl {

using line_index::kNone;

namespace {

constexpr int kDeepest = 200;  // entries within each other; compilers stay far below

uint32_t attribute_number(Dwarf_Die& die, unsigned name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  if (dwarf_attr(&die, name, &attribute) == nullptr || dwarf_formudata(&attribute, &value) != 0) return 0;
  return static_cast<uint32_t>(value);
}

}  // namespace

void DwarfUnits::read(uint64_t offset) {
  Dwarf_Die unit;
  if (dwarf_offdie(dwarf_, offset, &unit) == nullptr || dwarf_tag(&unit) != DW_TAG_compile_unit) return;
  if (dwarf_getsrcfiles(&unit, &files_, &file_count_) != 0) file_count_ = 0;
  read_lines(unit);
  read_functions(unit, 0);
}

void DwarfUnits::read_lines(Dwarf_Die& unit) {
  Dwarf_Lines* lines = nullptr;
  size_t count = 0;
  if (dwarf_getsrclines(&unit, &lines, &count) != 0) return;
  for (size_t i = 0; i < count; i++) {
    Dwarf_Line* line = dwarf_onesrcline(lines, i);
    Dwarf_Addr address = 0;
    bool ends = false;
    bool statement = false;
    int number = 0;
    if (dwarf_lineaddr(line, &address) != 0 || dwarf_lineendsequence(line, &ends) != 0) continue;
    dwarf_linebeginstatement(line, &statement);
    dwarf_lineno(line, &number);
    const uint32_t file = ends ? kNone : file_number(dwarf_linesrc(line, nullptr, nullptr));
    tables_.add_row(address, file, static_cast<uint32_t>(number), statement);
  }
}

void DwarfUnits::read_functions(Dwarf_Die& parent, int depth) {
  Dwarf_Die child;
  if (depth >= kDeepest || dwarf_child(&parent, &child) != 0) return;
  do {
    switch (dwarf_tag(&child)) {
      case DW_TAG_subprogram:
      case DW_TAG_inlined_subroutine:
        // What was inlined everywhere has an entry that only describes it.
        if (add_ranges(child)) read_functions(child, depth + 1);
        break;
      case DW_TAG_lexical_block:
      case DW_TAG_namespace:
        read_functions(child, depth + 1);
        break;
      default:
        break;
    }
  } while (dwarf_siblingof(&child, &child) == 0);
}

bool DwarfUnits::add_ranges(Dwarf_Die& function) {
  Dwarf_Addr base = 0;
  Dwarf_Addr begin = 0;
  Dwarf_Addr end = 0;
  ptrdiff_t next = dwarf_ranges(&function, 0, &base, &begin, &end);
  if (next <= 0) return false;
  uint32_t file = kNone;
  uint32_t line = 0;
  if (dwarf_tag(&function) == DW_TAG_inlined_subroutine) {
    const uint32_t index = attribute_number(function, DW_AT_call_file);
    file = file_number(index < file_count_ ? dwarf_filesrc(files_, index, nullptr, nullptr) : nullptr);
    line = attribute_number(function, DW_AT_call_line);
  }
  const uint32_t name = name_place(dwarf_diename(&function));
  for (; next > 0; next = dwarf_ranges(&function, next, &base, &begin, &end)) {
    tables_.add_range(begin, end, name, file, line);
  }
  return true;
}

uint32_t DwarfUnits::file_number(const char* path) {
  const auto [at, fresh] = file_numbers_.try_emplace(path);
  if (fresh) at->second = tables_.add_file(path != nullptr ? path : "");
  return at->second;
}

uint32_t DwarfUnits::name_place(const char* name) {
  const auto [at, fresh] = names_.try_emplace(name);
  if (fresh) at->second = tables_.add_text(name != nullptr ? name : "");
  return at->second;
}

}  // namespace trawl
