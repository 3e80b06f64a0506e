// Traffic for the benchmarks, and an empty program to measure the meter with.
//
//   bench_tool send ADDRESS PORT SIZE SECONDS [RATE]
//                                          UDP as fast as one core can, or RATE packets per second; prints packets sent
//                                          and packets per second
//   bench_tool connections PORT SECONDS    TCP connections over loopback, opened, accepted and closed one after the
//                                          other; prints how many and how many per second
//   bench_tool empty DEVICE SECONDS        an empty program at the device's egress; prints its ns per run
//   bench_tool probes                      empty programs wherever a trace has its own, until it is interrupted; says
//   how
//                                          long the kernel took to attach them
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.h"
#include "kernel/kernel_btf.h"
#include "kernel/tc_attach.h"
#include "kernel/trace_functions.h"
#include "kernel/trace_programs.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr unsigned kBatch = 64;

sockaddr_in address_of(const char* address, const char* port) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<uint16_t>(std::atoi(port)));
  ::inet_pton(AF_INET, address, &where.sin_addr);
  return where;
}

/// `rate`: packets per second; 0: any.
int send_packets(const char* address, const char* port, size_t size, int seconds, unsigned long rate) {
  const trawl::Fd socket(::socket(AF_INET, SOCK_DGRAM, 0));
  const sockaddr_in to = address_of(address, port);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) return 1;
  std::vector<char> payload(size, 'x');
  iovec part{payload.data(), payload.size()};
  std::array<mmsghdr, kBatch> messages{};
  for (auto& message : messages) {
    message.msg_hdr.msg_iov = &part;
    message.msg_hdr.msg_iovlen = 1;
  }
  const auto start = Clock::now();
  const auto end = start + std::chrono::seconds(seconds);
  unsigned long sent = 0;
  while (Clock::now() < end) {
    if (rate != 0) std::this_thread::sleep_until(start + sent * std::chrono::nanoseconds(1'000'000'000) / rate);
    const int n = ::sendmmsg(socket.get(), messages.data(), kBatch, 0);
    if (n > 0) sent += static_cast<unsigned long>(n);  // a refused port is told once and does not matter
  }
  const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf("%lu %.0f\n", sent, static_cast<double>(sent) / elapsed);
  return 0;
}

/// Listens on as many ports from `first` on, so that the other end does not run out of its own.
constexpr int kListeners = 64;

int connections(const char* first, int seconds) {
  std::vector<trawl::Fd> listeners;
  for (int i = 0; i < kListeners; i++) {
    const std::string port = std::to_string(std::atoi(first) + i);
    const sockaddr_in where = address_of("127.0.0.1", port.c_str());
    trawl::Fd listener(::socket(AF_INET, SOCK_STREAM, 0));
    const int on = 1;
    ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&where), sizeof(where)) != 0) return 1;
    if (::listen(listener.get(), SOMAXCONN) != 0) return 1;
    listeners.push_back(std::move(listener));
  }
  const auto start = Clock::now();
  const auto end = start + std::chrono::seconds(seconds);
  unsigned long made = 0;
  for (size_t i = 0; Clock::now() < end; i = (i + 1) % kListeners) {
    const std::string port = std::to_string(std::atoi(first) + static_cast<int>(i));
    const sockaddr_in where = address_of("127.0.0.1", port.c_str());
    const trawl::Fd client(::socket(AF_INET, SOCK_STREAM, 0));
    if (::connect(client.get(), reinterpret_cast<const sockaddr*>(&where), sizeof(where)) != 0) continue;
    const trawl::Fd server(::accept(listeners[i].get(), nullptr, nullptr));
    made += server.valid() ? 1 : 0;
  }
  const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf("%lu %.0f\n", made, static_cast<double>(made) / elapsed);
  return 0;
}

int empty(const char* device, int seconds) {
  bpf_insn program[2]{};
  program[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  program[0].imm = -1;  // TC_ACT_UNSPEC
  program[1].code = BPF_JMP | BPF_EXIT;
  const trawl::Fd loaded(bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "empty", "Dual BSD/GPL", program, 2, nullptr));
  trawl::TcHooks hooks({});
  const auto attached = hooks.attach(loaded.get(), ::if_nametoindex(device), trawl::TcHook::kEgress);
  if (!attached) {
    std::fprintf(stderr, "bench_tool: %s\n", attached.error().what.c_str());
    return 1;
  }
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  bpf_prog_info info{};
  uint32_t size = sizeof(info);
  bpf_obj_get_info_by_fd(loaded.get(), &info, &size);
  std::printf("%.1f\n",
              info.run_cnt == 0 ? 0.0 : static_cast<double>(info.run_time_ns) / static_cast<double>(info.run_cnt));
  return 0;
}

trawl::Fd empty_program(bpf_prog_type type, bpf_attach_type attach_type) {
  bpf_insn program[2]{};
  program[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  program[1].code = BPF_JMP | BPF_EXIT;
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach_type);
  return trawl::Fd(bpf_prog_load(type, "empty", "Dual BSD/GPL", program, 2, &options));
}

/// Those that a trace probes.
std::vector<std::string> all_functions(const trawl::KernelBtf& types) {
  const std::vector<std::string> all = {"all"};
  std::vector<std::string> names;
  for (auto& probe : trawl::choose_functions(types.skb_functions(), all, trawl::ftrace_list())) {
    names.push_back(std::move(probe.name));
  }
  return names;
}

/// A link to all functions; invalid where the kernel has none.
trawl::Fd link_to(const std::vector<std::string>& functions, const trawl::Fd& program) {
  std::vector<const char*> names;
  for (const std::string& function : functions) names.push_back(function.c_str());
  LIBBPF_OPTS(bpf_link_create_opts, options);
  options.kprobe_multi.cnt = static_cast<uint32_t>(names.size());
  options.kprobe_multi.syms = names.data();
  return trawl::Fd(bpf_link_create(program.get(), 0, BPF_TRACE_KPROBE_MULTI, &options));
}

int probes() {
  const auto types = trawl::KernelBtf::read();
  if (!types) return 1;
  const trawl::Fd program = empty_program(BPF_PROG_TYPE_RAW_TRACEPOINT, bpf_attach_type{});
  const trawl::Fd many = empty_program(BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI);
  const std::vector<std::string> functions = all_functions(*types);
  const auto start = Clock::now();
  std::vector<trawl::Fd> links;
  for (uint16_t point = 0; point < TRAWL_TRACE_POINTS; point++) {
    const std::string name(trawl::tracepoint_name(point));
    if (types->tracepoint_arguments(name) != 0) {
      links.emplace_back(bpf_raw_tracepoint_open(name.c_str(), program.get()));
    }
  }
  links.push_back(link_to(functions, many));
  const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  std::fprintf(stderr, "attached in %.2f s, listening on %zu tracepoints%s\n", elapsed, links.size() - 1,
               links.back().valid() ? " and all functions" : "");
  ::pause();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "send" && (argc == 6 || argc == 7)) {
    return send_packets(argv[2], argv[3], std::strtoul(argv[4], nullptr, 10), std::atoi(argv[5]),
                        argc == 7 ? std::strtoul(argv[6], nullptr, 10) : 0);
  }
  if (what == "connections" && argc == 4) return connections(argv[2], std::atoi(argv[3]));
  if (what == "empty" && argc == 4) return empty(argv[2], std::atoi(argv[3]));
  if (what == "probes" && argc == 2) return probes();
  std::fprintf(
      stderr,
      "usage: bench_tool send ADDRESS PORT SIZE SECONDS [RATE] | connections PORT SECONDS | empty DEVICE SECONDS | "
      "probes\n");
  return 2;
}
