// Go's table of functions with any content: the search ends, inside the table.
#include "kernel/go_symbols.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)trawl::find_go_function({data, size}, "crypto/tls.(*Config).writeKeyLog");
  return 0;
}
