# Sends a trace with everything the API offers by an unmodified exporter, and prints what was sent as
# OTLP JSON, made by OpenTelemetry's own encoder.
#
#   send-spans.py (http|grpc) URL

import base64
import json
import sys

from google.protobuf.json_format import MessageToDict
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

ID_FIELDS = {"traceId", "spanId", "parentSpanId"}
ENUMS = {
    "SPAN_KIND_": ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"],
    "STATUS_CODE_": ["UNSET", "OK", "ERROR"],
}

ATTRIBUTES = {
    "text": "grüße, 世界 🚀",
    "empty": "",
    "whole": 42,
    "negative": -7,
    "large": 2**63 - 1,
    "small": -(2**63),
    "fraction": 0.1,
    "yes": True,
    "no": False,
    "texts": ["a", "", "c"],
    "numbers": [1, 2, -3],
}


def otlp_json(node, name=""):
    """protobuf's JSON has base64 ids and names of enums; OTLP's has hex ids and numbers."""
    if isinstance(node, dict):
        return {key: otlp_json(value, key) for key, value in node.items()}
    if isinstance(node, list):
        return [otlp_json(value, name) for value in node]
    if name in ID_FIELDS:
        return base64.b64decode(node).hex()
    if isinstance(node, str) and name in ("kind", "code"):
        for prefix, names in ENUMS.items():
            if node.startswith(prefix):
                return names.index(node[len(prefix) :])
    return node


def exporter_for(protocol, url):
    if protocol == "grpc":
        return GrpcExporter(endpoint=url, insecure=True)
    return HttpExporter(endpoint=f"{url}/v1/traces")


def main():
    memory = InMemorySpanExporter()
    batch = BatchSpanProcessor(exporter_for(*sys.argv[1:]))
    provider = TracerProvider(resource=Resource.create({"service.name": "snake", "host.cpus": 2}))
    provider.add_span_processor(SimpleSpanProcessor(memory))
    provider.add_span_processor(batch)
    tracer = provider.get_tracer("e2e", "1.2.3", schema_url="https://example.test/schema")

    elsewhere = trace.SpanContext(
        trace_id=int("f" * 32, 16),
        span_id=int("e" * 16, 16),
        is_remote=True,
        trace_state=trace.TraceState([("vendor", "state")]),
    )
    links = [trace.Link(elsewhere, {"reason": "follows"})]
    with tracer.start_as_current_span("root", kind=trace.SpanKind.SERVER, attributes=ATTRIBUTES):
        for kind in trace.SpanKind:
            with tracer.start_as_current_span(f"kind {kind.name}", kind=kind, links=links) as span:
                span.add_event("cache miss", {"key": "k", "tries": 3})
                span.record_exception(ValueError("it broke"))
                span.set_status(trace.Status(trace.StatusCode.ERROR, "broken"))

    if not provider.force_flush():
        sys.exit("the exporter did not deliver")
    request = encode_spans(memory.get_finished_spans())
    print(json.dumps(otlp_json(MessageToDict(request))))


main()
