// The workload is what its description says, the same every time, and new with every renewal.

import { bytesToHex } from '@throughline/model/base/hex';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import { describe, expect, it } from 'vitest';
import { canonicalBody, SPANS_PER_BODY } from './canonical-workload.ts';
import { manyKeysBody } from './many-keys-workload.ts';
import { createRandom } from './random.ts';
import { RenewableJson } from './renewable-json.ts';
import { RenewableProtobuf } from './renewable-protobuf.ts';

const NOW_NS = 1_769_860_800_000_000_000n;

function decode(bytes: Uint8Array): SpanBatch {
  const batch = new SpanBatch();
  expect(decodeTracesProtobuf(bytes, batch, 0)).toMatchObject({ rejectedSpans: 0 });
  return batch;
}

function decodeJson(bytes: Uint8Array): SpanBatch {
  const batch = new SpanBatch();
  expect(decodeTracesJson(JSON.parse(Buffer.from(bytes).toString()), batch, 0)).toMatchObject({
    rejectedSpans: 0,
  });
  return batch;
}

function spanIds(batch: SpanBatch): string[] {
  return Array.from({ length: batch.rowCount }, (_, row) => bytesToHex(batch.spanId.at(row)));
}

describe('the canonical workload', () => {
  it('is the same for the same seed', () => {
    const body = Buffer.from(canonicalBody(3, NOW_NS));
    expect(body.equals(canonicalBody(3, NOW_NS))).toBe(true);
    expect(body.equals(canonicalBody(4, NOW_NS))).toBe(false);
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
    expect(body.length / batch.rowCount).toBeGreaterThan(480);
    expect(body.length / batch.rowCount).toBeLessThan(492);
  });

  it.each([
    ['protobuf', () => new RenewableProtobuf(canonicalBody(1, NOW_NS), NOW_NS), decode],
    ['JSON', () => new RenewableJson(canonicalBody(1, NOW_NS), NOW_NS), decodeJson],
  ])('has other ids with every renewal as %s, and parents that still exist', (_, make, read) => {
    const body = make();
    expect(body.spanCount).toBe(SPANS_PER_BODY);
    const first = read(body.bytes);
    const seen = new Set(spanIds(first));
    for (const round of [1n, 2n]) {
      body.renew(createRandom(Number(round)), NOW_NS + 5n * round);
      const batch = read(body.bytes);
      const ids = spanIds(batch);
      expect(new Set(ids).size).toBe(SPANS_PER_BODY);
      expect(ids.filter((id) => seen.has(id))).toEqual([]);
      for (const id of ids) seen.add(id);
      expect(batch.startNs.unsignedAt(0)).toBe(first.startNs.unsignedAt(0) + 5n * round);
      expect(batch.events.timeNs.unsignedAt(0)).toBe(
        first.events.timeNs.unsignedAt(0) + 5n * round,
      );
      expect(traceShape(batch)).toEqual(traceShape(first));
      for (let row = 0; row < batch.rowCount; row++) {
        if (batch.parentSpanId.isZero(row)) continue;
        expect(ids).toContain(bytesToHex(batch.parentSpanId.at(row)));
      }
    }
  });
});

/** For each row, the first row of its trace. */
function traceShape(batch: SpanBatch): number[] {
  const ids = Array.from({ length: batch.rowCount }, (_, row) => bytesToHex(batch.traceId.at(row)));
  return ids.map((id) => ids.indexOf(id));
}

describe('the workload of many keys', () => {
  it('has the traces, services and attributes it is described with', () => {
    const batches = [1, 2, 3].map((seed) => decode(manyKeysBody(seed, NOW_NS)));
    const rows = batches.flatMap((batch) =>
      Array.from({ length: batch.rowCount }, (_, row) => ({
        trace: bytesToHex(batch.traceId.at(row)),
        isRoot: batch.parentSpanId.isZero(row),
        service: batch.serviceNameAt(row),
        attributes: batch.attributes.at(row),
      })),
    );
    expect(rows).toHaveLength(3 * SPANS_PER_BODY);
    const roots = rows.filter(({ isRoot }) => isRoot).map(({ trace }) => trace);
    expect(roots).toHaveLength(rows.length / 10);
    expect(new Set(rows.map(({ trace }) => trace))).toEqual(new Set(roots));
    expect(new Set(rows.map(({ service }) => service)).size).toBe(10);
    const attributes = rows.flatMap((row) => row.attributes);
    expect(attributes).toHaveLength(11 * rows.length);
    expect(new Set(attributes.map(({ key }) => key)).size).toBe(97);
    expect(new Set(attributes.map(({ value }) => JSON.stringify(value))).size).toBe(1_000);
  });
});
