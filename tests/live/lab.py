"""What the live tests stand on: namespaces, processes that do as told, captures, and files read back.

A test is a script that marks its checks with @case and ends with run(). Everything is made in network namespaces of
its own whose names begin with "trawl-live-PID", and taken down when the script ends, however it ends.
"""
import atexit
import collections
import ctypes
import functools
import json
import os
import pathlib
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
STATIC = os.environ.get("TRAWL_STATIC", str(HERE.parent.parent / "build/trawl"))
TRAWL = os.environ.get("TRAWL", STATIC)
TCPDUMP = "tcpdump"
# Kernel features to do without, for whom the fallbacks are: TRAWL_WITHOUT="tcx ..."; without btf TRAWL_KERNEL_BTF is a file
WITHOUT = [f"--without={name}" for name in os.environ.get("TRAWL_WITHOUT", "").split()]
WITHOUT += [f"--kernel-btf={file}" for file in os.environ.get("TRAWL_KERNEL_BTF", "").split()]
SLOWNESS = int(os.environ.get("TRAWL_LIVE_SLOWNESS", "1"))  # of an emulated machine
SCRIPT_TIME = 300 * SLOWNESS  # seconds, for all cases of a script: enough on a machine that has other work
PATIENCE = 10 * SLOWNESS  # seconds that anything may take on a busy machine

sys.stdout.reconfigure(line_buffering=True)
for number in (signal.SIGTERM, signal.SIGALRM):
    signal.signal(number, lambda *_: sys.exit("stopped by a signal"))


# ---- checks

CASES = []


class Skip(Exception):
    pass


def case(function):
    CASES.append(function)
    return function


def equal(actual, expected, what=""):
    if isinstance(actual, list) and isinstance(expected, list) and len(actual) == len(expected) and actual != expected:
        at = next(i for i, (a, e) in enumerate(zip(actual, expected)) if a != e)  # the first that differs says enough
        actual, expected, what = actual[at], expected[at], f"{what} [{at}]"
    assert actual == expected, f"{f'{what} ' if what else ''}is {actual!r}, expected {expected!r}"


def true(condition, why):
    assert condition, why


def once(function):
    """A capture that several cases look at is made for the first of them, and its failure is everybody's."""
    kept = []
    failed = AssertionError("the capture failed: see the first case")

    @functools.wraps(function)
    def wrapper():
        if not kept:
            try:
                kept.append((function(), None))
            except Exception as error:
                kept.append((None, error if isinstance(error, Skip) else failed))
                raise error
        value, error = kept[0]
        if error:
            raise error
        return value

    return wrapper


def is_wanted(name):
    """Whether the case's name contains the first argument."""
    return len(sys.argv) < 2 or sys.argv[1] in name.replace("_", "-")


def run():
    """Every case, or those that are wanted."""
    signal.alarm(SCRIPT_TIME)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs have it ignored, and trawl would
    failed = 0
    for function in CASES:
        name = function.__name__.replace("_", "-")
        if not is_wanted(name):
            continue
        start = time.monotonic()
        try:
            function()
            print(f"ok {name}")
        except Skip as reason:
            print(f"skip {name}: {reason}")
        except Exception as error:
            failed += 1
            place = traceback.extract_tb(error.__traceback__)[1:]
            at = next((f.lineno for f in reversed(place) if f.filename.endswith(".test")), 0)
            detail = f"{type(error).__name__} " if not isinstance(error, AssertionError) else ""
            print(f"fail {name}: line {at}: " + (detail + str(error)).replace("\n", " | ")[:1500])
        if os.environ.get("TRAWL_LIVE_TIMES"):
            print(f"    {time.monotonic() - start:.2f} s")
    sys.exit(1 if failed else 0)


def wait_for(condition, what, seconds=10):
    seconds *= SLOWNESS
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"{what() if callable(what) else what}: not within {seconds} s"
        time.sleep(0.005)
    return value


def tells_receivers():
    """Whether this kernel tells who receives from a socket (the tracepoint sock_recv_length); else its last known user
    stays its owner."""
    types = pathlib.Path("/sys/kernel/btf/vmlinux").read_bytes()
    return b"\0btf_trace_sock_recv_length\0" in types and not {"--without=storage-in-tracing", "--without=btf"} & set(WITHOUT)


def older_than(*release):
    """Whether this kernel is: older_than(5, 11)."""
    return tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2]) < release


def maps_allowed():
    """A command's prefix with which maps are no question of memory: before Linux 5.11 they count as locked."""
    return ["prlimit", "--memlock=unlimited"] if older_than(5, 11) else []


def tells_readers_of_datagrams():
    """Before Linux 5.11 programs of control groups set owners, and they are asked by recvfrom(), too."""
    by_cgroup = older_than(5, 11) or {"--without=storage-in-tracing", "--without=btf"} & set(WITHOUT)
    return by_cgroup or tells_receivers()


# ---- namespaces and files, all gone at the end

_undo = []


def at_end(function, *arguments):
    _undo.append((function, arguments))


@atexit.register
def take_down():
    while _undo:
        function, arguments = _undo.pop()
        try:
            function(*arguments)
        except Exception as error:
            print(f"lab: {error}", file=sys.stderr)


def sh(command, check=True, **more):
    done = subprocess.run(command.split() if isinstance(command, str) else command, capture_output=True, text=True,
                          errors="replace", timeout=60 * SLOWNESS, **more)
    assert not check or done.returncode == 0, f"{command}: {done.stderr.strip() or done.stdout.strip()}"
    return done.stdout if check else done


@functools.cache
def directory():
    path = pathlib.Path(tempfile.mkdtemp(prefix="trawl-live-"))
    path.chmod(0o755)
    at_end(shutil.rmtree, path, True)
    return path


class Netns:
    """A network namespace with its loopback up and no IPv6 noise; `net` is the interface word for -i."""
    made = 0

    def __init__(self):
        Netns.made += 1
        self.name = f"trawl-live-{os.getpid()}-{Netns.made}"
        sh(f"ip netns add {self.name}")
        at_end(sh, f"ip netns del {self.name}")
        self.ip("link set lo up")

    def ip(self, command, check=True):
        return sh(f"ip -n {self.name} {command}", check)

    def prefix(self):
        return ["nsenter", f"--net=/run/netns/{self.name}", "--"]

    def sh(self, command, check=True, **more):
        return sh(self.prefix() + (command.split() if isinstance(command, str) else list(command)), check, **more)


def veth(a, name_a, b, name_b, subnet):
    """A pair between two namespaces, 10.9.SUBNET.1 and .2, fd09:SUBNET::1 and ::2, with known neighbours."""
    a.ip(f"link add {name_a} type veth peer name {name_b} netns {b.name}")
    for netns, name, host in ((a, name_a, 1), (b, name_b, 2)):
        netns.sh(["sh", "-c", f"echo 1 >/proc/sys/net/ipv6/conf/{name}/accept_dad;"
                  f"echo 0 >/proc/sys/net/ipv6/conf/{name}/router_solicitations;"
                  f"echo 1 >/proc/sys/net/ipv6/conf/{name}/addr_gen_mode"])
        netns.ip(f"link set {name} address 02:00:00:00:{subnet:02x}:{host:02x}")
        netns.ip(f"address add 10.9.{subnet}.{host}/24 dev {name}")
        netns.ip(f"address add fd09:{subnet}::{host}/64 dev {name} nodad")
        netns.ip(f"link set {name} up")
    for netns, name, peer in ((a, name_a, 2), (b, name_b, 1)):
        for address in (f"10.9.{subnet}.{peer}", f"fd09:{subnet}::{peer}"):
            netns.ip(f"neigh replace {address} lladdr 02:00:00:00:{subnet:02x}:{peer:02x} dev {name} nud permanent")
    wait_for(lambda: "state UP" in a.ip(f"-o link show {name_a}"), f"{name_a} up")


# ---- processes

def stop_process(process):
    if process.poll() is None:
        process.kill()
    process.wait()


def start(command, netns=None, **more):
    process = subprocess.Popen((netns.prefix() if netns else []) + [str(word) for word in command], **more)
    at_end(stop_process, process)
    return process


def proc(pid):
    """What /proc says of a process, in the words of the packet comments."""
    base = pathlib.Path(f"/proc/{pid}")
    status = dict(line.split(":\t", 1) for line in (base / "status").read_text().splitlines() if ":\t" in line)
    return Process(pid=pid, comm=(base / "comm").read_text()[:-1], path=os.readlink(base / "exe"),
                   arguments=(base / "cmdline").read_bytes().decode().split("\0")[:-1],
                   uid=int(status["Uid"].split()[1]), parent=int(status["PPid"]))


Process = collections.namedtuple("Process", "pid comm path arguments uid parent")


class Peer:
    """A process that runs Python in a namespace, statement by statement: peer("s.send(b'x')") gives its value."""

    def __init__(self, name, netns, uid=0):
        self.process = start(["python3", HERE / "peer.py", name], netns, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)
        self.name = name
        self("None")
        self.pid = self("os.getpid()")
        if uid:
            self(f"os.setgid({uid}); os.setuid({uid})")

    def __call__(self, code):
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        true(select.select([self.process.stdout], [], [], PATIENCE)[0], f"{self.name}: no end of: {code}")
        answer = self.process.stdout.readline()
        assert answer, f"{self.name} ended at: {code}"
        error, value = json.loads(answer)
        assert error is None, f"{self.name}: {code}: {error}"
        return value

    def end(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)


# ---- captures

def command_of(binary, arguments):
    """With the features to do without."""
    if binary:
        return [binary, *arguments]
    if arguments[:1] in (("states",), ("trace",)):
        return [TRAWL, arguments[0], *WITHOUT, *arguments[1:]]
    if arguments[:1] == ("xdp",):
        return [TRAWL, "xdp", *(word for word in WITHOUT if word.startswith("--without")), *arguments[1:]]
    return [TRAWL, *WITHOUT, *arguments]


class Trawl:
    """The program at work; it listens when the constructor returns."""
    made = 0

    def __init__(self, *arguments, netns=None, binary=None, listen=True, stdout=None, prefix=()):
        Trawl.made += 1
        self.out_path = directory() / f"out.{Trawl.made}"
        self.err_path = directory() / f"err.{Trawl.made}"
        with open(self.out_path, "wb") as out, open(self.err_path, "wb") as err:
            self.process = start([*prefix, *command_of(binary, arguments)], netns, stdout=stdout or out, stderr=err,
                                 stdin=subprocess.DEVNULL)
        if listen:
            wait_for(lambda: "listening on" in self.err or self.process.poll() is not None, "listening", 30)
            true(self.process.poll() is None or "listening on" in self.err, f"trawl did not start: {self.err}")

    @property
    def out(self):
        return self.out_path.read_text(errors="replace")

    @property
    def err(self):
        return self.err_path.read_text(errors="replace")

    @property
    def pid(self):
        return self.process.pid

    def wait(self, seconds=PATIENCE):
        self.process.wait(seconds)
        return self

    def stop(self, number=signal.SIGINT, status=0):
        """Ends it, and holds it to its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(30 * SLOWNESS)
        equal(self.process.returncode, status, f"status ({self.err.strip()[-600:]})")
        return self

    def lines(self):
        """Those of packets; what stands behind one, such as bytes, is left out."""
        return [Line(text) for text in self.out.splitlines() if re.match(r"\d\d:\d\d:", text)]

    def counts(self):
        """captured, received, dropped, attributed, of: the five numbers at the end."""
        match = re.search(r"^(\d+) packets? captured\n(\d+) packets? received by filter\n(\d+) packets? dropped by "
                          r"kernel\n(\d+) of (\d+) packets attributed", self.err, re.M)
        true(match, f"no statistics: {self.err}")
        return tuple(int(n) for n in match.groups())


class Line:
    """One line of text: time, interface, sender, receiver (comm.pid or None), direction, text as tcpdump has it."""
    FORM = re.compile(r"(\d\d:\d\d:\d\d\.\d+) (\S+) (?:((?:\\ |\S)+\.\d+>?) )?(In|Out) (.*?)"
                      r"(?:, ParentProc \[([^]]*)\])?(?:, Container \[([^]]*)\])?(?:, Pod \[([^]]*)\])?$")

    def __init__(self, text):
        match = self.FORM.match(text)
        assert match, f"no line of a live capture: {text!r}"
        (self.time, self.interface, self.ends, self.direction, self.rest, self.parents, self.containers,
         self.pods) = match.groups()
        self.plain = f"{self.time} {self.rest}"
        sender, arrow, receiver = (self.ends or "").partition(">")
        if not arrow and self.direction == "In":
            sender, receiver = "", sender
        self.sender, self.receiver = sender or None, receiver or None


def tcpdump_lines(path, *arguments):
    """The real tcpdump's lines for a file, which it must read without a complaint."""
    done = sh([TCPDUMP, "-n", "-r", str(path), *arguments], check=False, env={**os.environ, "TZ": "GMT0"})
    equal(done.returncode, 0, "tcpdump's status")
    complaints = [l for l in done.stderr.splitlines() if not l.startswith(("reading from file", "Warning: interface"))]
    equal(complaints, [], "tcpdump's complaints")
    return done.stdout.splitlines()


def trawl_lines(*arguments):
    done = sh([TRAWL, "-n", *[str(a) for a in arguments]], check=False)
    equal(done.returncode, 0, f"status ({done.stderr.strip()})")
    return done.stdout.splitlines()


# ---- pcapng, read by rules of its own

class Ng:
    """A pcapng file: interfaces, packets and statistics, as the options of each block say. Little-endian only."""

    def __init__(self, path):
        self.interfaces, self.packets, self.statistics, self.section = [], [], [], {}
        data = pathlib.Path(path).read_bytes()
        at = 0
        while at < len(data):
            kind, length = struct.unpack_from("<II", data, at)
            assert length % 4 == 0 and 12 <= length <= len(data) - at, f"block of {length} bytes at {at}"
            equal(struct.unpack_from("<I", data, at + length - 4)[0], length, "length at the end of a block")
            self.block(kind, data[at + 8:at + length - 4])
            at += length

    def block(self, kind, body):
        if kind == 0x0a0d0d0a:
            equal(body[:4], b"\x4d\x3c\x2b\x1a", "byte-order magic")
            self.section = self.options(body[16:])
        elif kind == 1:
            link_type, _, snaplen = struct.unpack_from("<HHI", body)
            options = self.options(body[8:])
            self.interfaces.append(dict(link_type=link_type, snaplen=snaplen, name=options[2][0].decode(),
                                        options=options))
        elif kind == 6:
            self.packets.append(NgPacket(self, body))
        elif kind == 5:
            self.statistics.append((struct.unpack_from("<I", body)[0], self.options(body[12:])))
        else:
            raise AssertionError(f"block type {kind:#x}")

    @staticmethod
    def options(data):
        options = collections.defaultdict(list)
        at = 0
        while at + 4 <= len(data):
            code, length = struct.unpack_from("<HH", data, at)
            if code == 0:
                break
            options[code].append(data[at + 4:at + 4 + length])
            at += 4 + (length + 3) // 4 * 4
        return options


class NgPacket:
    def __init__(self, file, body):
        interface, high, low, captured, self.length = struct.unpack_from("<5I", body)
        self.interface = file.interfaces[interface]["name"]
        self.data = body[20:20 + captured]
        options = file.options(body[20 + (captured + 3) // 4 * 4:])
        resolution = file.interfaces[interface]["options"][9][0][0]
        self.nanoseconds = (high << 32 | low) * 10 ** (9 - resolution)
        self.direction = {1: "In", 2: "Out"}[struct.unpack("<I", options[2][0])[0] & 3]
        self.thread = struct.unpack("<II", options[8][0]) if options[8] else None
        self.options = options
        self.comments = [comment.decode() for comment in options[1]]
        self.sender, self.receiver = self.process("sender"), self.process("receiver")

    def fields(self, first, side):
        for comment in self.comments:
            fields = dict(line.split(": ", 1) for line in comment.split("\n") if ": " in line)
            if first in fields and fields["Side"] == side:
                return fields
        return {}

    def process(self, side):
        """The process at one end as proc() has it; its user, thread and parent's comm beside it."""
        own, parent = self.fields("PID", side), self.fields("ParentPID", side)
        if not own:
            return None
        words = re.findall(r"(?:[^\\ ]|\\.)+", own["Args"])
        arguments = [re.sub(r"\\(x..|.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), w) for w in words]
        # What was executed may be a link; /proc names the file behind it.
        return Process(pid=int(own["PID"]), comm=own["Comm"], path=os.path.realpath(own["Cmd"]), arguments=arguments,
                       uid=int(own["UID"]), parent=int(parent.get("ParentPID", 0)))

    def ports(self):
        """(source, destination) of TCP or UDP in Ethernet, or None."""
        ip = self.data[14:]
        if self.data[12:14] == b"\x08\x00" and ip[9] in (6, 17):
            return struct.unpack_from(">HH", ip, (ip[0] & 15) * 4)
        if self.data[12:14] == b"\x86\xdd" and ip[6] in (6, 17):
            return struct.unpack_from(">HH", ip, 40)
        return None
