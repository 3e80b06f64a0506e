#!/usr/bin/python3
"""A runtime that speaks containerd's API and the Container Runtime Interface well, and lies: lying_runtime.py LISTEN PID
COUNT says that there are COUNT containers, the first of them with the process PID. It prints "told" when somebody has
asked for all there is to that one, and ends with its input."""
import concurrent.futures
import json
import sys
import threading

import grpc

listen, pid, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
IDS = [f"{n:064x}" for n in range(count)]
ended = threading.Event()


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytes([number]))


def field(number, value):
    """Of a message of protocol buffers: a number, or bytes that have their length before them."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def told(answer):
    print("told", flush=True)
    return answer


CONTAINERD = "/containerd.services."
CRI = "/runtime.v1.RuntimeService/"
ANSWERS = {
    CONTAINERD + "namespaces.v1.Namespaces/List": lambda: field(1, field(1, "liars")),
    CONTAINERD + "containers.v1.Containers/List": lambda: b"".join(
        field(1, field(1, each) + field(3, "liar")) for each in IDS),
    CONTAINERD + "tasks.v1.Tasks/List": lambda: told(field(1, field(2, IDS[0]) + field(3, pid))),
    CRI + "ListPodSandbox": lambda: b"",
    CRI + "ListContainers": lambda: b"".join(
        field(1, field(1, each) + field(3, field(1, "liar")) + field(6, 1)) for each in IDS),
    CRI + "ContainerStatus": lambda: told(field(2, field(1, "info") + field(2, json.dumps({"pid": pid})))),
}


def silence(_, context):
    """A stream of events without one."""
    context.add_callback(ended.set)
    ended.wait()
    yield from ()


class Handler(grpc.GenericRpcHandler):
    def service(self, details):
        answer = ANSWERS.get(details.method)
        if answer is None:
            return grpc.unary_stream_rpc_method_handler(silence)
        return grpc.unary_unary_rpc_method_handler(lambda request, context: answer())


server = grpc.server(concurrent.futures.ThreadPoolExecutor(4), handlers=[Handler()])
server.add_insecure_port(f"unix://{listen}")
server.start()
print("ready", flush=True)
sys.stdin.read()
ended.set()
server.stop(0)
