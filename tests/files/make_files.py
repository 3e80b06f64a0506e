#!/usr/bin/env python3
"""Writes the capture files that the tests here read: make_files.py DIRECTORY"""
import pathlib
import struct
import sys

ARP = bytes.fromhex("ffffffffffff02000000000a0806000108000604000102000000000a0a0000010000000000000a000002") + bytes(18)
UDP = bytes.fromhex("02000000000b02000000000a08004500002200010000401166c90a0000010a00000203e803e9000eb5b168656c6c6f0a")
PACKETS = [ARP, UDP, UDP, ARP, UDP]


def pcap(order="<", magic=0xA1B2C3D4, snaplen=262144, link=1, packets=PACKETS):
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, link)
    for i, data in enumerate(packets):
        out += struct.pack(order + "IIII", 1700000000 + i, 123456 + i, len(data), len(data)) + data
    return out


def padded(data):
    return data + bytes(-len(data) % 4)


def option(code, value):
    return struct.pack("<HH", code, len(value)) + padded(value)


def block(kind, body):
    size = len(body) + 12
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def pcapng(application, packets, link=1):
    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + option(4, application) + bytes(4))
    out += block(1, struct.pack("<HHI", link, 0, 0) + option(2, b"lo") + bytes(4))
    for data, flags, comments in packets:
        options = option(2, struct.pack("<I", flags)) + b"".join(option(1, c.encode()) for c in comments) + bytes(4)
        micro = 1700000000 * 1000000 + 5
        head = struct.pack("<IIIII", 0, micro >> 32, micro & 0xFFFFFFFF, len(data), len(data))
        out += block(6, head + padded(data) + options)
    out += block(0x0BAD, b"kept")
    return out + block(5, struct.pack("<III", 0, 0, 0) + option(5, struct.pack("<Q", 7)) + bytes(4))


CLIENT = "PID: 12\nCmd: /usr/bin/curl\nArgs: curl -H a:\\ b\\n\\x1b[2J\nComm: cu\\nrl x\nUID: 0\nSide: sender"
SERVER = "PID: 34\nCmd: /usr/sbin/nginx\nArgs: nginx\nComm: nginx\nUID: 33\nUser: www-data\nSide: receiver"
PARENT = "ParentPID: 1\nParentCmd: /sbin/init\nParentArgs: init\nParentComm: init\nSide: receiver"
BOX = 'ContainerName: web\nContainerID: d902\nContainerImage: nginx:1\nContainerLabels: {"a":"b"}\nSide: receiver'
POD = 'PodName: web-1\nPodNamespace: default\nPodUID: 9e4b\nPodLabels: {}\nPodAnnotations: {}\nSide: receiver'

FILES = {
    "micro.pcap": pcap(),
    "nano.pcap": pcap(magic=0xA1B23C4D),
    "big.pcap": pcap(order=">"),
    "snap.pcap": pcap(snaplen=20),
    "link.pcap": pcap(link=60000),
    "cut-header.pcap": pcap() + b"\1\2\3",
    "cut-data.pcap": pcap()[:-1],
    "corrupt.pcap": pcap() + struct.pack("<IIII", 1, 1, 0x7FFFFFFF, 0x7FFFFFFF) + bytes(100),
    "junk": b"this is not a capture file at all",
    "empty": b"",
    "foreign.pcapng": pcapng(b"dumpcap", [(UDP, 1, ["hello"]), (ARP, 2, [])]),
    "own.pcapng": pcapng(b"trawl 0", [(UDP, 2, [CLIENT, SERVER, PARENT, BOX, POD]), (UDP, 1, [SERVER, PARENT]),
                                      (ARP, 0, [])]),
    "mixed.pcapng": pcapng(b"dumpcap", [(UDP, 1, [])]) + pcapng(b"dumpcap", [(UDP[14:], 1, [])], link=101),
    "cut.pcapng": pcapng(b"dumpcap", [(UDP, 1, ["hello"])])[:-30],
}

directory = pathlib.Path(sys.argv[1])
for name, content in FILES.items():
    (directory / name).write_bytes(content)
