"""A process that does as told: Python code by line from standard input, as JSON; the answer is [error, value]."""
import json
import os
import socket
import struct
import sys
import threading
import time


def do(code):
    try:
        try:
            program = compile(code, "peer", "eval")
        except SyntaxError:
            return [None, exec(code, globals())]
        return [None, eval(program, globals())]
    except Exception as error:
        return [repr(error), None]


with open("/proc/self/comm", "w") as comm:
    comm.write(sys.argv[1])
"".encode("idna")  # what socket loads late, a later user may not be able to read
for line in iter(sys.stdin.readline, ""):
    print(json.dumps(do(json.loads(line)), default=repr), flush=True)
