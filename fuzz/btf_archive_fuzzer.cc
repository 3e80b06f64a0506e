// A downloaded archive of a kernel's types: tar, the types' header, and the path made from os-release(5).
#include "kernel/btf_archive.h"
#include "kernel/btf_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span bytes(data, size);
  if (const auto file = trawl::first_file_of_tar(bytes); file) (void)trawl::check_btf(*file);
  (void)trawl::unpack_btf(bytes);
  const std::string text(bytes.begin(), bytes.end());
  (void)trawl::btf_archive_path(text, "x86_64", "6.1.0");
  return 0;
}
