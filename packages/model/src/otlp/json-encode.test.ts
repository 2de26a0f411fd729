import { describe, expect, it } from 'vitest';
import { encodeSpanJson, encodeTraceJson } from './json-encode.ts';
import {
  batchOf,
  FULL_SPAN,
  FULL_TRACE,
  SPAN_ID,
  TRACE_ID,
  traceOf,
} from './testing/full-trace.ts';

describe('encodeTraceJson', () => {
  it('writes nothing for no spans', () => {
    expect(encodeTraceJson(batchOf({ resourceSpans: [] }))).toBe('{"resourceSpans":[]}');
    expect(encodeTraceJson(batchOf(FULL_TRACE), [])).toBe('{"resourceSpans":[]}');
  });

  it('leaves out fields at their default', () => {
    const text = encodeTraceJson(
      batchOf(traceOf({ traceId: TRACE_ID, spanId: SPAN_ID, kind: 0, events: [{}], status: {} })),
    );
    expect(text).toBe(
      '{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":' +
        `[{"traceId":"${TRACE_ID}","spanId":"${SPAN_ID}","events":[{}]}]}]}]}`,
    );
  });

  it('writes every field of a span', () => {
    const span = JSON.parse(encodeSpanJson(batchOf(FULL_TRACE), 0)) as Record<string, unknown>;
    expect(Object.keys(span).sort()).toEqual(Object.keys(FULL_SPAN).sort());
    expect(span).toMatchObject({ ...FULL_SPAN, attributes: expect.any(Array) });
  });

  it('keeps an end before its start', () => {
    const span = {
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      startTimeUnixNano: '5',
      endTimeUnixNano: '3',
    };
    const batch = batchOf(traceOf(span));
    expect(batch.durationNs.signedAt(0)).toBe(-2n);
    expect(JSON.parse(encodeSpanJson(batch, 0))).toEqual(span);
  });

  it('puts spans of one resource and scope together, wherever they arrived', () => {
    const spans = (name: string) => [{ traceId: TRACE_ID, spanId: SPAN_ID, name }];
    const cart = { attributes: [{ key: 'service.name', value: { stringValue: 'cart' } }] };
    const batch = batchOf({
      resourceSpans: [
        { resource: cart, scopeSpans: [{ scope: { name: 'a' }, spans: spans('1') }] },
        { scopeSpans: [{ spans: spans('2') }] },
        {
          resource: cart,
          scopeSpans: [
            { scope: { name: 'b' }, spans: spans('3') },
            { scope: { name: 'a' }, spans: spans('4') },
          ],
        },
        { resource: cart, schemaUrl: 'other', scopeSpans: [{ spans: spans('5') }] },
      ],
    });
    const names = JSON.parse(encodeTraceJson(batch)).resourceSpans.map(
      (group: { scopeSpans: { spans: { name: string }[] }[] }) =>
        group.scopeSpans.map((scope) => scope.spans.map(({ name }) => name)),
    );
    expect(names).toEqual([[['1', '4'], ['3']], [['2']], [['5']]]);
  });
});
