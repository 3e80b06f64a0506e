#include "kernel/iterator.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "base/fd.h"

namespace trawl {

std::optional<std::vector<uint8_t>> iterator_output(const bpf_program* program) {
  const std::unique_ptr<bpf_link, int (*)(bpf_link*)> link(bpf_program__attach_iter(program, nullptr),
                                                           bpf_link__destroy);
  if (!link) return std::nullopt;
  const Fd iterator(bpf_iter_create(bpf_link__fd(link.get())));
  if (!iterator.valid()) return std::nullopt;
  std::vector<uint8_t> output;
  std::array<uint8_t, 4096> part{};
  ssize_t length = 0;
  while ((length = ::read(iterator.get(), part.data(), part.size())) > 0) {
    output.insert(output.end(), part.begin(), part.begin() + length);
  }
  return output;
}

bool run_iterator(const bpf_program* program) {
  return iterator_output(program).has_value();
}

}  // namespace trawl
