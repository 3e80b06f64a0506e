// What happens to TCP connections, with the owner of their socket. All of it is in the way of connections, so what is
// remembered of a socket stands in one place, and an event writes no more than its reader wants.
#include "lib/listeners.h"
#include "lib/process.h"
#include "lib/process_walk.h"
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
volatile const bool tell_task = true;        // the one that happened to run
volatile const bool has_drop_socket = true;  // kfree_skb tells the socket that a packet was for (Linux 6.11)

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 24);
} events SEC(".maps");

__u64 events_lost = 0;

/// Owners of sockets that are older than we are, by their cookies, where no iterator can name them.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, __u64);
  __type(value, struct trawl_owner);
} older_sockets SEC(".maps");

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

static __always_inline bool is_wanted_state(__u8 state) {
  return (wanted_states & 1U << (state & 31)) != 0;
}

/// Of two changes at once only one may be wanted: what is left is told.
static __always_inline bool choose_states(struct trawl_tcp_event* e) {
  if (!tell_states) return false;
  if (e->passed && !is_wanted_state(e->passed)) e->passed = 0;
  if (is_wanted_state(e->state)) return true;
  e->state = e->passed;
  e->passed = 0;
  return e->state != 0;
}

static __always_inline bool is_wanted_event(struct trawl_tcp_event* e) {
  if (e->type == TRAWL_TCP_STATE && !choose_states(e)) return false;
  return is_wanted_port(e->ends.local_port, e->ends.remote_port) && is_wanted_namespace(e->ends.netns);
}

/// Whether the owner is one that was asked for, or that cannot be said here.
static __always_inline bool judge(struct trawl_tcp_event* e) {
  e->marks = marks_of_owner(&e->owner);
  e->undecided = is_in_unknown_container(&e->owner, e->marks);
  return e->undecided || is_wanted_with(e->marks);
}

static __always_inline void write_task(struct trawl_tcp_task* task) {
  struct task_struct* current = current_task();
  task->tid = task_member(current, pid);
  task->tgid = task_member(current, tgid);
  bpf_probe_read_kernel(task->comm, sizeof(task->comm), current->comm);
}

/// Hands an event over with what it carries behind it: `totals`, where they are not null, are in their place there.
static __always_inline void hand_over(struct trawl_tcp_record* record, const struct trawl_tcp_totals* totals) {
  struct trawl_tcp_event* e = &record->event;
  e->cpu = bpf_get_smp_processor_id();
  e->parts = (tell_task ? TRAWL_TCP_TASK : 0) | (totals ? TRAWL_TCP_TOTALS : 0);
  if (tell_task) write_task(&record->task);
  const __u64 size = sizeof(*e) + (tell_task ? sizeof(struct trawl_tcp_task) : 0) + (totals ? sizeof(*totals) : 0);
  if (bpf_ringbuf_output(&events, record, size, wakeup()) != 0) __sync_fetch_and_add(&events_lost, 1);
}

static __always_inline void tell_event(struct trawl_tcp_record* record) {
  if (is_wanted_event(&record->event) && judge(&record->event)) hand_over(record, 0);
}

/// The same for a socket that is closed, with what it carried.
static __always_inline void tell_close(struct connection* connection, const struct tcp_sock* tcp) {
  struct trawl_tcp_record* record = &connection->record;
  if (!is_wanted_event(&record->event) || !judge(&record->event)) return;
  struct trawl_tcp_totals* totals = tell_task ? &record->totals : (void*)&record->task;
  totals->opened = connection->opened;
  read_totals(totals, tcp);
  hand_over(record, totals);
}

/// connect() and listen() choose the port after they have changed the state, and some kernels clone an accepted socket
/// before they know the other end.
static __always_inline bool lacks_ends(const struct trawl_tcp_event* e) {
  if (e->state == TCP_SYN_RECV) return e->ends.remote_port == 0;
  return (e->state == TCP_SYN_SENT || e->state == TCP_LISTEN) && e->ends.local_port == 0;
}

static __always_inline void learn_netns(struct trawl_tcp_event* e, const struct sock* sk) {
  if (e->ends.netns == 0) e->ends.netns = netns_of_socket(&sk->__sk_common);
}

/// Found out once for a connection.
static __always_inline __u8 direction_in_state(__u8 direction, const struct tcp_sock* tcp, int old_state,
                                               int new_state) {
  if (old_state == TCP_LISTEN && new_state == TCP_SYN_RECV) return TRAWL_TCP_ACCEPTED;
  if (new_state == TCP_LISTEN || old_state == TCP_LISTEN) return TRAWL_TCP_NO_DIRECTION;
  if (new_state == TCP_SYN_SENT) return TRAWL_TCP_CONNECTED;
  return direction != TRAWL_TCP_NO_DIRECTION ? direction : direction_of(tcp);
}

/// The owner of a socket, as far as it is known.
static __always_inline const struct trawl_owner* owner_of_socket(const struct connection* connection,
                                                                 const struct sock* sk) {
  if (connection && connection->record.event.owner.tgid != 0) return &connection->record.event.owner;
  if (has_typed_pointers) return 0;
  const __u64 cookie = (__u64)BPF_CORE_READ(sk, __sk_common.skc_cookie.counter);
  return bpf_map_lookup_elem(&older_sockets, &cookie);
}

/// `known` may be null.
static __always_inline void copy_owner(struct trawl_owner* owner, const struct trawl_owner* known) {
  if (known) *owner = *known;
}

/// The owner of the listener that a connection came to, as far as it is known.
static __always_inline const struct trawl_owner* owner_of_listener(__u64 cookie, const struct trawl_tcp_ends* ends) {
  const __u64 listener = listener_of(cookie, ends->netns, ends->local_port);
  return listener == 0 ? 0 : owner_of_socket(find_connection(listener), (const void*)listener);
}

/// Whose a socket is that nobody was seen to use: its listener's owner's when it was accepted, and its process's when
/// it is older than trawl.
static __always_inline void set_first_owner(struct connection* connection, const struct sock* sk, int old_state,
                                            __u64 cookie) {
  const bool accepted = old_state == TCP_LISTEN || old_state == TCP_SYN_RECV;
  const struct trawl_owner* owner = accepted ? owner_of_listener(cookie, &connection->record.event.ends) : 0;
  copy_owner(owner_of(connection), owner ? owner : owner_of_socket(connection, sk));
}

/// Changes that only a process brings about, by connect(), listen(), shutdown() or close().
static __always_inline bool is_made_by_process(int new_state) {
  return new_state == TCP_SYN_SENT || new_state == TCP_LISTEN || new_state == TCP_FIN_WAIT1 ||
         new_state == TCP_LAST_ACK;
}

/// Tells the last change, which waited for its socket's addresses and ports.
static __always_inline void tell_waiting(struct connection* connection) {
  connection->waiting = false;
  tell_event(&connection->record);
}

/// The ends of a connection stay as they are from the moment when it has both.
static __always_inline void learn_ends(struct connection* connection, const struct sock* sk,
                                       const struct tcp_sock* tcp) {
  if (connection->has_ends) return;
  struct trawl_tcp_event* e = &connection->record.event;
  read_ends(&e->ends, sk, tcp);
  learn_netns(e, sk);
}

/// Makes of the last change the next one.
static __always_inline void change_event(struct trawl_tcp_event* e, const struct tcp_sock* tcp, int old_state,
                                         int new_state) {
  e->since = e->time;
  e->time = bpf_ktime_get_ns();
  e->old_state = (__u8)old_state;
  e->state = (__u8)new_state;
  e->passed = 0;
  e->direction = direction_in_state(e->direction, tcp, old_state, new_state);
}

/// Tells a change of state, or keeps it until there is more to tell.
static __always_inline void change(struct connection* connection, struct sock* sk, const struct tcp_sock* tcp,
                                   int old_state, int new_state) {
  struct trawl_tcp_event* e = &connection->record.event;
  const __u64 old_cookie = (__u64)handed_member(sk, __sk_common.skc_cookie.counter);
  learn_ends(connection, sk, tcp);
  if (e->cookie == 0) e->cookie = cookie_of(sk);
  if (e->owner.tgid == 0) set_first_owner(connection, sk, old_state, old_cookie);
  if (connection->waiting) tell_waiting(connection);
  change_event(e, tcp, old_state, new_state);
  if (new_state == TCP_SYN_SENT || new_state == TCP_SYN_RECV) connection->opened = e->time;
  connection->waiting = lacks_ends(e);
  if (connection->waiting) return;
  // Those of an accepted socket may be its listener's still.
  connection->has_ends = new_state != TCP_SYN_RECV;
  if (new_state == TCP_LISTEN) remember_listener((__u64)sk, e->ends.netns, e->ends.local_port);
  if (new_state != TCP_CLOSE) return tell_event(&connection->record);
  if ((old_state == TCP_FIN_WAIT2 || old_state == TCP_CLOSING) && stays_in_time_wait(&sk->__sk_common, old_cookie)) {
    e->passed = TCP_TIME_WAIT;
  }
  tell_close(connection, tcp);
}

/// For sockets that nothing is remembered of.
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct connection);
} unknown_connection SEC(".maps");

static __always_inline struct connection* connection_in_state(__u64 socket, int new_state) {
  struct connection* known = new_state == TCP_CLOSE ? find_connection(socket) : make_connection(socket);
  if (known) return known;
  const __u32 only = 0;
  struct connection* unknown = bpf_map_lookup_elem(&unknown_connection, &only);
  if (unknown) make_new(unknown);
  return unknown;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(state_changes, struct sock* sk, int old_state, int new_state) {
  if (handed_member(sk, sk_protocol) != IPPROTO_TCP || old_state == new_state) return 0;
  const struct tcp_sock* tcp = handed_tcp_socket(sk);
  if (!tcp) return 0;
  const __u64 socket = (__u64)sk;
  struct connection* connection = connection_in_state(socket, new_state);
  if (!connection) return 0;
  const bool accepted = old_state == TCP_LISTEN && new_state == TCP_SYN_RECV;
  if ((accepted || old_state == TCP_CLOSE) && !is_new(connection)) make_new(connection);
  struct task_struct* current = current_task();
  if (is_made_by_process(new_state) && is_process(current)) use_socket(owner_of(connection), current, SENDS);
  change(connection, sk, tcp, old_state, new_state);
  if (new_state == TCP_CLOSE) leave_connection(socket);
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

/// The ends of the socket that a sock_ops program is called for, which need not be a full one; all but the namespace.
/// Volatile, for the verifier wants each member read by itself, at its place in the context.
static __always_inline void ends_of_call(struct trawl_tcp_ends* e, const volatile struct bpf_sock_ops* ctx) {
  const __u32 remote[] = {ctx->remote_ip6[0], ctx->remote_ip6[1], ctx->remote_ip6[2], ctx->remote_ip6[3]};
  __builtin_memset(e->local, 0, sizeof(e->local));
  __builtin_memset(e->remote, 0, sizeof(e->remote));
  e->local_port = ctx->local_port;
  e->remote_port = (__u16)bpf_ntohl(ctx->remote_port);
  if (ctx->family == AF_INET6 && !is_ipv4_address(remote)) {
    const __u32 local[] = {ctx->local_ip6[0], ctx->local_ip6[1], ctx->local_ip6[2], ctx->local_ip6[3]};
    e->family = AF_INET6;
    __builtin_memcpy(e->local, local, sizeof(local));
    __builtin_memcpy(e->remote, remote, sizeof(remote));
    return;
  }
  e->family = AF_INET;
  *(__u32*)e->local = ctx->local_ip4;
  *(__u32*)e->remote = ctx->remote_ip4;
}

/// A SYN has come in, and the kernel remembers it: no tracepoint tells, but the kernel asks for the timeout.
static __always_inline void tell_request(struct bpf_sock_ops* ctx) {
  const struct sock* sk = socket_of(ctx);
  const struct sock_common___tcp* request = (const void*)sk;
  struct sock* const listener = BPF_CORE_READ(request, skc_listener);
  struct trawl_tcp_record record = {.event = {.time = bpf_ktime_get_ns(),
                                              .cookie = bpf_get_socket_cookie(ctx),
                                              .old_state = TCP_LISTEN,
                                              .state = TCP_NEW_SYN_RECV,
                                              .direction = TRAWL_TCP_ACCEPTED}};
  struct trawl_tcp_event* e = &record.event;
  ends_of_call(&e->ends, ctx);
  const struct connection* known = find_connection((__u64)listener);
  if (known) e->ends.netns = known->record.event.ends.netns;
  learn_netns(e, sk);
  remember_request(e->cookie, (__u64)listener);
  copy_owner(&e->owner, owner_of_socket(known, listener));
  tell_event(&record);
}

SEC("sockops")
int state_details(struct bpf_sock_ops* ctx) {
  if (ctx->op == BPF_SOCK_OPS_TIMEOUT_INIT && !ctx->is_fullsock) {
    tell_request(ctx);
    return 1;
  }
  if (ctx->op != BPF_SOCK_OPS_TCP_CONNECT_CB && ctx->op != BPF_SOCK_OPS_TCP_LISTEN_CB) return 1;
  const __u64 socket = (__u64)socket_of(ctx);
  struct connection* connection = find_connection(socket);
  if (!connection || !connection->waiting) return 1;
  struct trawl_tcp_event* e = &connection->record.event;
  ends_of_call(&e->ends, ctx);
  connection->has_ends = true;
  if (e->cookie == 0) e->cookie = bpf_get_socket_cookie(ctx);
  if (e->state == TCP_LISTEN) remember_listener(socket, e->ends.netns, e->ends.local_port);
  tell_waiting(connection);
  return 1;
}

/// Something that happens to a socket without a change of its state.
static __always_inline void tell_of(struct sock* sk, __u8 type) {
  const struct tcp_sock* tcp = handed_tcp_socket(sk);
  if (!tcp) return;
  const __u8 state = handed_member(sk, __sk_common.skc_state);
  struct trawl_tcp_record record = {.event = {
                                        .time = bpf_ktime_get_ns(),
                                        .cookie = cookie_of(sk),
                                        .type = type,
                                        .state = state,
                                        .direction = state == TCP_LISTEN ? TRAWL_TCP_NO_DIRECTION : direction_of(tcp),
                                    }};
  read_ends(&record.event.ends, sk, tcp);
  learn_netns(&record.event, sk);
  copy_owner(&record.event.owner, owner_of_socket(find_connection((__u64)sk), sk));
  tell_event(&record);
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
  struct trawl_tcp_record record = {.event = {.time = bpf_ktime_get_ns(), .type = TRAWL_TCP_RESET_SENT}};
  if (skb && read_packet_ends(&record.event.ends, skb, true)) tell_event(&record);
  return 0;
}

/// The segment's socket, where it has got so far, says whose it is.
SEC("tp_btf/kfree_skb")
int state_drop(__u64* ctx) {
  const struct sk_buff* skb = (const void*)ctx[0];
  struct trawl_tcp_record record = {};
  struct trawl_tcp_event* e = &record.event;
  if (!read_packet_ends(&e->ends, skb, BPF_CORE_READ(skb, skb_iif) != 0)) return 0;
  e->time = bpf_ktime_get_ns();
  e->drop_reason = (__u32)ctx[2];
  e->type = TRAWL_TCP_DROP;
  struct sock* sk = has_drop_socket ? (struct sock*)ctx[3] : 0;
  if (sk) {
    e->state = BPF_CORE_READ(sk, __sk_common.skc_state);
    copy_owner(&e->owner, owner_of_socket(find_connection((__u64)sk), sk));
  }
  tell_event(&record);
  return 0;
}

/// Somebody uses a connection. Whether by sending or by receiving makes no difference here.
static __always_inline void use_connection(struct sock* sk) {
  if (handed_member(sk, sk_protocol) != IPPROTO_TCP || handed_member(sk, __sk_common.skc_state) == TCP_CLOSE) return;
  struct task_struct* current = current_task();
  if (!is_process(current)) return;
  struct connection* connection = make_connection((__u64)sk);
  if (connection) use_socket(owner_of(connection), current, SENDS);
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(owner_send, struct sock* sk) {
  use_connection(sk);
  return 0;
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(owner_receive, struct sock* sk) {
  use_connection(sk);
  return 0;
}

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct bpf_sock_addr_kern {
  struct sock* sk;
};
#pragma clang attribute pop

/// accept() asks for the peer's name where its caller wants to know it.
static __always_inline void accept_connection(struct bpf_sock_addr* ctx) {
  struct sock* sk = 0;
  bpf_probe_read_kernel(&sk, sizeof(sk), &((struct bpf_sock_addr_kern*)ctx)->sk);
  struct task_struct* current = current_task();
  struct connection* connection = find_connection((__u64)sk);
  if (connection && is_process(current)) use_socket(owner_of(connection), current, ACCEPTS);
}

SEC("cgroup/getpeername4")
int owner_accept4(struct bpf_sock_addr* ctx) {
  accept_connection(ctx);
  return 1;
}

SEC("cgroup/getpeername6")
int owner_accept6(struct bpf_sock_addr* ctx) {
  accept_connection(ctx);
  return 1;
}

/// Sockets that are older than we are.
SEC("iter/task_file")
int state_seed(struct bpf_iter__task_file* ctx) {
  struct task_struct* task = ctx->task;
  struct file* file = ctx->file;
  if (!task || !file) return 0;
  struct sock* sk = socket_of_file(file);
  if (!sk || BPF_CORE_READ(sk, sk_protocol) != IPPROTO_TCP) return 0;
  const __u8 state = BPF_CORE_READ(sk, __sk_common.skc_state);
  if (state == TCP_CLOSE) return 0;
  struct connection* connection = make_connection((__u64)sk);
  if (connection && owner_of(connection)->tgid == 0) owner_of_task(owner_of(connection), task);
  if (state == TCP_LISTEN) {
    const __u16 port = BPF_CORE_READ(sk, __sk_common.skc_num);
    remember_listener((__u64)sk, netns_of_socket(&sk->__sk_common), port);
  }
  return 0;
}
