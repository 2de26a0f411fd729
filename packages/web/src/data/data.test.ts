// Decoding: columns to the model, OTLP JSON to what the panel shows, and what is refused.

import { describe, expect, it } from 'vitest';
import { readSpan, readValue, valueToText } from './otlp-json.ts';
import { indexSpanRefs, rowOfSpanRef, spanIdOf, spanRefOf } from './span-ids.ts';
import { makeColumns, makeManySpans } from './trace-fixture.ts';
import {
  decodeTraceColumns,
  nameOf,
  rootRowOf,
  serviceOf,
  TraceFormatError,
} from './trace-model.ts';

const CHECKOUT = makeColumns([
  { service: 'gateway', name: 'POST /checkout', startNs: 0, durationNs: 100 },
  { parent: 0, service: 'cart', startNs: 10, durationNs: 80, events: [30, 20] },
  { parent: 1, service: 'payment', startNs: 20, durationNs: 60, isError: true, events: [25] },
]);

describe('decodeTraceColumns', () => {
  it('derives the tree, self time and errors', () => {
    const trace = decodeTraceColumns(CHECKOUT);
    expect(serviceOf(trace, 2)).toBe('payment');
    expect(nameOf(trace, 0)).toBe('POST /checkout');
    expect([...trace.self.selfNs]).toEqual([20, 20, 60]);
    expect([...trace.selfByServiceNs]).toEqual([20, 20, 60]);
    expect([...trace.errorsBelow]).toEqual([1, 1, 1]);
    expect(trace.errorCount).toBe(1);
    expect([...trace.eventOffsetNs.subarray(trace.eventStart[1], trace.eventStart[2])]).toEqual([
      30, 20,
    ]);
  });

  it('names spans by id, also several under one', () => {
    const id = '00000000000000ab';
    const trace = decodeTraceColumns({ ...CHECKOUT, spanId: [id, '0000000000000002', id] });
    expect([0, 1, 2].map((row) => spanRefOf(trace, row))).toEqual([
      id,
      '0000000000000002',
      `${id}.2`,
    ]);
    expect(rowOfSpanRef(trace, 'AB')).toBe(0);
    expect(rowOfSpanRef(trace, `${id}.2`)).toBe(2);
    expect(rowOfSpanRef(trace, `${id}.3`)).toBeUndefined();
    expect(rowOfSpanRef(trace, 'ff')).toBeUndefined();
    expect(spanIdOf(trace, 1)).toBe('0000000000000002');
    const rowOf = indexSpanRefs(trace);
    expect(['ab', 'AB.2', `${id}.3`, '2', 'ff'].map(rowOf)).toEqual([
      0,
      2,
      undefined,
      1,
      undefined,
    ]);
  });

  it('prefers a true root to one whose parent is missing', () => {
    const columns = makeColumns([
      { startNs: 0, durationNs: 5 },
      { startNs: 1, durationNs: 50 },
    ]);
    const trace = decodeTraceColumns({ ...columns, missingParent: [0] });
    expect(rootRowOf(trace)).toBe(1);
    expect(trace.missingParentCount).toBe(1);
  });

  it('refuses columns that do not fit together', () => {
    expect(() => decodeTraceColumns({})).toThrow(TraceFormatError);
    expect(() => decodeTraceColumns({ ...CHECKOUT, kind: [1] })).toThrow(/kind/);
    expect(() => decodeTraceColumns({ ...CHECKOUT, service: [0, 1, 9] })).toThrow(/service/);
  });

  it('takes 100,000 spans', () => {
    expect(decodeTraceColumns(makeManySpans(100_000)).rowCount).toBe(100_000);
  });
});

describe('readValue', () => {
  it('keeps every type apart', () => {
    expect(readValue({ stringValue: 'a' })).toEqual({ type: 'string', text: 'a' });
    expect(readValue({ boolValue: false })).toEqual({ type: 'bool', text: 'false' });
    expect(readValue({ intValue: '9223372036854775807' })).toEqual({
      type: 'int',
      text: '9223372036854775807',
    });
    expect(readValue({ doubleValue: 'NaN' })).toEqual({ type: 'double', text: 'NaN' });
    expect(readValue({ bytesValue: 'AAEC' })).toEqual({
      type: 'bytes',
      base64: 'AAEC',
      byteCount: 3,
    });
    expect(readValue({})).toEqual({ type: 'empty' });
    expect(readValue({ newValue: 1 })).toEqual({ type: 'unknown', text: '{"newValue":1}' });
  });

  it('reads nested values and writes them as text', () => {
    const value = readValue({
      kvlistValue: {
        values: [{ key: 'ids', value: { arrayValue: { values: [{ intValue: '1' }, {}] } } }],
      },
    });
    expect(valueToText(value)).toBe('{ids: [1, ]}');
  });

  it('stops at a depth', () => {
    let value: unknown = { stringValue: 'deep' };
    for (let i = 0; i < 50; i++) value = { arrayValue: { values: [value] } };
    expect(valueToText(readValue(value))).toContain('stringValue');
  });
});

describe('readSpan', () => {
  it('gives the defaults of the protocol for what is absent', () => {
    const span = readSpan({
      resource: {},
      resourceSchemaUrl: '',
      scope: {},
      scopeSchemaUrl: '',
      span: { spanId: 'ab', startTimeUnixNano: '1763640000000000001', kind: 'SPAN_KIND_CLIENT' },
      receivedAt: '2026-11-20T12:00:00Z',
    });
    expect(span).toMatchObject({
      spanId: 'ab',
      startNs: 1763640000000000001n,
      kind: 3,
      statusCode: 0,
      attributes: [],
      events: [],
      links: [],
    });
  });
});
