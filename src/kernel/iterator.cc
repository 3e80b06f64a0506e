#include "kernel/iterator.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <array>

#include "base/fd.h"

namespace trawl {

bool run_iterator(const bpf_program* program) {
  bpf_link* link = bpf_program__attach_iter(program, nullptr);
  if (link == nullptr) return false;
  const Fd iterator(bpf_iter_create(bpf_link__fd(link)));
  std::array<char, 64> nothing{};
  while (iterator.valid() && ::read(iterator.get(), nothing.data(), nothing.size()) > 0) {
  }
  bpf_link__destroy(link);
  return iterator.valid();
}

}  // namespace trawl
