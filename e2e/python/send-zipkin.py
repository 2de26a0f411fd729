# A server span with a call in it, reported by py_zipkin to the URL of the first argument in the encoding of the second;
# prints the trace's id.

import sys
import urllib.request

from py_zipkin import Encoding, Kind
from py_zipkin.util import generate_random_64bit_string
from py_zipkin.zipkin import ZipkinAttrs, zipkin_client_span, zipkin_server_span

url, encoding = sys.argv[1:]
TYPES = {"json": "application/json", "protobuf": "application/x-protobuf"}
ENCODINGS = {"json": Encoding.V2_JSON, "protobuf": Encoding.V2_PROTO3}


def send(body):
    data = body if isinstance(body, bytes) else body.encode()
    request = urllib.request.Request(url, data, {"content-type": TYPES[encoding]})
    assert urllib.request.urlopen(request).status == 202


trace_id = generate_random_64bit_string()
attrs = ZipkinAttrs(trace_id, generate_random_64bit_string(), None, "0", True)
with zipkin_server_span(
    "python-shop",
    "get /cart",
    zipkin_attrs=attrs,
    transport_handler=send,
    encoding=ENCODINGS[encoding],
    port=8080,
):
    with zipkin_client_span("python-shop", "select") as span:
        span.update_binary_annotations({"db.name": "grüße"})
        span.add_annotation("miss")
print(trace_id)
