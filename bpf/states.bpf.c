// What happens to TCP connections, with the owner of their socket.
#include "lib/owner.h"
#include "lib/process.h"
#include "lib/reader.h"
#include "lib/skb_ends.h"
#include "lib/tcp.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

volatile const __u32 wanted_states = ~0U;            // bit n: changes to state n
volatile const __u16 wanted_ports[TRAWL_TCP_PORTS];  // at either end; 0 ends the list
volatile const bool only_ports = false;
volatile const __u32 wanted_namespaces[TRAWL_TCP_NAMESPACES];  // inode numbers; 0 ends the list
volatile const bool only_namespaces = false;
volatile const bool tell_states = true;
volatile const bool has_drop_socket = true;  // kfree_skb tells the socket that a packet was for (Linux 6.11)

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 24);
} events SEC(".maps");

__u64 events_lost = 0;

/// What is remembered of a socket between two events.
struct connection {
  __u64 since;         // when its state began; 0: before the first event
  __u64 opened;        // when the connection began; 0: before the first event
  __u64 waiting;       // the time of a change that is not told yet; 0: there is none
  __u32 waiting_from;  // its states
  __u32 waiting_to;
};

struct {
  __uint(type, BPF_MAP_TYPE_SK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, struct connection);
} connections SEC(".maps");

/// Owners of listening sockets by their cookie: a request socket leads to its listener, but not to what is stored with
/// it.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, __u64);
  __type(value, struct trawl_owner);
} listeners SEC(".maps");

static __always_inline bool is_wanted_port(__u16 local, __u16 remote) {
  if (!only_ports) return true;
  for (int i = 0; i < TRAWL_TCP_PORTS && wanted_ports[i] != 0; i++) {
    if (wanted_ports[i] == local || wanted_ports[i] == remote) return true;
  }
  return false;
}

static __always_inline bool is_wanted_namespace(__u32 netns) {
  if (!only_namespaces) return true;
  for (int i = 0; i < TRAWL_TCP_NAMESPACES && wanted_namespaces[i] != 0; i++) {
    if (wanted_namespaces[i] == netns) return true;
  }
  return false;
}

/// What an event says beside what its socket does.
struct event {
  __u64 time;
  __u64 since;
  __u64 opened;
  __u64 cookie;
  __u32 drop_reason;
  __u8 type;
  __u8 old_state;
  __u8 state;
  __u8 direction;
};

static __always_inline void read_current(struct trawl_tcp_event* e) {
  const struct task_struct* current = current_task();
  e->cpu = bpf_get_smp_processor_id();
  e->cpu_tid = current->pid;
  e->cpu_tgid = current->tgid;
  bpf_probe_read_kernel(e->cpu_comm, sizeof(e->cpu_comm), current->comm);
}

static __always_inline bool is_wanted_event(const struct event* event, const struct tcp_ends* ends) {
  if (event->type == TRAWL_TCP_STATE && (!tell_states || !(wanted_states & 1U << (event->state & 31)))) return false;
  return is_wanted_port(ends->local_port, ends->remote_port) && is_wanted_namespace(ends->netns);
}

/// What a filter of processes says of an event's owner.
struct verdict {
  __u8 marks;
  bool undecided;
};

/// Whether the owner is one that was asked for, or that cannot be said here.
static __always_inline bool judge(const struct trawl_owner* owner, struct verdict* verdict) {
  verdict->marks = marks_of_owner(owner);
  verdict->undecided = is_in_unknown_container(owner, verdict->marks);
  return verdict->undecided || is_wanted_with(verdict->marks);
}

/// `sk` may be null: nothing more is known of the socket then.
static __always_inline void tell_ends(const struct event* event, const struct tcp_ends* ends,
                                      const struct sock_common* sk, const struct trawl_owner* owner) {
  struct verdict verdict;
  if (!is_wanted_event(event, ends) || !judge(owner, &verdict)) return;
  struct trawl_tcp_event* e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
  if (!e) {
    __sync_fetch_and_add(&events_lost, 1);
    return;
  }
  e->time = event->time;
  e->since = event->since;
  e->opened = event->opened;
  e->cookie = event->cookie;
  e->drop_reason = event->drop_reason;
  e->type = event->type;
  e->old_state = event->old_state;
  e->state = event->state;
  e->direction = event->direction;
  e->netns = ends->netns;
  e->family = ends->family;
  e->local_port = ends->local_port;
  e->remote_port = ends->remote_port;
  __builtin_memcpy(e->local, ends->local, sizeof(e->local));
  __builtin_memcpy(e->remote, ends->remote, sizeof(e->remote));
  e->undecided = verdict.undecided;
  __builtin_memset(e->reserved, 0, sizeof(e->reserved));
  if (sk && event->type == TRAWL_TCP_STATE && event->state == TCP_CLOSE) {
    read_totals(e, (const struct sock*)sk);
  } else {
    e->bytes_sent = e->bytes_received = e->retransmits = e->rtt = 0;
  }
  if (owner) {
    e->owner = *owner;
    e->owner.flags = verdict.marks << TRAWL_MARKS_SHIFT;
  } else {
    __builtin_memset(&e->owner, 0, sizeof(e->owner));
  }
  read_current(e);
  bpf_ringbuf_submit(e, wakeup());
}

static __always_inline void tell_event(const struct event* event, const struct sock_common* sk,
                                       const struct trawl_owner* owner) {
  struct tcp_ends ends;
  read_ends(&ends, sk);
  tell_ends(event, &ends, sk, owner);
}

/// The same for a socket that the kernel did not hand us as one.
static __always_inline void tell_found(const struct event* event, const struct sock_common* sk,
                                       const struct trawl_owner* owner) {
  struct tcp_ends ends;
  probe_ends(&ends, sk);
  tell_ends(event, &ends, sk, owner);
}

/// Tells a change that waited for its socket's addresses and ports.
static __always_inline void tell_waiting(struct connection* connection, const struct sock_common* sk,
                                         const struct trawl_owner* owner, __u64 cookie) {
  const struct event event = {.time = connection->waiting,
                              .cookie = cookie,
                              .old_state = (__u8)connection->waiting_from,
                              .state = (__u8)connection->waiting_to,
                              .direction = connection->waiting_to == TCP_LISTEN     ? TRAWL_TCP_NO_DIRECTION
                                           : connection->waiting_to == TCP_SYN_RECV ? TRAWL_TCP_ACCEPTED
                                                                                    : TRAWL_TCP_CONNECTED};
  connection->waiting = 0;
  tell_found(&event, sk, owner);
}

/// connect() and listen() choose the port after they have changed the state, and some kernels clone an accepted socket
/// before they know the other end.
static __always_inline bool lacks_ends(const struct sock* sk, int new_state) {
  if (new_state == TCP_SYN_RECV) return BPF_CORE_READ(sk, __sk_common.skc_dport) == 0;
  if (new_state != TCP_SYN_SENT && new_state != TCP_LISTEN) return false;
  return BPF_CORE_READ((const struct inet_sock*)sk, inet_sport) == 0;
}

static __always_inline __u8 direction_of_change(const struct sock* sk, int old_state, int new_state) {
  if (new_state == TCP_SYN_RECV && old_state == TCP_LISTEN) return TRAWL_TCP_ACCEPTED;
  if (new_state == TCP_LISTEN || old_state == TCP_LISTEN) return TRAWL_TCP_NO_DIRECTION;
  return direction_of(sk);
}

/// A listening socket's owner is found by its cookie from then on.
static __always_inline void remember_listener(int old_state, int new_state, __u64 cookie,
                                              const struct trawl_owner* owner) {
  if (new_state == TCP_LISTEN && owner) bpf_map_update_elem(&listeners, &cookie, owner, BPF_ANY);
  if (old_state == TCP_LISTEN && new_state == TCP_CLOSE) bpf_map_delete_elem(&listeners, &cookie);
}

/// Changes that only a process brings about, by connect(), listen(), shutdown() or close().
static __always_inline bool is_made_by_process(int new_state) {
  return new_state == TCP_SYN_SENT || new_state == TCP_LISTEN || new_state == TCP_FIN_WAIT1 ||
         new_state == TCP_LAST_ACK;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(state_changes, struct sock* sk, int old_state, int new_state) {
  if (sk->sk_protocol != IPPROTO_TCP || old_state == new_state) return 0;
  const __u64 now = bpf_ktime_get_ns();
  if (is_made_by_process(new_state)) use_by_current(sk, SENDS);
  const struct trawl_owner* owner = bpf_sk_storage_get(&owners, sk, 0, 0);
  const __u64 old_cookie = (__u64)sk->__sk_common.skc_cookie.counter;
  const __u64 cookie = bpf_get_socket_cookie(sk);
  remember_listener(old_state, new_state, cookie, owner);

  struct event event = {.time = now,
                        .cookie = cookie,
                        .old_state = (__u8)old_state,
                        .state = (__u8)new_state,
                        .direction = direction_of_change(sk, old_state, new_state)};
  // A socket that closes is about to lose what is stored with it.
  struct connection* connection =
      bpf_sk_storage_get(&connections, sk, 0, new_state == TCP_CLOSE ? 0 : BPF_SK_STORAGE_GET_F_CREATE);
  if (connection) {
    if (connection->waiting) tell_waiting(connection, &sk->__sk_common, owner, cookie);
    if (new_state == TCP_SYN_SENT || new_state == TCP_SYN_RECV) connection->opened = now;
    event.since = connection->since;
    event.opened = connection->opened;
    connection->since = now;
    if (lacks_ends(sk, new_state)) {
      connection->waiting = now;
      connection->waiting_from = old_state;
      connection->waiting_to = new_state;
      return 0;
    }
  }
  if (new_state == TCP_CLOSE && (old_state == TCP_FIN_WAIT2 || old_state == TCP_CLOSING) &&
      stays_in_time_wait(&sk->__sk_common, old_cookie)) {
    event.state = TCP_TIME_WAIT;
    tell_event(&event, &sk->__sk_common, owner);
    event.state = TCP_CLOSE;
  }
  tell_event(&event, &sk->__sk_common, owner);
  return 0;
}

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct bpf_sock_ops_kern {
  struct sock* sk;
};
#pragma clang attribute pop

static __always_inline struct sock* socket_of(struct bpf_sock_ops* ctx) {
  struct sock* sk = 0;
  bpf_probe_read_kernel(&sk, sizeof(sk), &((struct bpf_sock_ops_kern*)ctx)->sk);
  return sk;
}

/// A SYN has come in, and the kernel remembers it: no tracepoint tells, but the kernel asks for the timeout.
static __always_inline void tell_request(struct bpf_sock_ops* ctx) {
  const struct sock* sk = socket_of(ctx);
  const struct sock_common___tcp* request = (const void*)sk;
  const __u64 key = (__u64)BPF_CORE_READ(request, skc_listener, __sk_common.skc_cookie.counter);
  const struct event event = {.time = bpf_ktime_get_ns(),
                              .cookie = bpf_get_socket_cookie(ctx),
                              .old_state = TCP_LISTEN,
                              .state = TCP_NEW_SYN_RECV,
                              .direction = TRAWL_TCP_ACCEPTED};
  tell_found(&event, &sk->__sk_common, bpf_map_lookup_elem(&listeners, &key));
}

SEC("sockops")
int state_details(struct bpf_sock_ops* ctx) {
  if (ctx->op == BPF_SOCK_OPS_TIMEOUT_INIT && !ctx->is_fullsock) {
    tell_request(ctx);
    return 1;
  }
  if (ctx->op != BPF_SOCK_OPS_TCP_CONNECT_CB && ctx->op != BPF_SOCK_OPS_TCP_LISTEN_CB) return 1;
  struct bpf_sock* sk = ctx->sk;
  if (!sk) return 1;
  struct connection* connection = bpf_sk_storage_get(&connections, sk, 0, 0);
  if (!connection || !connection->waiting) return 1;
  const struct trawl_owner* owner = bpf_sk_storage_get(&owners, sk, 0, 0);
  tell_waiting(connection, &socket_of(ctx)->__sk_common, owner, bpf_get_socket_cookie(ctx));
  return 1;
}

/// Something that happens to a socket without a change of its state.
static __always_inline void tell_of(struct sock* sk, __u8 type) {
  const __u8 state = sk->__sk_common.skc_state;
  const struct event event = {
      .time = bpf_ktime_get_ns(),
      .cookie = bpf_get_socket_cookie(sk),
      .type = type,
      .state = state,
      .direction = state == TCP_LISTEN ? TRAWL_TCP_NO_DIRECTION : direction_of(sk),
  };
  tell_event(&event, &sk->__sk_common, bpf_sk_storage_get(&owners, sk, 0, 0));
}

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(state_retransmit, struct sock* sk) {
  tell_of(sk, TRAWL_TCP_RETRANSMIT);
  return 0;
}

SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(state_reset_received, struct sock* sk) {
  tell_of(sk, TRAWL_TCP_RESET_RECEIVED);
  return 0;
}

/// Sent in answer to a segment. Where no socket wanted that, its other end is all that is known.
SEC("tp_btf/tcp_send_reset")
int BPF_PROG(state_reset_sent, struct sock* sk, const struct sk_buff* skb) {
  const __u8 state = sk ? BPF_CORE_READ(sk, __sk_common.skc_state) : 0;
  if (sk && state != 0 && state != TCP_TIME_WAIT && state != TCP_NEW_SYN_RECV) {
    tell_of(sk, TRAWL_TCP_RESET_SENT);
    return 0;
  }
  const struct event event = {.time = bpf_ktime_get_ns(), .type = TRAWL_TCP_RESET_SENT};
  struct tcp_ends ends;
  if (skb && read_packet_ends(&ends, skb, true)) tell_ends(&event, &ends, 0, 0);
  return 0;
}

/// The segment's socket, where it has got so far, says whose it is.
SEC("tp_btf/kfree_skb")
int state_drop(__u64* ctx) {
  const struct sk_buff* skb = (const void*)ctx[0];
  struct tcp_ends ends;
  if (!read_packet_ends(&ends, skb, BPF_CORE_READ(skb, skb_iif) != 0)) return 0;
  struct event event = {.time = bpf_ktime_get_ns(), .drop_reason = (__u32)ctx[2], .type = TRAWL_TCP_DROP};
  const struct trawl_owner* owner = 0;
  struct sock* sk = has_drop_socket ? (struct sock*)ctx[3] : 0;
  if (sk) {
    event.state = BPF_CORE_READ(sk, __sk_common.skc_state);
    owner = bpf_sk_storage_get(&owners, sk, 0, 0);
  }
  tell_ends(&event, &ends, 0, owner);
  return 0;
}

/// Listening sockets that are older than we are.
SEC("iter/task_file")
int state_seed(struct bpf_iter__task_file* ctx) {
  struct file* file = ctx->file;
  if (!ctx->task || !file) return 0;
  struct socket* socket = bpf_sock_from_file(file);
  if (!socket || !socket->sk) return 0;
  const struct sock* sk = socket->sk;
  if (sk->sk_protocol != IPPROTO_TCP || sk->__sk_common.skc_state != TCP_LISTEN) return 0;
  const struct trawl_owner* owner = bpf_sk_storage_get(&owners, socket->sk, 0, 0);
  const __u64 cookie = bpf_get_socket_cookie(socket->sk);
  if (owner) bpf_map_update_elem(&listeners, &cookie, owner, BPF_ANY);
  return 0;
}
