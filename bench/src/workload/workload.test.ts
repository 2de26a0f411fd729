// The workload is what its description says, the same every time, and new with every renewal.

import { bytesToHex } from '@throughline/model/base/hex';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import { describe, expect, it } from 'vitest';
import { canonicalBody, SPANS_PER_BODY } from './canonical-workload.ts';
import { RenewableBody } from './renewable-body.ts';

const NOW_NS = 1_769_860_800_000_000_000n;

function decode(bytes: Uint8Array): SpanBatch {
  const batch = new SpanBatch();
  expect(decodeTracesProtobuf(bytes, batch, 0)).toMatchObject({ rejectedSpans: 0 });
  return batch;
}

function spanIds(batch: SpanBatch): string[] {
  return Array.from({ length: batch.rowCount }, (_, row) => bytesToHex(batch.spanId.at(row)));
}

describe('the canonical workload', () => {
  it('is the same for the same seed', () => {
    expect(canonicalBody(3, NOW_NS)).toEqual(canonicalBody(3, NOW_NS));
    expect(canonicalBody(4, NOW_NS)).not.toEqual(canonicalBody(3, NOW_NS));
  });

  it('has the services, attributes and errors it is described with', () => {
    const body = canonicalBody(1, NOW_NS);
    const batch = decode(body);
    expect(batch.rowCount).toBe(SPANS_PER_BODY);
    expect(batch.resources.entries).toHaveLength(12);
    const counts = Array.from(
      { length: batch.rowCount },
      (_, row) => batch.attributes.at(row).length,
    );
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...counts)).toBeLessThanOrEqual(11);
    const errors = Array.from({ length: batch.rowCount }, (_, row) =>
      batch.statusCode.at(row),
    ).filter((code) => code === 2);
    expect(errors.length).toBe(batch.events.timeNs.length);
    expect(errors.length / batch.rowCount).toBeCloseTo(0.02, 1);
    expect(body.length / batch.rowCount).toBeGreaterThan(450);
    expect(body.length / batch.rowCount).toBeLessThan(520);
  });

  it('has other ids with every renewal, and parents that still exist', () => {
    const body = new RenewableBody(canonicalBody(1, NOW_NS));
    expect(body.spanCount).toBe(SPANS_PER_BODY);
    const before = new Set(spanIds(decode(body.bytes)));
    const startBefore = decode(body.bytes).startNs.unsignedAt(0);
    body.renew(0x1234567, 0x89abcde, 5n);
    const batch = decode(body.bytes);
    const after = new Set(spanIds(batch));
    expect(after.size).toBe(SPANS_PER_BODY);
    expect([...after].filter((id) => before.has(id))).toEqual([]);
    expect(batch.startNs.unsignedAt(0)).toBe(startBefore + 5n);
    for (let row = 0; row < batch.rowCount; row++) {
      if (batch.parentSpanId.isZero(row)) continue;
      expect(after.has(bytesToHex(batch.parentSpanId.at(row)))).toBe(true);
    }
  });
});
