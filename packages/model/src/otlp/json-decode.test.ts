import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { OtlpDecodeError } from './decode-error.ts';
import { decodeTracesJson } from './json-decode.ts';
import { encodeSpanJson, encodeTraceJson } from './json-encode.ts';
import type { JsonObject } from './testing/arbitrary-traces.ts';
import { batchOf, FULL_TRACE, SPAN_ID, TRACE_ID, traceOf } from './testing/full-trace.ts';

/** What comes back of a span with these fields. */
function reread(fields: JsonObject): JsonObject {
  const span = { traceId: TRACE_ID, spanId: SPAN_ID, ...fields };
  return JSON.parse(encodeSpanJson(batchOf(traceOf(span)), 0)) as JsonObject;
}

function errorOf(json: unknown): string {
  try {
    decodeTracesJson(json, new SpanBatch(), 0);
  } catch (error) {
    expect(error).toBeInstanceOf(OtlpDecodeError);
    return (error as OtlpDecodeError).message;
  }
  return 'no error';
}

/** The error of a message whose second span has this field. */
function fieldError(fields: JsonObject): string {
  const ids = { traceId: TRACE_ID, spanId: SPAN_ID };
  return errorOf(traceOf(ids, { ...ids, ...fields }));
}

describe('what senders are allowed to write', () => {
  it('takes ids in either case', () => {
    const upper = reread({ traceId: TRACE_ID.toUpperCase(), spanId: SPAN_ID.toUpperCase() });
    expect(upper).toEqual({ traceId: TRACE_ID, spanId: SPAN_ID });
  });

  it.each([
    ['18446744073709551615', '18446744073709551615'],
    ['1700000000000000001', '1700000000000000001'],
    [1700000000000000000, '1700000000000000000'],
    [2 ** 64, '18446744073709551615'],
    [{ low: -1, high: 395812777 }, String((395812777n << 32n) | 0xffffffffn)],
  ])('takes the time %j', (written, read) => {
    expect(reread({ startTimeUnixNano: written })['startTimeUnixNano']).toBe(read);
  });

  it.each([
    [2, 2],
    ['SPAN_KIND_SERVER', 2],
    ['SPAN_KIND_UNSPECIFIED', undefined],
    [200, 200],
    [-1, undefined],
    [70_000, undefined],
  ])('takes the kind %j', (written, read) => {
    expect(reread({ kind: written })['kind']).toBe(read);
  });

  it('takes the status by name, and numbers as decimal text', () => {
    expect(reread({ status: { code: 'STATUS_CODE_ERROR' }, flags: '4294967295' })).toMatchObject({
      status: { code: 2 },
      flags: 0xffffffff,
    });
  });

  it.each([
    [{ intValue: 42 }, { intValue: '42' }],
    [{ intValue: 2 ** 63 }, { intValue: '9223372036854775807' }],
    [{ intValue: -(2 ** 63) }, { intValue: '-9223372036854775808' }],
    [{ doubleValue: '1.5' }, { doubleValue: 1.5 }],
    [{ doubleValue: '-Infinity' }, { doubleValue: '-Infinity' }],
    [{ bytesValue: '_-8' }, { bytesValue: '/+8=' }],
    [{ stringValue: null, boolValue: true }, { boolValue: true }],
    [{ arrayValue: {} }, { arrayValue: { values: [] } }],
    [null, {}],
    [{ stringValue: 'half \ud800' }, { stringValue: 'half \ufffd' }],
    [
      { arrayValue: { values: [{ stringValue: '\udc00' }] } },
      { arrayValue: { values: [{ stringValue: '\ufffd' }] } },
    ],
  ])('takes the value %j', (written, read) => {
    expect(reread({ attributes: [{ key: 'k', value: written }] })['attributes']).toEqual([
      { key: 'k', value: read },
    ]);
  });

  it('ignores fields it does not know and takes null for absent', () => {
    const fields = { parentSpanId: null, events: null, status: null, kind: null, unheardOf: [{}] };
    expect(reread(fields)).toEqual({ traceId: TRACE_ID, spanId: SPAN_ID });
    expect(errorOf({ resourceSpans: null, extra: 1 })).toBe('no error');
    expect(errorOf({ resourceSpans: [{ scopeSpans: null }] })).toBe('no error');
  });

  it('keeps the first of two attributes with one key', () => {
    const attributes = [
      { key: 'k', value: { stringValue: 'first' } },
      { key: 'k', value: { intValue: '2' } },
    ];
    const kept = [attributes[0]];
    expect(reread({ attributes })['attributes']).toEqual(kept);
    expect(reread({ events: [{ attributes }] })['events']).toEqual([{ attributes: kept }]);
    const trace = { resourceSpans: [{ resource: { attributes }, ...scopeSpans() }] };
    expect(batchOf(trace).resourceAt(0).attributes).toHaveLength(1);
  });

  it('keeps a link without ids, and forgets ids of a wrong length', () => {
    expect(reread({ links: [{ flags: 1 }, { traceId: 'abcd', spanId: 'abcd' }] })['links']).toEqual(
      [{ flags: 1 }, {}],
    );
  });

  it('notes when the message was taken', () => {
    const batch = new SpanBatch();
    decodeTracesJson(FULL_TRACE, batch, 1_700_000_000_123);
    expect(batch.receivedMs.unsignedAt(0)).toBe(1_700_000_000_123n);
    expect(batch.serviceNameAt(0)).toBe('payment');
    expect(batch.scopeAt(0)).toMatchObject({ name: 'shop', version: '1.2.3' });
  });
});

function scopeSpans(): JsonObject {
  return { scopeSpans: [{ spans: [{ traceId: TRACE_ID, spanId: SPAN_ID }] }] };
}

describe('spans without valid ids', () => {
  it('are left out, counted and explained', () => {
    const batch = new SpanBatch();
    const good = { traceId: TRACE_ID, spanId: SPAN_ID };
    const outcome = decodeTracesJson(
      traceOf(
        good,
        { ...good, traceId: 'abc' },
        { ...good, spanId: '0000000000000000' },
        { ...good, spanId: null },
        { ...good, traceId: `${'0'.repeat(31)}g` },
        { ...good, name: 'last' },
      ),
      batch,
      0,
    );
    expect(outcome).toMatchObject({ acceptedSpans: 2, rejectedSpans: 4 });
    expect(outcome.message).toContain('4 spans were rejected');
    expect(outcome.message).toContain(
      'expected 32 hex digits that are not all zeros, not "abc" ' +
        '(at resourceSpans[0].scopeSpans[0].spans[1].traceId)',
    );
    expect([batch.rowCount, batch.name.textAt(1)]).toEqual([2, 'last']);
    expect(batch.traceId.length).toBe(2);
  });

  it('say nothing when there are none', () => {
    expect(decodeTracesJson(FULL_TRACE, new SpanBatch(), 0)).toEqual({
      acceptedSpans: 1,
      rejectedSpans: 0,
      message: '',
    });
  });
});

describe('errors show the value, what would be right, and the place', () => {
  it('in a field of a span', () => {
    expect(fieldError({ startTimeUnixNano: '12x' })).toBe(
      'expected an unsigned 64-bit integer, best as decimal text, not "12x" ' +
        '(at resourceSpans[0].scopeSpans[0].spans[1].startTimeUnixNano)',
    );
    expect(fieldError({ kind: 'SERVER' })).toMatch(
      /2 \(SPAN_KIND_SERVER\).* not "SERVER" .*kind\)/,
    );
  });

  it('in a list of attributes', () => {
    const attributes = [{ key: 'a' }, { key: 'b', value: { intValue: 'many' } }];
    expect(fieldError({ events: [{}, { attributes }] })).toBe(
      'intValue must be a 64-bit integer, not "many" ' +
        '(at resourceSpans[0].scopeSpans[0].spans[1].events[1].attributes[1])',
    );
    const resource = { attributes: [{ key: 5 }] };
    expect(errorOf({ resourceSpans: [{}, { resource }] })).toBe(
      'key must be text, not 5 (at resourceSpans[1].resource.attributes[0])',
    );
  });

  it.each([
    [[], 'expected an object, not a list (at the top of the message)'],
    [null, 'expected an object, not null (at the top of the message)'],
    [{ resourceSpans: {} }, 'expected a list, not an object (at resourceSpans)'],
    [{ resourceSpans: [1] }, 'expected an object, not 1 (at resourceSpans[0])'],
    [{ resourceSpans: [{ schemaUrl: 1 }] }, 'expected text, not 1 (at resourceSpans[0].schemaUrl)'],
  ])('in the frame of the message: %j', (json, message) => {
    expect(errorOf(json)).toBe(message);
  });

  it.each([
    { endTimeUnixNano: -1 },
    { endTimeUnixNano: 1.5 },
    { endTimeUnixNano: '18446744073709551616' },
    { endTimeUnixNano: { low: 'x' } },
    { endTimeUnixNano: true },
    { flags: -1 },
    { flags: 2 ** 32 },
    { droppedEventsCount: '4294967296' },
    { parentSpanId: 8 },
    { traceId: 7 },
    { name: {} },
    { status: 'OK' },
    { status: { code: 'OK' } },
    { links: [null] },
    { attributes: [null] },
    { attributes: [{ key: 'k', value: { boolValue: 'true' } }] },
    { attributes: [{ key: 'k', value: { intValue: '9223372036854775808' } }] },
    { attributes: [{ key: 'k', value: { doubleValue: 'x' } }] },
    { attributes: [{ key: 'k', value: { bytesValue: '#' } }] },
    { attributes: [{ key: 'k', value: { arrayValue: [] } }] },
    { attributes: [{ key: 'k', value: { kvlistValue: { values: {} } } }] },
  ])('refuses %j', (fields) => {
    const [name] = Object.keys(fields);
    expect(fieldError(fields)).toContain(`spans[1].${name}`);
  });

  it('when a deep object stands where text should', () => {
    let value: unknown = {};
    for (let level = 0; level < 100_000; level++) value = { arrayValue: { values: [value] } };
    expect(fieldError({ name: value })).toContain('not an object');
  });
});

describe('a batch with a failed message', () => {
  it('is as before once it is truncated', () => {
    const batch = batchOf(FULL_TRACE);
    const before = encodeTraceJson(batch);
    const broken = structuredClone(FULL_TRACE) as { resourceSpans: { scopeSpans: unknown[] }[] };
    broken.resourceSpans[0]?.scopeSpans.push({ spans: [{ traceId: 1 }] });
    expect(() => decodeTracesJson(broken, batch, 0)).toThrow(OtlpDecodeError);
    expect(batch.rowCount).toBe(2);
    batch.truncate(1);
    expect(encodeTraceJson(batch)).toBe(before);
  });
});
