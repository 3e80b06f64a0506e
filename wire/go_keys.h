// TLS secrets of Go programs, as crypto/tls.(*Config).writeKeyLog is given them.
#pragma once

#ifndef __bpf__
#include <linux/types.h>
#endif

#define TRAWL_KEY_LABEL_LENGTH 64
#define TRAWL_KEY_RANDOM_LENGTH 32  // RFC 8446, section 4.1.2
#define TRAWL_KEY_SECRET_LENGTH 64  // of the longest hash; TLS 1.2's master secret has 48

struct trawl_go_key {
  __u32 label_length;
  __u32 secret_length;
  char label[TRAWL_KEY_LABEL_LENGTH];
  __u8 random[TRAWL_KEY_RANDOM_LENGTH];
  __u8 secret[TRAWL_KEY_SECRET_LENGTH];
};
