"""The matrix of attribution: known traffic between known processes, and every packet of it checked at both its ends.

A case captures with `Seen`, lets its processes talk, and calls `check(who)`, where who(line) gives the (sender,
receiver) that the line must name: peers, (comm, pid) pairs, or None. What was checked is appended to the file that
TRAWL_MATRIX names, from which tests/live/attribution_table makes docs/attribution.md.
"""
import json
import os
import re

from lab import Peer, Skip, Trawl, case, directory, equal, run, true, wait_for

TALK = """
import array, ctypes, mmap, select, signal, subprocess
def tcp(port, address='0.0.0.0', family=socket.AF_INET, **more):
  global server
  server = socket.create_server((address, port), family=family, **more)
def accept():
  global conn
  conn, _ = server.accept()
def connect(port, address='10.9.1.1', local=None):
  global conn
  conn = socket.create_connection((address, port), source_address=local)
def udp(port=0, address='0.0.0.0', family=socket.AF_INET):
  global u
  u = socket.socket(family, socket.SOCK_DGRAM)
  if port: u.bind((address, port))
def serve_one(listener):
  c, _ = listener.accept()
  c.sendall(c.recv(1000))
  c.recv(1000)
  c.close()
def ask(port, address='10.9.1.1', local=None):
  connect(port, address, local)
  conn.sendall(b'question')
  conn.recv(1000)
  conn.close()
def forked(work):
  if (pid := os.fork()): return pid
  try: work()
  finally: os._exit(0)
def thread(work):
  t = threading.Thread(target=work)
  t.start()
  return t
"""

ECHO = """
import itertools
def checksum(data):
  total = sum(struct.unpack('>%dH' % (len(data) // 2), data))
  total = (total & 0xffff) + (total >> 16)
  return ~(total + (total >> 16)) & 0xffff
def echo(number, sequence, kind=8):
  body = struct.pack('>BBHHH', kind, 0, 0, number, sequence) + b'12345678'
  return body[:2] + struct.pack('>H', checksum(body)) + body[4:]
"""


def peer(name, netns, uid=0):
    made = Peer(name, netns, uid)
    made(TALK)
    return made


def comm_of(pid):
    with open(f"/proc/{pid}/comm") as file:
        return file.read()[:-1]


def word(who):
    """As lines name it: comm.pid with escaped blanks."""
    if who is None:
        return None
    name, pid = (who.name, who.pid) if isinstance(who, Peer) else who
    return f"{name}.{pid}".replace(" ", r"\ ")


def perhaps(peer, seen):
    """For an end in another namespace of this host: named where the kernel can tell, and then rightly."""
    return peer if seen == word(peer) else None


def ports(line):
    """(source, destination) on a line of TCP or UDP, else None."""
    found = re.search(r"\.(\d+) > \S+\.(\d+): (?!ICMP)", line.rest)
    return found and (int(found[1]), int(found[2]))


class Seen:
    """A capture of one case: started at once, stopped by check()."""

    def __init__(self, netns, *options, interface="any"):
        self.trawl = Trawl("-n", "-i", interface, *options, netns=netns)

    def wait(self, pattern, times=1):
        """Until lines with this pattern have come."""
        wait_for(lambda: len(re.findall(pattern, self.trawl.out, re.M)) >= times, f"{times} of {pattern}")

    def check(self, title, who, least, note=""):
        """All lines; `least` is how many the traffic must have had."""
        lines = self.trawl.stop().lines()
        true(len(lines) >= least, f"{len(lines)} packets, expected {least}: {self.trawl.out[:400]}")
        for line in lines:
            sender, receiver = who(line)
            equal((line.sender, line.receiver), (word(sender), word(receiver)), f"ends of '{line.time} "
                  f"{line.interface} {line.direction} {line.rest[:70]}'")
        captured, received, dropped, _, of = self.trawl.counts()
        equal((captured, received, dropped, of), (len(lines), len(lines), 0, len(lines)), "numbers at the end")
        report(title, len(lines), note)
        return lines


def report(title, packets, note=""):
    file = os.environ.get("TRAWL_MATRIX")
    if file:
        with open(file, "a") as out:
            out.write(json.dumps({"case": title, "packets": packets, "note": note}) + "\n")


def skip(title, reason):
    file = os.environ.get("TRAWL_MATRIX")
    if file:
        with open(file, "a") as out:
            out.write(json.dumps({"case": title, "skipped": reason}) + "\n")
    raise Skip(reason)


def between(local, server_port, server, client=None):
    """For traffic of one server port: server on one side, client (or nobody of this host) on the other."""
    def who(line):
        return (server, client) if ports(line)[0] == server_port else (client, server)
    return who
