// The kernel's own types, as far as they are read here. CO-RE relocates every access, so the order and the other
// members do not matter; names and types must be the kernel's.
#pragma once

#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
  unsigned int val;
} kuid_t;

struct cred {
  kuid_t euid;
};

struct kernfs_node {
  __u64 id;
};

struct cgroup_root {
  int hierarchy_id;  // 0: cgroup v2
};

struct cgroup {
  struct kernfs_node* kn;
  struct cgroup_root* root;
};

struct css_set {
  struct cgroup* dfl_cgrp;
};

struct mm_struct {
  unsigned long arg_start;
  unsigned long arg_end;
};

typedef struct {
  int counter;
} atomic_t;

struct signal_struct {
  atomic_t live;  // threads
};

struct nsproxy {
  struct net* net_ns;
};

struct thread_info {
  __u64 preempt_count;  // arm64 keeps it here; the upper half is another member
};

struct list_head {
  struct list_head* next;
};

struct task_struct {
  struct thread_info thread_info;
  void* stack;
  unsigned int flags;
  struct mm_struct* mm;
  int pid;
  int tgid;
  struct task_struct* real_parent;
  struct task_struct* group_leader;
  struct signal_struct* signal;
  struct nsproxy* nsproxy;
  __u64 start_boottime;  // 5.5 on
  const struct cred* cred;
  char comm[16];
  struct css_set* cgroups;
  struct list_head tasks;  // of all processes, in a ring
};

struct linux_binprm {
  const char* filename;
};

struct ns_common {
  unsigned int inum;
};

struct net {
  struct ns_common ns;
};

typedef struct {
  struct net* net;
} possible_net_t;

typedef struct {
  long long counter;
} atomic64_t;

struct net_device {
  char name[16];
  int ifindex;
  unsigned short type;  // ARPHRD_*
  possible_net_t nd_net;
  unsigned long priv_flags : 32;  // a member of its own before 6.12
};

struct sock;

struct sk_buff {
  struct net_device* dev;
  struct sock* sk;
  unsigned int len;
  unsigned int data_len;
  __u32 mark;
  __be16 protocol;
  __u16 transport_header;
  __u16 network_header;
  __u16 mac_header;
  unsigned int tail;  // tail and end are offsets from `head`, as on every 64-bit kernel
  unsigned int end;
  unsigned char* head;
  int skb_iif;  // the interface it came in by; 0: made here
};

struct in6_addr {
  union {
    __u8 u6_addr8[16];
  } in6_u;
};

struct hlist_nulls_node {
  struct hlist_nulls_node* next;
};

struct sock_common {
  __be32 skc_daddr;
  __be32 skc_rcv_saddr;
  __be16 skc_dport;
  __u16 skc_num;
  unsigned short skc_family;
  volatile unsigned char skc_state;
  possible_net_t skc_net;
  struct in6_addr skc_v6_daddr;
  struct in6_addr skc_v6_rcv_saddr;
  unsigned long skc_flags;
  atomic64_t skc_cookie;
  unsigned int skc_hash;
  struct hlist_nulls_node skc_nulls_node;
};

struct sock {
  struct sock_common __sk_common;
  __u16 sk_type;
  __u16 sk_protocol;
  __u8 sk_kern_sock : 1;
};

struct ipv6_pinfo {
  int mcast_oif;
};

struct inet_sock {
  struct sock sk;
  struct ipv6_pinfo* pinet6;
  __be16 inet_sport;
  int mc_index;
};

struct socket {
  struct sock* sk;
};

struct inode {
  unsigned short i_mode;
};

struct file {
  struct inode* f_inode;
  void* private_data;
};

struct seq_file;

struct bpf_iter_meta {
  struct seq_file* seq;
  __u64 session_id;
  __u64 seq_num;
};

struct bpf_iter__task {
  struct bpf_iter_meta* meta;
  struct task_struct* task;
};

struct bpf_iter__task_file {
  struct bpf_iter_meta* meta;
  struct task_struct* task;
  __u32 fd;
  struct file* file;
};

#pragma clang attribute pop

// include/linux/sched.h
#define PF_IO_WORKER 0x00000010
#define PF_KTHREAD 0x00200000
// include/linux/socket.h, include/net/tcp_states.h, linux/if_ether.h, linux/in.h
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16
#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_SYN_RECV 3
#define TCP_TIME_WAIT 6
#define TCP_CLOSE 7
#define TCP_LISTEN 10
#define TCP_NEW_SYN_RECV 12
#define TCP_FLAG_FIN 0x01
#define TCP_FLAG_SYN 0x02
#define TCP_FLAG_RST 0x04
#define TCP_FLAG_ACK 0x10
#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd
#define ETH_P_8021Q 0x8100
#define ETH_P_8021AD 0x88a8
#define IPPROTO_ICMP 1
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_ICMPV6 58
#define IPPROTO_RAW 255
#define SOCK_RAW 3
#define PACKET_HOST 0
#define PACKET_OTHERHOST 3
#define PACKET_OUTGOING 4

#define bpf_htons(x) __builtin_bswap16(x)
#define bpf_ntohs(x) __builtin_bswap16(x)
#define bpf_htonl(x) __builtin_bswap32(x)
#define bpf_ntohl(x) __builtin_bswap32(x)
