// Decoding: columns to the model, OTLP JSON to what the panel shows, and what is refused.

import { describe, expect, it } from 'vitest';
import { modelOf, TraceFormatError } from './model-of-bytes.ts';
import { readSpan, readValue, valueToText } from './otlp-json.ts';
import { indexSpanRefs, rowOfSpanRef, spanIdOf, spanRefOf } from './span-ids.ts';
import { type FixtureSpan, makeManySpans, makeTrace } from './trace-fixture.ts';
import { adjustClocks, nameOf, serviceOf, type TraceModel } from './trace-model.ts';

const CHECKOUT: readonly FixtureSpan[] = [
  { service: 'gateway', name: 'POST /checkout', startNs: 0, durationNs: 100 },
  { parent: 0, service: 'cart', startNs: 10, durationNs: 80, events: [30, 20] },
  { parent: 1, service: 'payment', startNs: 20, durationNs: 60, isError: true, events: [25] },
];

describe('the model of a trace', () => {
  it('derives the tree, self time and errors', () => {
    const trace = makeTrace(CHECKOUT);
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
    const trace = makeTrace(CHECKOUT.map((span, row) => (row === 1 ? span : { ...span, id })));
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

  it('has the critical path by row, at the times that were sent, and moves it with the clocks', () => {
    const trace = makeTrace([
      { startNs: 0, durationNs: 1000 },
      { parent: 0, startNs: 100, durationNs: 300 },
      { parent: 0, startNs: 500, durationNs: 300, clockShiftNs: -100, events: [600] },
    ]);
    const segments = ({ path }: TraceModel) =>
      Array.from(path.fromNs, (fromNs, at) => [fromNs, path.toNs[at]]);
    expect(segments(trace)).toEqual([
      [0, 100],
      [700, 1000],
      [100, 400],
      [500, 800],
    ]);
    expect([...trace.self.selfNs]).toEqual([400, 300, 300]);
    const adjusted = adjustClocks(trace);
    expect(segments(adjusted).at(-1)).toEqual([400, 700]);
    expect([...adjusted.startOffsetNs]).toEqual([0, 100, 400]);
    expect([...adjusted.eventOffsetNs]).toEqual([500]);
  });

  it('begins with its first span when the clock that was behind is put right', () => {
    const sent = makeTrace([
      { startNs: 5000, durationNs: 1000 },
      { parent: 0, startNs: 0, durationNs: 300, clockShiftNs: 5100, events: [10] },
    ]);
    const adjusted = adjustClocks(sent);
    expect([sent.durationNs, adjusted.durationNs]).toEqual([6000, 1000]);
    expect([...adjusted.startOffsetNs].toSorted((a, b) => a - b)).toEqual([0, 100]);
    expect([...adjusted.eventOffsetNs]).toEqual([110]);
    expect(adjusted.startNs).toBe(sent.startNs + 5000n);
  });

  it('finds runs of similar siblings, and the worst of each', () => {
    const query = (startNs: number, durationNs: number, isError = false) => ({
      ...{ parent: 0, name: 'SELECT', startNs, durationNs, isError },
    });
    const { runs } = makeTrace([
      { startNs: 0, durationNs: 1000 },
      query(1, 10),
      query(2, 90),
      { parent: 0, name: 'other', startNs: 3, durationNs: 1 },
      query(4, 20, true),
      query(5, 5, true),
      query(6, 30),
    ]);
    expect(runs.count).toBe(1);
    expect([...runs.rows]).toEqual([1, 2, 4, 5, 6]);
    expect([...runs.runOf]).toEqual([-1, 0, 0, -1, 0, 0, 0]);
    expect([runs.minNs[0], runs.medianNs[0], runs.maxNs[0]]).toEqual([5, 20, 90]);
    expect(runs.errors[0]).toBe(2);
    expect(runs.worstRow[0]).toBe(4);
  });

  it('is not made of bytes that are no trace', () => {
    expect(() => modelOf(new Uint8Array(20))).toThrow(TraceFormatError);
  });

  it('takes 20,000 spans', () => {
    expect(makeManySpans(20_000).rowCount).toBe(20_000);
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
