#!/usr/bin/python3
"""A CRI runtime in front of another: cri_events_proxy.py LISTEN SOCKET. Calls go to SOCKET as they are; what is added is
GetContainerEvents, which Debian's containerd has not got: an event for each change of the lists. At the end of its
input it prints how often each method was called."""
import collections
import concurrent.futures
import sys
import time

import grpc

listen, behind = sys.argv[1:]
SERVICE = "/runtime.v1.RuntimeService/"
calls = collections.Counter()
channel = grpc.insecure_channel(f"unix://{behind}")
ended = False


def forward(method, request):
    return channel.unary_unary(method)(request, timeout=10)


def events(_, context):
    calls["GetContainerEvents"] += 1
    before = None
    while context.is_active() and not ended:
        # Maps come in any order: what counts is the same bytes.
        lists = [sorted(forward(SERVICE + name, b"")) for name in ("ListPodSandbox", "ListContainers")]
        if before is not None and lists != before:
            yield b""
        before = lists
        time.sleep(0.02)


def unary(method):
    def call(request, context):
        calls[method.removeprefix(SERVICE)] += 1
        try:
            return forward(method, request)
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())
    return call


class Handler(grpc.GenericRpcHandler):
    def service(self, details):
        if details.method == SERVICE + "GetContainerEvents":
            return grpc.unary_stream_rpc_method_handler(events)
        return grpc.unary_unary_rpc_method_handler(unary(details.method))


server = grpc.server(concurrent.futures.ThreadPoolExecutor(4), handlers=[Handler()])
server.add_insecure_port(f"unix://{listen}")
server.start()
print("ready", flush=True)
sys.stdin.read()
ended = True
server.stop(0)
print(" ".join(f"{name}={count}" for name, count in calls.items()), flush=True)
