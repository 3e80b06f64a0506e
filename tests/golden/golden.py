#!/usr/bin/env python3
"""Golden files of the printers: packets as hexadecimal text, and the text that they print as.

    golden.py pcap FILE.hex OUT.pcap                     the packets as a capture file (one per link type: OUT.N.pcap)
    golden.py update FILE.hex... --program PROGRAM       write FILE.txt, FILE.v.txt and FILE.vv.txt from PROGRAM's output
    golden.py check FILE.hex... --program PROGRAM        compare them with PROGRAM's output; status 1 when they differ

PROGRAM is trawl, or a tcpdump 4.99.6 to see that it prints the same. It is run as
`PROGRAM -nn -t -# -r PCAP OPTIONS [-v|-vv]`, once for each run of packets of one link type: numbers start again there.

FILE.hex, line by line:
    # comment
    link 113                link type (LINKTYPE_ number) of the packets that follow; 1 (Ethernet) until then
    options -e -q           more options for the whole file
    packet [LENGTH]         a packet begins, LENGTH bytes on the wire if that is not what is captured
    00 1b 21 ...            its bytes; blanks anywhere
"""
import argparse
import difflib
import os
import shlex
import struct
import subprocess
import sys
import tempfile

VERBOSITIES = (("", ".txt"), ("-v", ".v.txt"), ("-vv", ".vv.txt"))
SNAPLEN = 262144


class Golden:
    """A parsed .hex file: `groups` is a list of (link type, [(bytes, length on the wire)])."""

    def __init__(self, path):
        self.options = []
        self.groups = []
        link = 1
        packet = None
        with open(path, encoding="ascii") as f:
            for number, line in enumerate(f, 1):
                words = line.split("#")[0].split()
                if not words:
                    continue
                if words[0] == "link":
                    link = int(words[1])
                    packet = None
                elif words[0] == "options":
                    self.options += words[1:]
                elif words[0] == "packet":
                    packet = [b"", int(words[1]) if len(words) > 1 else None]
                    if not self.groups or self.groups[-1][0] != link:
                        self.groups.append((link, []))
                    self.groups[-1][1].append(packet)
                elif packet is None:
                    sys.exit(f"{path}:{number}: bytes before a packet line")
                else:
                    packet[0] += bytes.fromhex("".join(words))


def write_pcap(path, link, packets):
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, SNAPLEN, link))
        for i, (data, length) in enumerate(packets):
            f.write(struct.pack("<IIII", 1700000000 + i, 0, len(data), length or len(data)) + data)


def output(program, golden, verbosity):
    text = b""
    with tempfile.TemporaryDirectory() as folder:
        for link, packets in golden.groups:
            path = os.path.join(folder, "golden.pcap")
            write_pcap(path, link, packets)
            argv = shlex.split(program) + ["-nn", "-t", "-#", "-r", path] + golden.options + ([verbosity] if verbosity else [])
            done = subprocess.run(argv, capture_output=True, env={**os.environ, "TZ": "GMT0"}, timeout=60)
            text += done.stdout
            if done.returncode != 0:
                sys.stderr.write(done.stderr.decode(errors="replace"))
                text += b"exit status %d\n" % done.returncode
    return text


def check(program, path):
    golden = Golden(path)
    same = True
    for verbosity, suffix in VERBOSITIES:
        expected_path = path.removesuffix(".hex") + suffix
        with open(expected_path, "rb") as f:
            want = f.read()
        got = output(program, golden, verbosity)
        if got != want:
            same = False
            sys.stdout.flush()
            sys.stdout.buffer.writelines(difflib.diff_bytes(difflib.unified_diff, want.splitlines(True), got.splitlines(True),
                                                            expected_path.encode(), program.encode(), n=0))
    return same


def update(program, path):
    golden = Golden(path)
    for verbosity, suffix in VERBOSITIES:
        with open(path.removesuffix(".hex") + suffix, "wb") as f:
            f.write(output(program, golden, verbosity))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("command", choices=("pcap", "update", "check"))
    ap.add_argument("files", nargs="+")
    ap.add_argument("--program", default="build/release/src/trawl")
    args = ap.parse_args()
    if args.command == "pcap":
        groups = Golden(args.files[0]).groups
        for i, (link, packets) in enumerate(groups):
            path = args.files[1] if len(groups) == 1 else f"{args.files[1].removesuffix('.pcap')}.{i}.pcap"
            write_pcap(path, link, packets)
        return 0
    paths = [f if f.endswith(".hex") else f + ".hex" for f in args.files]
    if args.command == "update":
        for path in paths:
            update(args.program, path)
        return 0
    results = [check(args.program, path) for path in paths]
    print(f"{sum(results)} of {len(results)} files equal")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
