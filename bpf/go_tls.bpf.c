// Reads the secrets that a Go program's crypto/tls is about to log. The function is called whether the program logs
// them or not.
#include "lib/task.h"
#include "wire/go_keys.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 18);
} go_keys SEC(".maps");

/// Others may run the same executable: their secrets are not asked for.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u32);  // process
  __type(value, __u8);
} go_processes SEC(".maps");

__u64 go_keys_lost = 0;

// Registers of Go's ABIInternal (src/cmd/compile/abi-internal.md, since Go 1.17), in the order of arguments, by their
// place in struct pt_regs of the processor. The arguments are the receiver, a string (pointer, length), and two slices
// (pointer, length, capacity).
#if defined(__TARGET_ARCH_x86)
enum { RAX = 10, RBX = 5, RCX = 11, RDI = 14, RSI = 13, R8 = 9, R9 = 8, R10 = 7, R11 = 6 };
static const int registers[] = {RAX, RBX, RCX, RDI, RSI, R8, R9, R10, R11};
#else
static const int registers[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
#endif
enum { LABEL = 1, LABEL_LENGTH, RANDOM, RANDOM_LENGTH, RANDOM_CAPACITY, SECRET, SECRET_LENGTH };

#define ARGUMENT(ctx, i) (((const __u64*)(ctx))[registers[i]])

SEC("uprobe")
int go_write_key_log(void* ctx) {
  const __u32 process = bpf_get_current_pid_tgid() >> 32;
  if (!bpf_map_lookup_elem(&go_processes, &process)) return 0;
  const __u64 label_length = ARGUMENT(ctx, LABEL_LENGTH);
  const __u64 secret_length = ARGUMENT(ctx, SECRET_LENGTH);
  if (label_length > TRAWL_KEY_LABEL_LENGTH || secret_length > TRAWL_KEY_SECRET_LENGTH ||
      ARGUMENT(ctx, RANDOM_LENGTH) != TRAWL_KEY_RANDOM_LENGTH) {
    return 0;
  }
  struct trawl_go_key* key = bpf_ringbuf_reserve(&go_keys, sizeof(*key), 0);
  if (!key) {
    __sync_fetch_and_add(&go_keys_lost, 1);
    return 0;
  }
  key->label_length = label_length;
  key->secret_length = secret_length;
  const long failed = bpf_probe_read_user(key->label, label_length, (const void*)ARGUMENT(ctx, LABEL)) |
                      bpf_probe_read_user(key->random, sizeof(key->random), (const void*)ARGUMENT(ctx, RANDOM)) |
                      bpf_probe_read_user(key->secret, secret_length, (const void*)ARGUMENT(ctx, SECRET));
  if (failed) {
    bpf_ringbuf_discard(key, BPF_RB_NO_WAKEUP);
  } else {
    bpf_ringbuf_submit(key, 0);
  }
  return 0;
}
