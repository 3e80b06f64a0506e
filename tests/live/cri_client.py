#!/usr/bin/python3
"""One call of a CRI runtime: cri_client.py SOCKET SCHEMA METHOD JSON; the answer is JSON. SCHEMA is what protoc makes
of cri_client.proto."""
import pathlib
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

address, schema, method, request = sys.argv[1:]
pool = descriptor_pool.DescriptorPool()
for file in descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(schema).read_bytes()).file:
    pool.Add(file)


def message(kind):
    descriptor = pool.FindMessageTypeByName(f"runtime.v1.{method}{kind}")
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


with grpc.insecure_channel(f"unix://{address}") as channel:
    call = channel.unary_unary(f"/runtime.v1.RuntimeService/{method}",
                               request_serializer=message("Request").SerializeToString,
                               response_deserializer=message("Response").FromString)
    answer = call(json_format.Parse(request, message("Request")()), timeout=60)
print(json_format.MessageToJson(answer))
