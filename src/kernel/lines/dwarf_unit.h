// What one compilation unit's DWARF says about lines and inlined calls.
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <unordered_map>

#include "kernel/lines/line_tables.h"

namespace trawl {

/// Reads units of one DWARF, by one thread, into tables.
class DwarfUnits {
 public:
  /// Both are borrowed.
  DwarfUnits(Dwarf* dwarf, LineTables& tables) : dwarf_(dwarf), tables_(tables) {}

  /// `offset`: of the unit's first entry in .debug_info. What is damaged is left out.
  void read(uint64_t offset);

 private:
  void read_lines(Dwarf_Die& unit);
  void read_functions(Dwarf_Die& parent, int depth);
  /// False: there is no code of it here.
  bool add_ranges(Dwarf_Die& function);
  uint32_t file_number(const char* path);
  uint32_t name_place(const char* name);

  Dwarf* dwarf_;
  LineTables& tables_;
  Dwarf_Files* files_ = nullptr;  // of the unit
  size_t file_count_ = 0;
  // By the texts' addresses, which libdw keeps.
  std::unordered_map<const char*, uint32_t> file_numbers_;
  std::unordered_map<const char*, uint32_t> names_;
};

}  // namespace trawl
