// The promise of the product: whatever was sent comes back. Random messages go through every wire form,
// and through protobufjs, an implementation that shares no code with this one.

import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { bytesToHex, hexToBytes } from '../base/hex.ts';
import { SpanBatch } from '../batch/span-batch.ts';
import { encodeSpanJson, encodeTraceJson } from './json-encode.ts';
import { parseResourceJson, parseScopeJson } from './json-origin.ts';
import { decodeTracesProtobuf } from './protobuf-decode.ts';
import { encodeTraceProtobuf } from './protobuf-encode.ts';
import { arbitraryTraces, type JsonObject } from './testing/arbitrary-traces.ts';
import { batchOf, FULL_TRACE } from './testing/full-trace.ts';
import { plainSpans } from './testing/plain-spans.ts';

const PROTO_ROOT = fileURLToPath(new URL('../../../server/proto/', import.meta.url));

function tracesDataType(): protobuf.Type {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => `${PROTO_ROOT}${target}`;
  root.loadSync('opentelemetry/proto/trace/v1/trace.proto');
  return root.lookupType('opentelemetry.proto.trace.v1.TracesData');
}

const TracesData = tracesDataType();

/** protobufjs takes and gives bytes as base64, OTLP JSON has ids in hex. */
function withIds(json: unknown, convert: (id: string) => string): unknown {
  if (Array.isArray(json)) return json.map((item) => withIds(item, convert));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) =>
      ['traceId', 'spanId', 'parentSpanId'].includes(name)
        ? [name, convert(value)]
        : [name, withIds(value, convert)],
    ),
  );
}

const hexToBase64 = (hex: string) => bytesToBase64(hexToBytes(hex) ?? new Uint8Array());
const base64ToHex = (text: string) => bytesToHex(base64ToBytes(text) ?? new Uint8Array());

function protobufjsEncode(traces: JsonObject): Uint8Array {
  return TracesData.encode(
    TracesData.fromObject(withIds(traces, hexToBase64) as JsonObject),
  ).finish();
}

function protobufjsDecode(bytes: Uint8Array): JsonObject {
  const message = TracesData.toObject(TracesData.decode(bytes), {
    longs: String,
    bytes: String,
    json: true,
    oneofs: false,
  });
  return withIds(message, base64ToHex) as JsonObject;
}

function batchOfProtobuf(bytes: Uint8Array): SpanBatch {
  const batch = new SpanBatch();
  decodeTracesProtobuf(bytes, batch, 0);
  return batch;
}

function jsonOf(batch: SpanBatch): JsonObject {
  return JSON.parse(encodeTraceJson(batch)) as JsonObject;
}

describe('a message comes back as it was sent', () => {
  it('the example with one of everything', () => {
    expect(jsonOf(batchOfProtobuf(protobufjsEncode(FULL_TRACE)))).toEqual(
      jsonOf(batchOf(FULL_TRACE)),
    );
    expect(plainSpans(jsonOf(batchOf(FULL_TRACE)))).toEqual(plainSpans(FULL_TRACE));
  });

  it('JSON in, JSON out', () => {
    fc.assert(
      fc.property(arbitraryTraces, (traces) => {
        expect(plainSpans(jsonOf(batchOf(traces)))).toEqual(plainSpans(traces));
      }),
    );
  });

  it('JSON in, protobuf out and in, JSON out', () => {
    fc.assert(
      fc.property(arbitraryTraces, (traces) => {
        const batch = batchOfProtobuf(encodeTraceProtobuf(batchOf(traces)));
        expect(plainSpans(jsonOf(batch))).toEqual(plainSpans(traces));
      }),
    );
  });

  it('protobuf of protobufjs in, JSON out', () => {
    fc.assert(
      fc.property(arbitraryTraces, (traces) => {
        const batch = batchOfProtobuf(protobufjsEncode(traces));
        expect(plainSpans(jsonOf(batch))).toEqual(plainSpans(traces));
      }),
    );
  });

  it('protobuf out, read by protobufjs', () => {
    fc.assert(
      fc.property(arbitraryTraces, (traces) => {
        const read = protobufjsDecode(encodeTraceProtobuf(batchOf(traces)));
        expect(plainSpans(read)).toEqual(plainSpans(traces));
      }),
    );
  });

  it('in one batch, message after message', () => {
    fc.assert(
      fc.property(arbitraryTraces, arbitraryTraces, (first, second) => {
        const batch = batchOf(first);
        decodeTracesProtobuf(protobufjsEncode(second), batch, 0);
        const both = [first, second].flatMap((traces) => traces['resourceSpans']);
        expect(plainSpans(jsonOf(batch))).toEqual(plainSpans({ resourceSpans: both }));
      }),
    );
  });
});

describe('parts of a batch', () => {
  it('encodes only the rows asked for', () => {
    fc.assert(
      fc.property(arbitraryTraces, (traces) => {
        const batch = batchOf(traces);
        const rows = Array.from({ length: batch.rowCount }, (_, row) => row).filter(
          (row) => row % 2 === 1,
        );
        const spans = rows.map((row) => JSON.parse(encodeSpanJson(batch, row)) as JsonObject);
        const read = plainSpans(JSON.parse(encodeTraceJson(batch, rows)) as JsonObject);
        const alone = plainSpans({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
        const order = (list: readonly JsonObject[]) =>
          list.map((span) => JSON.stringify(span)).sort();
        expect(order(read.map(({ span }) => span))).toEqual(order(alone.map(({ span }) => span)));
        expect(plainSpans(protobufjsDecode(encodeTraceProtobuf(batch, rows)))).toEqual(read);
      }),
    );
  });

  it('reads a stored resource and scope back to the same id', () => {
    fc.assert(
      fc.property(arbitraryTraces, (traces) => {
        const { resources, scopes } = batchOf(traces);
        for (const resource of resources.entries) {
          expect(parseResourceJson(resource.json, resource.schemaUrl)).toEqual(resource);
        }
        for (const scope of scopes.entries) {
          expect(parseScopeJson(scope.json, scope.schemaUrl)).toEqual(scope);
        }
      }),
    );
  });
});
