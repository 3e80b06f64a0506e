#include "kernel/lines/build_id.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/file.h"
#include "base/text.h"

namespace trawl {

namespace {

/// The NT_GNU_BUILD_ID among a file's ELF notes.
Result<std::string> build_id_of_notes(const std::string& path) {
  const auto read = read_file(path);
  if (!read) return std::unexpected(read.error());
  std::string_view notes = *read;
  while (notes.size() >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr note{};
    std::memcpy(&note, notes.data(), sizeof(note));
    const size_t name_size = (size_t{note.n_namesz} + 3) & ~size_t{3};
    const size_t size = (size_t{note.n_descsz} + 3) & ~size_t{3};
    notes.remove_prefix(sizeof(note));
    if (notes.size() < name_size + note.n_descsz) break;
    if (note.n_type == NT_GNU_BUILD_ID && notes.starts_with("GNU")) {
      const auto* id = reinterpret_cast<const uint8_t*>(notes.data() + name_size);
      return build_id_text({id, note.n_descsz});
    }
    notes.remove_prefix(std::min(notes.size(), name_size + size));
  }
  return fail(path + ": no build id");
}

}  // namespace

std::string build_id_text(std::span<const uint8_t> id) {
  TextBuffer text;
  text.put(hex_bytes(id));
  return std::string(text.view());
}

Result<std::string> kernel_build_id() {
  return build_id_of_notes("/sys/kernel/notes");
}

Result<std::string> module_build_id(const std::string& name) {
  return build_id_of_notes("/sys/module/" + name + "/notes/.note.gnu.build-id");
}

}  // namespace trawl
