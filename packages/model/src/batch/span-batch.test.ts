import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTracesJson } from '../otlp/json-decode.ts';
import { encodeTraceJson } from '../otlp/json-encode.ts';
import { arbitraryTraces } from '../otlp/testing/arbitrary-traces.ts';
import { batchOf, FULL_SPAN, FULL_TRACE, traceOf } from '../otlp/testing/full-trace.ts';
import { SpanBatch } from './span-batch.ts';

describe('SpanBatch', () => {
  it('is after a cut as if the rest had never been', () => {
    fc.assert(
      fc.property(arbitraryTraces, arbitraryTraces, (kept, rest) => {
        const batch = batchOf(kept);
        const rows = batch.rowCount;
        const before = encodeTraceJson(batch);
        decodeTracesJson(rest, batch, 0);
        batch.truncate(rows);
        expect(encodeTraceJson(batch)).toBe(before);
        decodeTracesJson(rest, batch, 0);
        const restRows = Array.from({ length: batch.rowCount - rows }, (_, row) => rows + row);
        expect(encodeTraceJson(batch, restRows)).toBe(encodeTraceJson(batchOf(rest)));
      }),
    );
  });

  it('is as good as new when it was cleared, whatever it held', () => {
    const batch = new SpanBatch();
    const large = 'x'.repeat(300_000);
    decodeTracesJson(
      traceOf({ ...FULL_SPAN, name: large, attributes: [{ key: large }] }),
      batch,
      0,
    );
    fc.assert(
      fc.property(arbitraryTraces, (traces) => {
        batch.clear();
        decodeTracesJson(traces, batch, 0);
        expect(encodeTraceJson(batch)).toBe(encodeTraceJson(batchOf(traces)));
      }),
    );
  });

  it('can be emptied', () => {
    const batch = batchOf(FULL_TRACE);
    batch.truncate(0);
    expect(batch.rowCount).toBe(0);
    expect(batch.events.timeNs.length + batch.links.flags.length).toBe(0);
    expect(batch.attributes.strings.keys.length + batch.attributes.stringValues.length).toBe(0);
  });

  it('finds the end of a span modulo 2^64', () => {
    const batch = new SpanBatch();
    for (const [start, end] of [
      [10n, 30n],
      [30n, 10n],
      [0n, 2n ** 64n - 1n],
      [5n, 0n],
    ] as const) {
      batch.startNs.appendBigInt(start);
      batch.durationNs.appendBigInt(end - start);
      expect(batch.endNsAt(batch.startNs.length - 1)).toBe(end);
    }
    expect(batch.durationNs.signedAt(1)).toBe(-20n);
  });
});
