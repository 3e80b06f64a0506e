// What libbpf does with programs of a section of an object, for a while.
#pragma once

#include <bpf/libbpf.h>

#include <utility>

namespace trawl {

/// From before an object is opened until it is loaded. libbpf's list of handlers is one per process.
class SectionHandler {
 public:
  /// `section`: the name, with a "+" at the end where "/..." follows it. `options` may be null.
  SectionHandler(const char* section, bpf_prog_type type, bpf_attach_type attach_type,
                 const libbpf_prog_handler_opts* options);
  SectionHandler(SectionHandler&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  SectionHandler& operator=(SectionHandler&&) = delete;
  ~SectionHandler();

  /// 0, or the errno value of its registration.
  int error() const { return number_ < 0 ? -number_ : 0; }

 private:
  int number_;
};

}  // namespace trawl
