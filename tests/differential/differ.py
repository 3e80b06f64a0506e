#!/usr/bin/env python3
"""Print mutated packets with tcpdump 4.99.6 and with trawl, and show where the lines differ.

    differ.py [--trawl PROGRAM] [--reference PROGRAM] [--seed N] [--rounds N] [--per-packet N] [--show N] [FILE...]

FILEs are golden .hex files and pcap files (default: every tests/golden/*.hex). Packets get bytes changed, parts
inserted and removed, and their ends cut, by a generator with a seed: the same arguments give the same packets. With
--carriers nothing is changed: each Ethernet frame is put into every tag, tunnel and link type of carriers.py. Each
round writes one pcap of many packets per link type and prints it with both programs at several options.

Prints the number of differing packets by the protocol that the reference names first, and examples. Exit status 0
when all are equal, or as many as --least says, 1 when more differ, 77 when the reference program cannot be had (the
reason is printed).
"""
import argparse
import collections
import glob
import os
import random
import re
import shlex
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "golden"))
import carriers  # noqa: E402
from golden import Golden, write_pcap  # noqa: E402

OPTIONS = ("-nn", "-nn -v", "-nn -e -vv", "-nn -q -x")
SKIPPED = 77
LINE = re.compile(rb"^ {0,4}(\d+)  ")


def read_pcap(path):
    with open(path, "rb") as f:
        data = f.read()
    magic = data[:4]
    order = "<" if magic in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    if magic not in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\xa1\xb2\x3c\x4d"):
        return []
    link = struct.unpack_from(order + "I", data, 20)[0] & 0xFFFF
    packets, at = [], 24
    while at + 16 <= len(data):
        captured, length = struct.unpack_from(order + "II", data, at + 8)
        if at + 16 + captured > len(data) or captured > 65535 or captured == 0:
            break
        packets.append((data[at + 16:at + 16 + captured], max(length, captured)))
        at += 16 + captured
    return [(link, packets)]


def load(paths):
    by_link = collections.defaultdict(list)
    for path in paths:
        groups = Golden(path).groups if path.endswith(".hex") else read_pcap(path)
        for link, packets in groups:
            by_link[link] += [(bytes(data), length or len(data)) for data, length in packets]
    return by_link


def mutate(rng, data, length):
    """One changed packet: (captured bytes, length on the wire)."""
    b = bytearray(data)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        if not b:
            break
        at = rng.randrange(len(b))
        kind = rng.randrange(6)
        if kind == 0:
            b[at] = rng.choice((0, 1, 2, 0x7F, 0x80, 0xFF, rng.randrange(256)))
        elif kind == 1:
            b[at] ^= 1 << rng.randrange(8)
        elif kind == 2:
            b[at] = (b[at] + rng.choice((-2, -1, 1, 2))) & 255
        elif kind == 3:
            b[at:at + rng.randrange(1, 5)] = b""
        elif kind == 4:
            b[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 5)))
        else:
            b[at:at + 2] = rng.randrange(65536).to_bytes(2, "big")[:len(b) - at]
    missing = length - len(data)
    cut = rng.randrange(4)
    if cut == 0 and len(b) > 1:  # a short capture
        n = rng.randrange(1, len(b))
        return bytes(b[:n]), len(b) + missing
    if cut == 1 and len(b) > 1:  # a short packet
        n = rng.randrange(1, len(b))
        return bytes(b[:n]), n
    return bytes(b) or b"\0", max(len(b), 1) + missing


def wrapped(packets):
    """By link type: Ethernet frames in every carrier, as many bytes missing as before."""
    by_link = collections.defaultdict(list)
    for data, length in packets:
        for _, link, outer in carriers.wrap(data):
            by_link[link].append((outer, len(outer) + length - len(data)))
    return by_link


def run(program, path, options):
    argv = shlex.split(program) + ["-t", "-#", "-r", path] + options.split()
    done = subprocess.run(argv, capture_output=True, env={**os.environ, "TZ": "GMT0"}, timeout=600)
    if done.returncode < 0:
        sys.exit(f"{' '.join(argv)}: killed by signal {-done.returncode}")
    return done.stdout


def split(text):
    """Text by packet number: a line that begins with the next number starts the next packet."""
    packets, number = {}, 0
    for line in text.splitlines(True):
        m = LINE.match(line)
        if m and int(m.group(1)) == number + 1:
            number += 1
            packets[number] = b""
        if number:
            packets[number] = packets[number] + line
    return packets


def protocol(text):
    """What the differing lines are about, roughly: names of protocols in the reference's text."""
    names = re.findall(rb"\[\|([^\]]+)\]|\b([A-Z][A-Za-z0-9]{2,}(?:v\d)?)\b", text)
    flat = [(a or b).decode(errors="replace") for a, b in names]
    return next((n for n in reversed(flat[:6])), "other")


def compare(args, link, packets, found):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mutated.pcap")
        write_pcap(path, link, packets)
        for options in OPTIONS:
            want = split(run(args.reference, path, options))
            got = split(run(args.trawl, path, options))
            for number in range(1, len(packets) + 1):
                a, b = want.get(number, b""), got.get(number, b"")
                if a != b:
                    found.append((link, options, packets[number - 1], a, b))


def report(args, found):
    counts = collections.Counter((link, protocol(a)) for link, _, _, a, _ in found)
    for (link, name), n in counts.most_common():
        print(f"{n:6d}  link {link}  {name}")
    shown = collections.Counter()
    for link, options, (data, length), a, b in found:
        key = (link, protocol(a))
        shown[key] += 1
        if shown[key] > args.show:
            continue
        print(f"--- link {link}, {options}, {length} bytes on the wire: {data.hex()}")
        want, got = a.splitlines(), b.splitlines()
        for i in range(max(len(want), len(got))):
            x = want[i] if i < len(want) else b""
            y = got[i] if i < len(got) else b""
            if x != y:
                print(f"- {x.decode(errors='backslashreplace')}\n+ {y.decode(errors='backslashreplace')}")
                break


def available(program):
    try:
        done = subprocess.run(shlex.split(program) + ["--version"], capture_output=True, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as e:
        return str(e)
    text = done.stdout + done.stderr
    return None if b"tcpdump version 4.99.6" in text else f"{program} is no tcpdump 4.99.6"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("files", nargs="*")
    ap.add_argument("--trawl", default="build/release/src/trawl")
    ap.add_argument("--reference", default=os.environ.get("TCPDUMP_REFERENCE", "tcpdump"))
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--rounds", type=int, default=1)
    ap.add_argument("--per-packet", type=int, default=20, help="mutations of each packet in a round")
    ap.add_argument("--most", type=int, default=20000, help="packets in a round at most")
    ap.add_argument("--carriers", action="store_true", help="whole packets in tags and tunnels instead of changed ones")
    ap.add_argument("--least", type=float, default=100, help="percent of the texts that must be equal")
    ap.add_argument("--show", type=int, default=2, help="examples of each kind")
    args = ap.parse_args()
    reason = available(args.reference)
    if reason:
        print(f"skipped: {reason}")
        return SKIPPED
    by_link = load(args.files or sorted(glob.glob(os.path.join(HERE, "..", "golden", "*.hex"))))
    if args.carriers:
        by_link = wrapped(by_link[1])
    rng = random.Random(args.seed)
    found, total = [], 0
    for _ in range(args.rounds):
        for link, packets in sorted(by_link.items()):
            chosen = rng.sample(packets, min(len(packets), max(1, args.most // args.per_packet)))
            if args.carriers:
                mutated = chosen
            else:
                mutated = [mutate(rng, *packet) for packet in chosen for _ in range(args.per_packet)]
            total += len(mutated)
            compare(args, link, mutated, found)
    report(args, found)
    equal = 100 - 100 * len(found) / max(1, total * len(OPTIONS))
    print(f"{total} packets at {len(OPTIONS)} option sets, {len(found)} differences, {equal:.2f} % equal")
    return 1 if equal < args.least else 0


if __name__ == "__main__":
    sys.exit(main())
