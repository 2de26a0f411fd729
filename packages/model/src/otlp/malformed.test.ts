// Whatever bytes or JSON arrive, a decoder either takes them or throws OtlpDecodeError, and truncating
// the batch leaves it as it was: nothing a sender writes may harm what others sent.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { OtlpDecodeError } from './decode-error.ts';
import { decodeTracesJson } from './json-decode.ts';
import { encodeTraceJson } from './json-encode.ts';
import { decodeTracesProtobuf } from './protobuf-decode.ts';
import { encodeTraceProtobuf } from './protobuf-encode.ts';
import { arbitraryTraces, type JsonObject } from './testing/arbitrary-traces.ts';
import { batchOf, FULL_TRACE, fullTraceBytes } from './testing/full-trace.ts';

/** For thousands of cases on a machine that is busy. */
const MANY_CASES_TIMEOUT_MS = 60_000;

/** Decodes into a batch that holds something, and takes it back. True when it was taken. */
function takesSafely(decode: (batch: SpanBatch) => unknown): boolean {
  const batch = batchOf(FULL_TRACE);
  const before = encodeTraceJson(batch);
  let taken = true;
  try {
    decode(batch);
  } catch (error) {
    expect(error).toBeInstanceOf(OtlpDecodeError);
    taken = false;
  }
  // What was taken must be readable, too.
  if (taken) encodeTraceJson(batch);
  batch.truncate(1);
  expect(encodeTraceJson(batch)).toBe(before);
  decodeTracesJson(FULL_TRACE, batch, 0);
  expect(encodeTraceJson(batch, [1])).toBe(before);
  return taken;
}

const takesBytes = (bytes: Uint8Array) =>
  takesSafely((batch) => decodeTracesProtobuf(bytes, batch, 0));
const takesJson = (json: unknown) => takesSafely((batch) => decodeTracesJson(json, batch, 0));

describe('protobuf', () => {
  it('cut after every byte', () => {
    const bytes = fullTraceBytes();
    const taken = [];
    for (let length = 0; length <= bytes.length; length++) {
      if (takesBytes(bytes.slice(0, length))) taken.push(length);
    }
    // One message field holds it all: any cut but the empty message is seen.
    expect(taken).toEqual([0, bytes.length]);
  });

  it('with every byte replaced', { timeout: MANY_CASES_TIMEOUT_MS }, () => {
    const bytes = fullTraceBytes();
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 0x7f, 0x80, 0xff]) {
        const bent = bytes.slice();
        bent[at] = value;
        takesBytes(bent);
      }
    }
  });

  it('with random bytes written over a random message', () => {
    const patches = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(arbitraryTraces, patches, (traces, places) => {
        const bytes = encodeTraceProtobuf(batchOf(traces)).slice();
        for (const [at, value] of places) if (bytes.length > 0) bytes[at % bytes.length] = value;
        takesBytes(bytes);
      }),
    );
  });

  it('of random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void takesBytes(bytes)));
  });

  it('nested as deep as one likes', () => {
    for (const depth of [32, 33, 2000]) expect(takesBytes(nested(depth))).toBe(true);
  });

  it('of an older protocol, or with fields of a newer one: passed over', () => {
    const batch = new SpanBatch();
    // Field 1000 of ResourceSpans, and field 99 of the request: a message and a varint.
    const bytes = [0x0a, 5, 0xc2, 0x3e, 2, 1, 2, 0x98, 0x06, 1];
    expect(decodeTracesProtobuf(new Uint8Array(bytes), batch, 0)).toEqual({
      acceptedSpans: 0,
      rejectedSpans: 0,
      message: '',
    });
  });

  it('with a group, which OTLP never had: refused with the place', () => {
    const decode = () => decodeTracesProtobuf(new Uint8Array([0x0b, 0x0c]), new SpanBatch(), 0);
    expect(decode).toThrow(/wire type 3 of field 1 .*\(at byte 1\)/);
  });
});

/** A span whose attribute is a list in a list, `depth` times. */
function nested(depth: number): Uint8Array {
  let value: number[] = [];
  const field = (tag: number, bytes: readonly number[]) => [tag, ...varint(bytes.length), ...bytes];
  for (let level = 0; level < depth; level++) value = field(0x2a, field(0x0a, value));
  const attribute = field(0x4a, [...field(0x0a, [0x6b]), ...field(0x12, value)]);
  const ids = [...field(0x0a, new Array(16).fill(1)), ...field(0x12, new Array(8).fill(1))];
  const scopeSpans = field(0x12, field(0x12, [...ids, ...attribute]));
  return new Uint8Array(field(0x0a, scopeSpans));
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

describe('JSON', () => {
  it('with anything in place of any value', () => {
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(null, -1, 1.5, 2 ** 70, '', [], {}),
    );
    fc.assert(
      fc.property(fc.nat(), junk, (place, value) => {
        const json = structuredClone(FULL_TRACE);
        const places = everyPlace(json);
        const [owner, name] = places[place % places.length] as [Record<string, unknown>, string];
        owner[name] = value;
        takesJson(json);
      }),
      { numRuns: 1000 },
    );
  });

  it('of anything', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => void takesJson(json)));
  });
});

/** Every (object or list, field) in a JSON value. */
function everyPlace(json: JsonObject): [object, string][] {
  return Object.entries(json).flatMap(([name, value]) => [
    [json, name] as [object, string],
    ...(typeof value === 'object' && value !== null ? everyPlace(value as JsonObject) : []),
  ]);
}
