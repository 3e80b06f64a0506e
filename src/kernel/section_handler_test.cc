#include "kernel/section_handler.h"

#include <gtest/gtest.h>

namespace trawl {
namespace {

// Under AddressSanitizer, libbpf 1.1's list of handlers is seen to be used after it was freed.
TEST(SectionHandler, ComesAndGoesManyTimes) {
  for (int i = 0; i < 20; i++) {
    const SectionHandler handler("trawl_test", BPF_PROG_TYPE_SCHED_CLS, bpf_attach_type{}, nullptr);
    EXPECT_EQ(handler.error(), 0);
  }
}

}  // namespace
}  // namespace trawl
