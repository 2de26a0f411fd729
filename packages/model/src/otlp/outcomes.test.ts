// What becomes of a span that is odd or wrong, the same in both encodings: docs/reference/otlp.md has this
// table in words. A good span stands before and after each, and is always kept.

import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { decodeTracesJson } from './json-decode.ts';
import { encodeTraceJson } from './json-encode.ts';
import { decodeTracesProtobuf } from './protobuf-decode.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

const TRACE_ID = '01'.repeat(16);
const SPAN_ID = '02'.repeat(8);

type Json = Record<string, unknown>;
type Write = (writer: ProtobufWriter) => void;

/** Fields of the one span, in the place of or beside valid ids. */
interface Case {
  readonly json: Json;
  readonly protobuf: Write;
  readonly withoutIds?: boolean;
}

const bytes = (size: number, value: number) => new Uint8Array(size).fill(value);

function spanBytes(writer: ProtobufWriter, write: Write, withoutIds = false): void {
  writer.message(2, () => {
    if (!withoutIds) {
      writer.bytesAlways(1, bytes(16, 1));
      writer.bytesAlways(2, bytes(8, 2));
    }
    write(writer);
  });
}

function decodeBoth({ json, protobuf, withoutIds = false }: Case) {
  const ids = { traceId: TRACE_ID, spanId: SPAN_ID };
  const good = { ...ids, name: 'good' };
  const spans = [good, withoutIds ? json : { ...ids, ...json }, good];
  const fromJson = new SpanBatch();
  const jsonOutcome = decodeTracesJson(
    { resourceSpans: [{ scopeSpans: [{ spans }] }] },
    fromJson,
    0,
  );
  const writer = new ProtobufWriter();
  const writeGood: Write = () => writer.text(5, 'good');
  writer.message(1, () =>
    writer.message(2, () => {
      spanBytes(writer, writeGood);
      spanBytes(writer, protobuf, withoutIds);
      spanBytes(writer, writeGood);
    }),
  );
  const fromProtobuf = new SpanBatch();
  const protobufOutcome = decodeTracesProtobuf(writer.bytes(), fromProtobuf, 0);
  expect(encodeTraceJson(fromProtobuf)).toBe(encodeTraceJson(fromJson));
  const stored = JSON.parse(encodeTraceJson(fromJson)).resourceSpans[0].scopeSpans[0]
    .spans as Json[];
  expect(stored.filter(({ name }) => name === 'good')).toHaveLength(2);
  return { stored, jsonOutcome, protobufOutcome };
}

/** A list in a list, `depth` times. */
function nestedJson(depth: number, inside: Json = {}): Json {
  let value = inside;
  for (let level = 0; level < depth; level++) value = { arrayValue: { values: [value] } };
  return value;
}

function writeNested(writer: ProtobufWriter, depth: number, inside: () => void = () => {}): void {
  if (depth === 0) inside();
  else writer.message(5, () => writer.message(1, () => writeNested(writer, depth - 1, inside)));
}

function writeAttribute(writer: ProtobufWriter, field: number, key: string, write: Write): void {
  writer.message(field, () => {
    writer.text(1, key);
    writer.message(2, () => write(writer));
  });
}

const nestedIn = (inside: Json, depth: number): Json[] => [
  { key: 'k', value: nestedJson(depth, inside) },
];
const deep = (depth: number): Json[] => nestedIn({}, depth);

const REJECTED: readonly [string, string, Case][] = [
  [
    'no trace id',
    'missing',
    { json: { spanId: SPAN_ID }, protobuf: (w) => w.bytesAlways(2, bytes(8, 2)), withoutIds: true },
  ],
  [
    'no span id',
    'missing',
    {
      json: { traceId: TRACE_ID },
      protobuf: (w) => w.bytesAlways(1, bytes(16, 1)),
      withoutIds: true,
    },
  ],
  [
    'a trace id of zeros',
    '',
    { json: { traceId: '00'.repeat(16) }, protobuf: (w) => w.bytesAlways(1, bytes(16, 0)) },
  ],
  [
    'a short trace id',
    '',
    { json: { traceId: '01'.repeat(8) }, protobuf: (w) => w.bytesAlways(1, bytes(8, 1)) },
  ],
  [
    'a long span id',
    '',
    { json: { spanId: '02'.repeat(9) }, protobuf: (w) => w.bytesAlways(2, bytes(9, 2)) },
  ],
  [
    'a span id of zeros',
    '',
    { json: { spanId: '00'.repeat(8) }, protobuf: (w) => w.bytesAlways(2, bytes(8, 0)) },
  ],
  [
    'a parent id of a wrong length',
    '',
    { json: { parentSpanId: '03'.repeat(7) }, protobuf: (w) => w.bytesAlways(4, bytes(7, 3)) },
  ],
  [
    'a parent id of a wrong length behind attributes and events',
    '',
    {
      json: {
        attributes: [{ key: 'k', value: { stringValue: 'v' } }],
        events: [{}],
        parentSpanId: '03',
      },
      protobuf: (w) => {
        writeAttribute(w, 9, 'k', () => w.textAlways(1, 'v'));
        w.message(11, () => {});
        w.bytesAlways(4, bytes(1, 3));
      },
    },
  ],
  [
    'a value nested too deep',
    'deeper than 32 levels',
    {
      json: { attributes: deep(33) },
      protobuf: (w) => writeAttribute(w, 9, 'k', () => writeNested(w, 33)),
    },
  ],
  [
    'a key without a value nested too deep',
    'deeper than 32 levels',
    {
      json: { attributes: nestedIn({ kvlistValue: { values: [{ key: 'k' }] } }, 32) },
      protobuf: (w) =>
        writeAttribute(w, 9, 'k', () =>
          writeNested(w, 32, () => w.message(6, () => w.message(1, () => w.text(1, 'k')))),
        ),
    },
  ],
  [
    'a value of an event nested too deep',
    'deeper than 32 levels',
    {
      json: { events: [{}, { attributes: deep(1000) }] },
      protobuf: (w) => {
        w.message(11, () => {});
        w.message(11, () => writeAttribute(w, 3, 'k', () => writeNested(w, 1000)));
      },
    },
  ],
];

describe('rejected alone, with a reason and its place, is a span with', () => {
  it.each(REJECTED)('%s', (_name, reason, one) => {
    const { stored, jsonOutcome, protobufOutcome } = decodeBoth(one);
    expect(stored).toHaveLength(2);
    for (const outcome of [jsonOutcome, protobufOutcome]) {
      expect(outcome).toMatchObject({ acceptedSpans: 2, rejectedSpans: 1 });
      expect(outcome.message).toMatch(/^1 spans were rejected; the first: .* \(at .*\)$/);
    }
    expect(jsonOutcome.message).toContain('resourceSpans[0].scopeSpans[0].spans[1]');
    expect(protobufOutcome.message).toMatch(/\(at byte \d+\)$/);
    expect(protobufOutcome.message).toContain(reason);
  });
});

const KEPT: readonly [string, Json, Case][] = [
  ['no parent', {}, { json: { parentSpanId: '' }, protobuf: (w) => w.bytesAlways(4, bytes(0, 0)) }],
  [
    'a parent id of zeros, which is none',
    {},
    { json: { parentSpanId: '00'.repeat(8) }, protobuf: (w) => w.bytesAlways(4, bytes(8, 0)) },
  ],
  [
    'an end before its start',
    { startTimeUnixNano: '20', endTimeUnixNano: '10' },
    {
      json: { startTimeUnixNano: '20', endTimeUnixNano: '10' },
      protobuf: (w) => {
        w.fixed64(7, 20, 0);
        w.fixed64(8, 10, 0);
      },
    },
  ],
  ['no times', {}, { json: {}, protobuf: () => {} }],
  [
    'the largest times there are',
    { startTimeUnixNano: '18446744073709551615', endTimeUnixNano: '18446744073709551615' },
    {
      json: { startTimeUnixNano: '18446744073709551615', endTimeUnixNano: '18446744073709551615' },
      protobuf: (w) => {
        w.fixed64(7, 0xffff_ffff, 0xffff_ffff);
        w.fixed64(8, 0xffff_ffff, 0xffff_ffff);
      },
    },
  ],
  [
    'half a character',
    { name: 'a\ufffd' },
    { json: { name: 'a\ud800' }, protobuf: (w) => w.bytesAlways(5, Uint8Array.of(0x61, 0xc3)) },
  ],
  [
    'fields that this version does not know',
    {},
    { json: { newField: [{}], name: '' }, protobuf: (w) => w.text(99, 'new') },
  ],
  [
    'a field twice: the last one counts',
    { name: 'second' },
    {
      json: JSON.parse('{"name":"first","name":"second"}'),
      protobuf: (w) => {
        w.text(5, 'first');
        w.text(5, 'second');
      },
    },
  ],
  [
    'an attribute key twice: the first one counts',
    { attributes: [{ key: 'k', value: { stringValue: 'first' } }] },
    {
      json: {
        attributes: [
          { key: 'k', value: { stringValue: 'first' } },
          { key: 'k', value: { intValue: '2' } },
        ],
      },
      protobuf: (w) => {
        writeAttribute(w, 9, 'k', () => w.textAlways(1, 'first'));
        writeAttribute(w, 9, 'k', () => w.int64Always(3, 2n));
      },
    },
  ],
  [
    'a kind that this version does not know',
    { kind: 77 },
    { json: { kind: 77 }, protobuf: (w) => w.uint32(6, 77) },
  ],
  [
    'a kind beyond any that may come',
    {},
    { json: { kind: 1000 }, protobuf: (w) => w.uint32(6, 1000) },
  ],
  [
    'a link without ids of the right length',
    { links: [{ flags: 1 }] },
    {
      json: { links: [{ traceId: '01', spanId: '', flags: 1 }] },
      protobuf: (w) =>
        w.message(13, () => {
          w.bytesAlways(1, bytes(1, 1));
          w.fixed32(6, 1);
        }),
    },
  ],
  [
    'an attribute without a key and without a value',
    { attributes: [{ key: '', value: {} }] },
    { json: { attributes: [{}] }, protobuf: (w) => w.message(9, () => {}) },
  ],
  [
    'a value nested as deep as is allowed',
    { attributes: deep(32) },
    {
      json: { attributes: deep(32) },
      protobuf: (w) => writeAttribute(w, 9, 'k', () => writeNested(w, 32)),
    },
  ],
];

describe('kept is a span with', () => {
  it.each(KEPT)('%s', (_name, fields, one) => {
    const { stored, jsonOutcome, protobufOutcome } = decodeBoth(one);
    expect(stored[1]).toEqual({ traceId: TRACE_ID, spanId: SPAN_ID, ...fields });
    const expected = { acceptedSpans: 3, rejectedSpans: 0, message: '' };
    expect([jsonOutcome, protobufOutcome]).toEqual([expected, expected]);
  });
});

describe('empty messages', () => {
  it.each<[Json, readonly number[]]>([
    [{}, []],
    [{ resourceSpans: [] }, []],
    [{ resourceSpans: [{}] }, [0x0a, 0]],
    [{ resourceSpans: [{ scopeSpans: [{}] }] }, [0x0a, 2, 0x12, 0]],
  ])('are taken: %j', (json, message) => {
    const none = { acceptedSpans: 0, rejectedSpans: 0, message: '' };
    expect(decodeTracesJson(json, new SpanBatch(), 0)).toEqual(none);
    expect(decodeTracesProtobuf(new Uint8Array(message), new SpanBatch(), 0)).toEqual(none);
  });
});

describe('a message that is nothing but empty events', () => {
  const events = (count: number) => {
    const writer = new ProtobufWriter();
    writer.message(1, () =>
      writer.message(2, () =>
        spanBytes(writer, () => {
          for (let event = 0; event < count; event++) writer.message(11, () => {});
        }),
      ),
    );
    return writer.bytes();
  };

  it('is refused when it is large', () => {
    expect(decodeTracesProtobuf(events(10_000), new SpanBatch(), 0).acceptedSpans).toBe(1);
    expect(() => decodeTracesProtobuf(events(20_000), new SpanBatch(), 0)).toThrow(
      /^more events, links and attributes than so many bytes can hold \(at byte \d+\)$/,
    );
  });
});

describe('a message with more than a thousand spans whose values nest too deep', () => {
  const spans = (count: number) => {
    const writer = new ProtobufWriter();
    const writeDeep: Write = (w) => writeAttribute(w, 9, 'k', () => writeNested(w, 33));
    writer.message(1, () =>
      writer.message(2, () => {
        for (let span = 0; span < count; span++) spanBytes(writer, writeDeep);
      }),
    );
    return writer.bytes();
  };

  it('is refused whole', () => {
    const outcome = decodeTracesProtobuf(spans(1000), new SpanBatch(), 0);
    expect(outcome.rejectedSpans).toBe(1000);
    const attributes = deep(33);
    const ids = { traceId: TRACE_ID, spanId: SPAN_ID };
    const json = {
      resourceSpans: [{ scopeSpans: [{ spans: Array(1001).fill({ ...ids, attributes }) }] }],
    };
    expect(() => decodeTracesProtobuf(spans(1001), new SpanBatch(), 0)).toThrow(
      /^more than 1000 spans, of which the first: value is nested .* \(at byte \d+\)$/,
    );
    expect(() => decodeTracesJson(json, new SpanBatch(), 0)).toThrow(/spans\[1000\]\)$/);
  });
});

describe('a message with a bad span at every other place', () => {
  it('is read in one pass over what it appends', () => {
    const writer = new ProtobufWriter();
    const value = 'v'.repeat(100);
    const pairs = 20_000;
    writer.message(1, () =>
      writer.message(2, () => {
        for (let pair = 0; pair < pairs; pair++) {
          spanBytes(writer, () =>
            writeAttribute(writer, 9, 'k', () => writer.textAlways(1, value)),
          );
          spanBytes(writer, () => {
            writeAttribute(writer, 9, 'k', () => writer.textAlways(1, value));
            writer.bytesAlways(4, bytes(1, 3));
          });
        }
      }),
    );
    const batch = new SpanBatch();
    const outcome = decodeTracesProtobuf(writer.bytes(), batch, 0);
    expect(outcome).toMatchObject({ acceptedSpans: pairs, rejectedSpans: pairs });
    expect(batch.attributes.at(pairs - 1)).toEqual([
      { key: 'k', value: { type: 'string', value } },
    ]);
  });
});
