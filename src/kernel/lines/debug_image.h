// A file with debug information: of the kernel, or of a module. Its DWARF is for libdw, ready to be read.
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "kernel/lines/line_index.h"

namespace trawl {

class DebugImage {
 public:
  /// Errors: no such file, not ELF, no DWARF in it, another build id than `build_id` (empty: any).
  static Result<DebugImage> open(const std::string& path, const std::string& build_id);

  const std::string& path() const { return path_; }
  const std::string& build_id() const { return build_id_; }
  /// The sections with code. Those of a module, which has no addresses before it is loaded, lie one behind the other.
  const std::vector<CodeSection>& sections() const { return sections_; }
  /// The address of a symbol; 0: there is none of this name.
  uint64_t symbol(const std::string& name) const;

  struct EndDwarf {
    void operator()(Dwarf* dwarf) const { dwarf_end(dwarf); }
  };
  using DwarfReader = std::unique_ptr<Dwarf, EndDwarf>;
  /// A reader of the DWARF for one thread: several may read at once, but only one may be made at a time. It lives no
  /// longer than the image. Null: there is no memory, or no DWARF.
  DwarfReader reader() const { return DwarfReader(dwarf_begin_elf(elf_.get(), DWARF_C_READ, nullptr)); }

 private:
  struct EndElf {
    void operator()(Elf* elf) const { elf_end(elf); }
  };
  DebugImage() = default;
  Result<void> check(const std::string& build_id);

  std::string path_;
  Fd file_;
  std::unique_ptr<Elf, EndElf> elf_;
  std::string build_id_;  // hexadecimal; empty: there is none
  std::vector<CodeSection> sections_;
};

}  // namespace trawl
