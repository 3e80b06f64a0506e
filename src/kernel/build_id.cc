#include "kernel/build_id.h"

#include <elf.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

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
      TextBuffer text;
      text.put(hex_bytes({id, note.n_descsz}));
      return std::string(text.view());
    }
    notes.remove_prefix(std::min(notes.size(), name_size + size));
  }
  return fail(path + ": no build id");
}

std::string release() {
  utsname names{};
  ::uname(&names);
  return names.release;
}

std::vector<std::string> usual_places(const std::string& build_id, const std::string& module) {
  std::vector<std::string> places;
  if (build_id.size() > 2) {
    places.push_back("/usr/lib/debug/.build-id/" + build_id.substr(0, 2) + '/' + build_id.substr(2) + ".debug");
  }
  if (!module.empty()) return places;
  for (const char* before : {"/usr/lib/debug/boot/vmlinux-", "/boot/vmlinux-"}) places.push_back(before + release());
  for (const char* before : {"/usr/lib/debug/lib/modules/", "/lib/modules/"}) {
    places.push_back(before + release() + "/vmlinux");
  }
  places.push_back("/lib/modules/" + release() + "/build/vmlinux");
  return places;
}

/// What debuginfod-find says; empty when it is not installed or finds nothing.
std::string ask_debuginfod(const std::string& build_id) {
  struct Close {
    void operator()(std::FILE* file) const { ::pclose(file); }
  };
  // The build id is hexadecimal: nothing in it means something to the shell.
  const std::string command = "debuginfod-find debuginfo " + build_id + " 2>/dev/null";
  const std::unique_ptr<std::FILE, Close> output(::popen(command.c_str(), "re"));
  std::array<char, 4096> line{};
  if (!output || std::fgets(line.data(), line.size(), output.get()) == nullptr) return {};
  std::string path = line.data();
  if (path.ends_with('\n')) path.pop_back();
  return path;
}

}  // namespace

Result<std::string> kernel_build_id() {
  return build_id_of_notes("/sys/kernel/notes");
}

Result<std::string> module_build_id(const std::string& name) {
  return build_id_of_notes("/sys/module/" + name + "/notes/.note.gnu.build-id");
}

Result<std::string> find_debug_image(const std::string& build_id, const std::string& module) {
  for (const std::string& place : usual_places(build_id, module)) {
    if (::access(place.c_str(), R_OK) == 0) return place;
  }
  if (std::string path = ask_debuginfod(build_id); !path.empty()) return path;
  return fail("no debug image for " + (module.empty() ? "the kernel" : module) + " (build id " + build_id + ')',
              "install linux-image-" + release() + "-dbg (Debian), linux-image-" + release() +
                  "-dbgsym (Ubuntu) or kernel-debuginfo (Fedora), or name one with -d");
}

}  // namespace trawl
