// Where an ELF file's code lies, and the DWARF of files that are not linked: a module is an object file, in which each
// section begins at 0 and DWARF's references to other sections are still to be filled in.
//
// The kernel's loader relocates the sections that it loads; those with DWARF are not among them. libdwfl would do it,
// for 420 KB more in a static binary, which then opens a shared library (debuginfod's), too.
#pragma once

#include <gelf.h>

#include <span>
#include <vector>

#include "kernel/lines/line_index.h"

namespace trawl {

/// The sections with code, at their addresses; in an object file at ones that are made up, apart from each other.
std::vector<CodeSection> place_code(Elf* elf);

/// Fills in the DWARF of an object file for those places, in memory. References of kinds that DWARF does not have are
/// left as they are. Nothing is done to linked files.
void relocate_debug_sections(Elf* elf, std::span<const CodeSection> code);

}  // namespace trawl
