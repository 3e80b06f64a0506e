"""Ethernet frames put into tags, tunnels and other link types: what a printer inside another must not notice.

`wrap(frame)` yields (carrier, link type, bytes) for every carrier that can take the frame.
"""
import struct

ETHERNET = bytes.fromhex("020000000001020000000002")
SOURCE6 = bytes.fromhex("20010db8000000000000000000000001")
DESTINATION6 = bytes.fromhex("20010db8000000000000000000000002")
IPV4, IPV6 = 0x0800, 0x86DD
PPP = {IPV4: 0x0021, IPV6: 0x0057}
IP_PROTOCOL = {IPV4: 4, IPV6: 41}
BSD_FAMILY = {IPV4: 2, IPV6: 10}
SNAP = bytes.fromhex("aaaa03000000")
WIFI_DATA = bytes.fromhex("080000000200000000010200000000020200000000031000")


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def ethernet(ethertype, payload):
    return ETHERNET + struct.pack(">H", ethertype) + payload


def ipv4(protocol, payload):
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0, b"\xc0\0\2\1", b"\xc0\0\2\2")
    return ethernet(IPV4, header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload)


def ipv6(next_header, payload):
    header = struct.pack(">IHBB", 0x60000000, len(payload), next_header, 64)
    return ethernet(IPV6, header + SOURCE6 + DESTINATION6 + payload)


def udp(port, payload):
    return ipv4(17, struct.pack(">HHHH", 5000, port, 8 + len(payload), 0) + payload)


def any_frame(frame, ethertype, payload):
    """Carriers of a whole frame, or of any EtherType."""
    kind = struct.pack(">H", ethertype)
    yield "802.1Q", 1, frame[:12] + bytes.fromhex("81002005") + frame[12:]
    yield "802.1ad", 1, frame[:12] + bytes.fromhex("88a8006481000005") + frame[12:]
    yield "MACsec", 1, frame[:12] + bytes.fromhex("88e5000000000001") + frame[12:] + bytes(16)
    yield "GRE", 1, ipv4(47, b"\0\0" + kind + payload)
    yield "GRE, key, sequence", 1, ipv4(47, b"\xb0\0" + kind + struct.pack(">III", 0, 7, 9) + payload)
    yield "NVGRE", 1, ipv6(47, bytes.fromhex("2000655800123400") + frame)
    yield "VXLAN", 1, udp(4789, bytes.fromhex("0800000000000500") + frame)
    yield "VXLAN-GPE", 1, udp(4790, bytes.fromhex("0c00000300000500") + frame)
    yield "Geneve", 1, udp(6081, bytes.fromhex("0240") + kind + bytes.fromhex("000005000101010100000000") + payload)
    yield "NSH", 1, ethernet(0x894F, bytes.fromhex("0fc6010300001101") + bytes(16) + frame)
    yield "EtherIP", 1, ipv4(97, b"\x30\0" + frame)
    yield "Ethernet in IPv6", 1, ipv6(143, frame)
    yield "cooked", 113, bytes.fromhex("0000000100060200000000010000") + kind + payload
    yield "cooked 2", 276, kind + bytes.fromhex("000000000002000104060200000000010000") + payload
    yield "C_HDLC", 104, b"\x0f\0" + kind + payload
    yield "802.11", 105, WIFI_DATA + SNAP + kind + payload
    yield "RFC 1483", 100, SNAP + kind + payload
    yield "frame relay", 107, bytes.fromhex("1841030080000000") + kind + payload


def only_ip(frame, ethertype, payload):
    """Carriers of IP alone."""
    ppp = struct.pack(">H", PPP[ethertype])
    yield "IP in IPv4", 1, ipv4(IP_PROTOCOL[ethertype], payload)
    yield "IP in IPv6", 1, ipv6(IP_PROTOCOL[ethertype], payload)
    yield "MPLS", 1, ethernet(0x8847, bytes.fromhex("0001004000002140") + payload)
    yield "PPPoE", 1, ethernet(0x8864, struct.pack(">BBHH", 0x11, 0, 1, 2 + len(payload)) + ppp + payload)
    yield "L2TP", 1, udp(1701, bytes.fromhex("000200010002ff03") + ppp + payload)
    yield "PPP", 9, b"\xff\3" + ppp + payload
    yield "raw", 101, payload
    yield "null", 0, struct.pack("<I", BSD_FAMILY[ethertype]) + payload
    yield "AH", 1, ipv4(51, bytes([IP_PROTOCOL[ethertype], 4, 0, 0]) + bytes(20) + payload)
    yield "ICMP error", 1, ipv4(1, bytes([3, 3, 0, 0, 0, 0, 0, 0]) + payload)


def wrap(frame):
    if len(frame) <= 14:
        return
    ethertype = struct.unpack(">H", frame[12:14])[0]
    yield from any_frame(frame, ethertype, frame[14:])
    if ethertype in PPP:
        yield from only_ip(frame, ethertype, frame[14:])
