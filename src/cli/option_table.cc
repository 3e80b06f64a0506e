#include "cli/option_table.h"

namespace trawl {

namespace {

using enum OptionId;

constexpr OptionRow kCaptureRows[] = {
    {kInterface, 'i', "interface", "interface",
     "Capture on this interface; may be given several times. \"any\" is all of them."},
    {kNetns, 0, "netns", "namespace",
     "Capture on interfaces of this network namespace: a path, a name of ip-netns(8), or \"any\" for all there are and "
     "will be. May be given several times."},
    {kListInterfaces, 'D', "list-interfaces", "", "List the interfaces that can be captured on, and exit."},
    {kCount, 'c', "receive-count", "count", "Exit after this many packets."},
    {kSnaplen, 's', "snapshot-length", "snaplen",
     "Capture at most this many bytes of each packet; 0 is the maximum of 262144, which is also the default."},
    {kDirection, 'Q', "direction", "in|out|inout", "Capture only packets in this direction."},
    {kBufferSize, 'B', "buffer-size", "KiB", "Size of the buffer between the kernel and this program."},
    {kNoPromiscuous, 'p', "no-promiscuous-mode", "", "Do not put the interface into promiscuous mode."},
    {kImmediate, 0, "immediate-mode", "", "Deliver packets as soon as they arrive."},
    {kExpressionFile, 'F', "expression-file", "file",
     "Read the expression from this file; one on the command line is ignored."},
    {kLinkType, 'y', "linktype", "type", "Capture packets with this link type, one of those that -L lists."},
    {kListLinkTypes, 'L', "list-data-link-types", "", "List the link types of the interface, and exit."},
    {kMonitorMode, 'I', "monitor-mode", "", "Put the interface into monitor mode (IEEE 802.11)."},
    {kTimeStampType, 'j', "time-stamp-type", "type", "Use this source of time stamps, one of those that -J lists."},
    {kListTimeStampTypes, 'J', "list-time-stamp-types", "",
     "List the sources of time stamps of the interface, and exit."},
    {kDuration, 0, "duration", "time",
     "End after this time, packets or not: 30s, 5m, 1.5h, 500ms; seconds without a unit."},
    {kStopWhen, 0, "stop-when", "expression",
     "End with the first packet that matches this expression, too; it is still shown and written."},
    {kIncludeOwnSession, 0, "include-own-session", "",
     "Also capture the packets of the SSH session that this command runs in, which are left out."},
    {kBackend, 0, "backend", "tc|cgroup-skb|tp-btf|socket-filter",
     "Accepted for the sake of other tools: packets are captured at the tc hook, and attributed, whatever it says."},
    {kRelinquish, 'Z', "relinquish-privileges", "user",
     "Become this user when the capture is set up, before files are written; the capabilities that a capture needs "
     "stay."},
    {kDumpProgram, 'd', "", "", "Print the compiled expression and exit; -dd as C, -ddd as decimal numbers."},
    {kStatistics, 0, "stats", "",
     "At the end say for every reason how many packets were not attributed, also where there were none; and what was "
     "lost or forgotten for want of room."},
    {kNoOptimize, 'O', "no-optimize", "", "Do not optimize the compiled expression."},
};

constexpr OptionRow kContextRows[] = {
    {kContext, 0, "context", "part,...",
     "Show and write only these parts of what is known of a packet's owner: process, thread, parentproc, user, "
     "container, pod. All, unless given."},
};

constexpr OptionRow kRuntimeRows[] = {
    {kDockerAddress, 0, "docker-address", "socket",
     "Unix socket of Docker Engine, or of Podman; /var/run/docker.sock and /run/podman/podman.sock unless given."},
    {kContainerdAddress, 0, "containerd-address", "socket",
     "Unix socket of containerd; /run/containerd/containerd.sock unless given."},
    {kCriAddress, 0, "cri-runtime-address", "socket",
     "Unix socket of a runtime that speaks the Container Runtime Interface; unless given, the first that answers of "
     "/var/run/dockershim.sock, /var/run/cri-dockerd.sock, /run/crio/crio.sock and /run/containerd/containerd.sock."},
};

constexpr OptionRow kFileRows[] = {
    {kRead, 'r', "read-file", "file", "Read packets from this pcap or pcapng file; \"-\" is standard input."},
    {kWrite, 'w', "write-file", "file",
     "Write packets to this file: pcapng when it ends in .pcapng or is \"-\", else pcap; compressed when .gz or .zst "
     "follows."},
    {kFileList, 'V', "", "file",
     "Read packets from the files that this file lists, one a line; \"-\" is standard input."},
    {kFileFormat, 0, "file-format", "pcap|pcapng", "What -w writes, whatever the file's name."},
    {kRotateSize, 'C', "file-size", "size",
     "Go on with the next file when one is larger than this many millions of bytes; with k, m or g: KiB, MiB, GiB."},
    {kRotateSeconds, 'G', "", "seconds",
     "Go on with the next file after this time; the name may hold conversions of strftime(3)."},
    {kRotateFiles, 'W', "file-count", "count",
     "With -C: begin again with the first file after this many. With -G: end after this many files."},
    {kPostRotate, 'z', "", "command", "Run \"command file\" with each finished file of -C or -G, in the background."},
    {kWriteKeyLog, 0, "write-keylog-file", "file",
     "Write the TLS secrets of the command behind --, and of what it starts, to this file, which only its owner can "
     "read."},
    {kEmbedKeyLog, 0, "embed-keylog-to-pcapng", "",
     "Put the TLS secrets of the command behind --, and of what it starts, into the pcapng file of -w, before the "
     "packets that they open."},
    {kPacketBuffered, 'U', "packet-buffered", "", "Write each packet to the file as soon as it is captured."},
    {kPrint, 0, "print", "", "Print packets even when they are written to a file."},
    {kCountOnly, 0, "count", "", "With -r: print only how many packets there are."},
};

constexpr OptionRow kOutputRows[] = {
    {kLineBuffered, 'l', "", "", "Write each line as soon as it is complete."},
    {kNumber, '#', "number", "", "Print a packet number at the beginning of the line."},
    {kQuiet, 'q', "", "", "Print less about protocols."},
    {kLinkHeader, 'e', "", "", "Print the link-level header."},
    {kVerbose, 'v', "verbose", "", "Print more about each packet; -vv and -vvv still more."},
    {kTime, 't', "no-timestamp", "",
     "-t: no time; -tt: seconds since 1970; -ttt: since the line before; -tttt: with the date; -ttttt: since the "
     "first line."},
    {kMicro, 0, "micro", "", "The same as --time-stamp-precision=micro, the default."},
    {kNano, 0, "nano", "", "The same as --time-stamp-precision=nano."},
    {kPrecision, 0, "time-stamp-precision", "micro|nano", "Precision of time stamps, on lines and in pcap files."},
    {kAscii, 'A', "print-data-in-ascii", "", "Print each packet's bytes as ASCII; -AA with the link-level header."},
    {kHex, 'x', "print-data-in-hex", "", "Print each packet's bytes in hexadecimal; -xx with the link-level header."},
    {kHexAscii, 'X', "print-data-in-hex-ascii", "",
     "Print each packet's bytes in hexadecimal and ASCII; -XX with the link-level header."},
    {kNumeric, 'n', "no-convert-addr", "", "Do not turn addresses and ports into names."},
    {kNoDomain, 'N', "", "", "Print host names without their domain."},
    {kForeignNumeric, 'f', "", "", "Print foreign IPv4 addresses as numbers."},
    {kJson, 0, "json", "", "Print packets as JSON, one object per line."},
    {kJoinLines, 0, "oneline", "", "Print each packet in one line, with -v too."},
    {kColor, 0, "color", "auto|always|never", "Colour lines; auto: on a terminal, unless NO_COLOR is set."},
    {kLogLevel, 0, "log-level", "level",
     "Say what is at least this important: debug, info, warn (the default), error or fatal; from error on also nothing "
     "of "
     "how the capture begins and ends."},
    {kOneLine, 'g', "ip-oneline", "", "Do not break the line after an IP header with -v."},
};

constexpr OptionRow kDecodeRows[] = {
    {kAbsoluteSequence, 'S', "absolute-tcp-sequence-numbers", "", "Print absolute TCP sequence numbers."},
    {kNoChecksums, 'K', "dont-verify-checksums", "", "Do not verify IP, TCP and UDP checksums."},
    {kAsDot, 'b', "", "", "Print AS numbers in asdot notation."},
    {kMesh, 'H', "", "", "Detect 802.11s draft mesh headers."},
    {kPacketType, 'T', "", "type",
     "Decode packets selected by the expression as this type: aodv, carp, cnfp, domain, lmp, pgm, pgm_zmtp1, ptp, "
     "radius, "
     "resp, rpc, rtcp, rtp, snmp, someip, tftp, vat, vxlan, wb, zmtp1."},
    {kEspSecrets, 'E', "", "spi@addr algo:secret,...",
     "Decrypt ESP packets with these keys; \"file NAME\" reads them from a file."},
    {kTcpMd5Secret, 'M', "", "secret", "Check TCP-MD5 (RFC 2385) signatures with this secret."},
    {kSmiModule, 'm', "", "module", "Accepted for the sake of tcpdump, and ignored: SNMP objects print as numbers."},
    {kNfsHandles, 'u', "", "", "Print NFS handles undecoded."},
};

// Those who read a filter of processes (process_filter_arguments.h) have these in one of their groups.
constexpr OptionRow kProcessRows[] = {
    {kPid, 0, "pid", "number",
     "Only of this process. Each option of this group may be given several times: of one kind any must match, of "
     "different kinds all."},
    {kProcessName, 0, "pname", "glob", "Only of processes with this name, of which the kernel keeps 15 bytes."},
    {kUser, 0, "uid", "user", "Only of processes of this user, by number or name."},
    {kFollowForks, 0, "follow-forks", "",
     "What --pid, --pname and their opposites choose holds for the children of the process, too. With one of these "
     "options -f means the same."},
    {kNotPid, 0, "not-pid", "number", "Nothing of this process."},
    {kNotProcessName, 0, "not-pname", "glob", "Nothing of processes with this name."},
    {kNotUser, 0, "not-uid", "user", "Nothing of processes of this user."},
};

constexpr OptionRow kContainerRows[] = {
    {kContainerId, 0, "container-id", "glob",
     "Only of the container with this ID, or with one that begins so. This and the options below combine with those of "
     "the group before in the same way."},
    {kContainerName, 0, "container-name", "glob", "Only of containers with this name."},
    {kPodName, 0, "pod-name", "glob", "Only of pods with this name; NAME.NAMESPACE says of which namespace."},
    {kNotContainerId, 0, "not-container-id", "glob", "Nothing of this container."},
    {kNotContainerName, 0, "not-container-name", "glob", "Nothing of containers with this name."},
    {kNotPodName, 0, "not-pod-name", "glob", "Nothing of pods with this name."},
};

constexpr OptionRow kWithoutRow = {
    kWithout, 0, "without", "feature",
    "Do as on a kernel that does not have this; an unknown name lists those there are. May be given several times."};
constexpr OptionRow kWithoutRows[] = {kWithoutRow};
constexpr OptionRow kKernelRows[] = {
    kWithoutRow,
    {kKernelBtf, 0, "kernel-btf", "file",
     "Read from this file how the kernel's structures lie in memory; unless given, the first there is of "
     "/sys/kernel/btf/vmlinux, and in /var/lib/trawl/btf vmlinux, vmlinux-RELEASE and RELEASE.btf."},
};

constexpr OptionRow kOtherRows[] = {
    {kVersion, 0, "version", "", "Print the version and exit."},
    {kHelp, 'h', "help", "", "Print this text and exit."},
};

constexpr OptionGroup kCaptureGroups[] = {
    {"Capture", kCaptureRows},
    {"Processes", kProcessRows},
    {"Containers and pods", kContainerRows},
    {"Context", kContextRows},
    {"Container runtimes", kRuntimeRows},
    {"Files", kFileRows},
    {"Output", kOutputRows},
    {"Decoding", kDecodeRows},
    {"Kernel", kKernelRows},
    {"Other", kOtherRows},
};

constexpr OptionRow kStatesSelectionRows[] = {
    {kPort, 'p', "port", "port[,port...]", "Show connections with one of these ports at either end."},
    {kNetns, 0, "netns", "namespace",
     "Show connections of this network namespace: a path, a name of ip-netns(8), or \"any\", which is the default. May "
     "be given several times."},
    {kState, 0, "state", "state[,state...]", "Show changes to these states only, by the kernel's names."},
    {kEvents, 0, "events", "event[,event...]",
     "What to show: state, retransmit, reset (sent and received), drop (with the kernel's reason). The default is "
     "state."},
    {kCount, 'c', "", "count", "Exit after this many events."},
    {kBufferSize, 'B', "buffer-size", "KiB", "Size of the buffer between the kernel and this program."},
};

constexpr OptionRow kStatesOutputRows[] = {
    {kFrom, 0, "from", "", "Show the old state, too, and the milliseconds in it."},
    {kOnCpu, 0, "on-cpu", "", "Show the task that happened to run, too, beside the socket's owner."},
    {kVerbose, 'v', "", "",
     "Show what a connection carried when it is closed; -vv more of the owner, too, on lines below each event."},
    {kJson, 0, "json", "", "Write one JSON object per line (docs/states.schema.json)."},
    {kSummary, 0, "summary", "", "At the end show the closed connections by process and peer."},
    {kLineBuffered, 'l', "", "", "Write each line as soon as it is complete."},
};

constexpr OptionGroup kStatesGroups[] = {
    {"Selection", kStatesSelectionRows},
    {"Processes", kProcessRows},
    {"Containers and pods", kContainerRows},
    {"Context", kContextRows},
    {"Container runtimes", kRuntimeRows},
    {"Output", kStatesOutputRows},
    {"Kernel", kKernelRows},
    {"Other", kOtherRows},
};

constexpr OptionRow kTraceSelectionRows[] = {
    {kDevice, 0, "interface", "interface", "Trace packets that pass this interface."},
    {kNetns, 0, "netns", "namespace", "Trace packets in this network namespace: a path, or a name of ip-netns(8)."},
    {kMark, 0, "mark", "mark[/mask]", "Trace packets with this mark."},
    {kFunctions, 0, "functions", "pattern",
     "Probe functions whose names match, such as \"tcp_*\", or all; may be given several times. The default is all "
     "where the kernel attaches to many at once, else a choice."},
    {kCount, 'c', "", "count", "Exit after this many packets."},
    {kBufferSize, 'B', "buffer-size", "KiB", "Size of the buffer between the kernel and this program."},
    {kNoOptimize, 'O', "no-optimize", "", "Do not optimize the compiled expression."},
};

constexpr OptionRow kTraceLineRows[] = {
    {kProbe, 'i', "", "place",
     "Show packets at instructions instead: a function's first (\"ip_rcv\"), one by its offset (\"ip_rcv+12\"), where "
     "its source lines begin and where it calls (\"ip_rcv+*\"), all of them (\"ip_rcv+**\"), or an address "
     "(\"0x...\"). A module's name "
     "and a colon may stand before. May be given several times."},
    {kDebugImage, 'd', "debug-image", "file",
     "The kernel, or a module, with debug information. May be given several times; those that are not given are looked "
     "for by their build ids."},
    {kSourceDirectory, 0, "source", "directory", "Show the text of source lines from the kernel's source below this."},
};

constexpr OptionRow kTraceOutputRows[] = {
    {kJson, 0, "json", "", "Write one JSON object per packet, or with --flat per step (docs/trace.schema.json)."},
    {kWrite, 'w', "", "file",
     "Write the packet's headers at each step to this file: pcapng, what is known as comments; pcap without that when "
     "the name ends in .pcap."},
    {kRead, 'r', "", "file", "Read the steps from such a pcapng file; \"-\" is standard input."},
    {kPerfetto, 0, "perfetto", "file", "Write the steps as trace events, for Perfetto and Chrome's tracing page."},
    {kFlat, 0, "flat", "", "Print one line per step as it comes, not each packet with its steps."},
    {kGraph, 0, "graph", "", "Indent functions by who called them."},
    {kCaller, 0, "caller", "", "Print who called each function."},
    {kStack, 0, "stack", "", "Print the stack of each step."},
    {kVerbose, 'v', "", "", "Print addresses, namespaces, lengths and tasks of every step; more of each packet."},
    {kNumeric, 'n', "", "", "Do not turn addresses and ports into names."},
    {kLinkHeader, 'e', "", "", "Print the link-level header of packets."},
    {kLineBuffered, 'l', "", "", "Write each packet as soon as it is complete."},
};

constexpr OptionGroup kTraceGroups[] = {
    {"Selection", kTraceSelectionRows},
    {"Processes", kProcessRows},
    {"Containers and pods", kContainerRows},
    {"Container runtimes", kRuntimeRows},
    {"Line by line", kTraceLineRows},
    {"Output", kTraceOutputRows},
    {"Kernel", kKernelRows},
    {"Other", kOtherRows},
};

constexpr OptionRow kXdpCaptureRows[] = {
    {kInterface, 'i', "interface", "interface", "The interface; unless given, the first that is up."},
    {kListInterfaces, 'D', "list-interfaces", "",
     "List the interfaces with the programs at their XDP hooks, and exit."},
    {kNative, 'N', "native", "",
     "Native mode only: in the driver. Unless -N or -S is given, generic mode where the driver has none."},
    {kGeneric, 'S', "skb-mode", "", "Generic mode: in the network stack, for every interface."},
    {kForce, 'F', "force", "",
     "Take the place of a program that is attached already; it gets it back in the end, however that comes."},
    {kChain, 0, "chain", "", "Run before the program that is attached already, which then decides as ever."},
    {kAt, 0, "at", "entry,exit",
     "Watch the program that is attached already: what it gets, what it decides, or both. Needs a kernel that allows "
     "fentry and fexit programs; of a packet in several buffers the first is seen, and that is said."},
    {kSample, 0, "sample", "1/N|flow:1/N|R/s,...",
     "Take 1 of N packets at random, all packets of 1 of N flows, at most R packets per second; what is given together "
     "holds together. A pcapng file records it, a pcap file has no place for it."},
    {kCount, 'c', "", "count", "Exit after this many packets, or with --rate seconds."},
    {kSnaplen, 's', "snapshot-length", "snaplen",
     "Capture at most this many bytes of each packet; 0 is the maximum of 262144, which is also the default."},
    {kSnaplen, 0, "snaplen", "snaplen", "The same as -s."},
    {kBufferSize, 'B', "buffer-size", "KiB", "Size of the buffer between the kernel and this program."},
    {kPromiscuous, 'P', "promiscuous", "", "Put the interface into promiscuous mode."},
    {kNoOptimize, 'O', "no-optimize", "", "Do not optimize the compiled expression."},
};

constexpr OptionRow kXdpOutputRows[] = {
    {kWrite, 'w', "", "file",
     "Write packets to this file: pcapng when it ends in .pcapng or is \"-\", else pcap; compressed when .gz or .zst "
     "follows."},
    {kPacketBuffered, 'U', "packet-buffered", "", "Write each packet to the file as soon as it is captured."},
    {kPrint, 0, "print", "", "Print packets even when they are written to a file."},
    {kHexLines, 0, "hex", "", "Print each packet's length and first bytes, and no more."},
    {kRate, 0, "rate", "", "Print new flows and packets per second, of each CPU and in all, and no packets."},
    {kLineBuffered, 'l', "", "", "Write each line as soon as it is complete."},
    {kNumber, '#', "number", "", "Print a packet number at the beginning of the line."},
    {kQuiet, 'q', "", "", "Print less about protocols."},
    {kLinkHeader, 'e', "", "", "Print the link-level header."},
    {kVerbose, 'v', "", "", "Print more about each packet; -vv and -vvv still more."},
    {kTime, 't', "", "",
     "-t: no time; -tt: seconds since 1970; -ttt: since the line before; -tttt: with the date; -ttttt: since the "
     "first line."},
    {kNano, 0, "nano", "", "Nanoseconds in time stamps, on lines and in pcap files."},
    {kAscii, 'A', "", "", "Print each packet's bytes as ASCII; -AA with the link-level header."},
    {kHex, 'x', "", "", "Print each packet's bytes in hexadecimal; -xx with the link-level header."},
    {kHexAscii, 'X', "", "", "Print each packet's bytes in hexadecimal and ASCII; -XX with the link-level header."},
    {kNumeric, 'n', "", "", "Do not turn addresses and ports into names."},
};

constexpr OptionGroup kXdpGroups[] = {
    {"Capture", kXdpCaptureRows},
    {"Output", kXdpOutputRows},
    {"Kernel", kWithoutRows},
    {"Other", kOtherRows},
};

constexpr OptionRow kDoctorRows[] = {
    {kVerbose, 'v', "verbose", "", "Show every row, also where the short form only counts."},
    {kJson, 0, "json", "", "Write all rows as one JSON object (docs/doctor.schema.json)."},
    {kColor, 0, "color", "auto|always|never", "Colour rows; auto: on a terminal, unless NO_COLOR is set."},
};

constexpr OptionRow kFetchRows[] = {
    {kFetchBtf, 0, "fetch-btf", "",
     "Get the running kernel's BTF file, for kernels that have none, into /var/lib/trawl/btf, where captures find it. "
     "The "
     "word is an archive's root, or the file itself; unless given, BTFHub's archive."},
};

constexpr OptionGroup kDoctorGroups[] = {
    {"Kernels without BTF", kFetchRows},
    {"Output", kDoctorRows},
    {"Kernel", kKernelRows},
    {"Other", kOtherRows},
};

}  // namespace

std::span<const OptionGroup> capture_option_groups() {
  return kCaptureGroups;
}

std::span<const OptionGroup> states_option_groups() {
  return kStatesGroups;
}

std::span<const OptionGroup> doctor_option_groups() {
  return kDoctorGroups;
}

std::span<const OptionGroup> trace_option_groups() {
  return kTraceGroups;
}

std::span<const OptionGroup> xdp_option_groups() {
  return kXdpGroups;
}

}  // namespace trawl
