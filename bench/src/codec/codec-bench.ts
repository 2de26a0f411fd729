// The codec alone, on one core: OTLP protobuf to columns, columns to ClickHouse's Native format, and beside it what all
// of a record costs, with the tables that are counted from the spans: bounds, rollups, catalogue of attributes.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import { batchRecord, createBlockWriters } from '@throughline/storage/write/batch-record';
import { recordBytes } from '@throughline/storage/write/observed-insert';
import { StoredOrigins } from '@throughline/storage/write/origin-rows';
import { spansBlock } from '@throughline/storage/write/spans-block';
import { canonicalBody, SPANS_PER_BODY } from '../workload/canonical-workload.ts';

export interface CodecResult {
  readonly decodeMicrosPerSpan: number;
  /** The block of spans. */
  readonly encodeMicrosPerSpan: number;
  /** The blocks of all tables, that of the spans included. */
  readonly recordMicrosPerSpan: number;
  /** Of CPU time: bytes to the block of spans. */
  readonly spansPerCpuSecond: number;
  readonly wireBytesPerSpan: number;
  readonly blockBytesPerSpan: number;
}

const BODIES = 20;
const WARM_UP_ROUNDS = 5;

/** CPU time of this process, garbage collection included: what others do on the machine stays out. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function benchCodec(rounds: number): CodecResult {
  const nowMs = Date.now();
  const nowNs = BigInt(nowMs) * 1_000_000n;
  const bodies = Array.from({ length: BODIES }, (_, seed) => canonicalBody(seed, nowNs));
  let decodeMs = 0;
  let encodeMs = 0;
  let recordMs = 0;
  let blockBytes = 0;
  // As the store does it: batch and buffers are used again, and resources are stored once.
  const batch = new SpanBatch();
  const writers = createBlockWriters();
  const stored = new StoredOrigins();
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    batch.clear();
    const startMs = cpuMs();
    for (const body of bodies) decodeTracesProtobuf(body, batch, nowMs);
    const decodedMs = cpuMs();
    spansBlock(batch, writers.spans);
    const encodedMs = cpuMs();
    const { record, originKeys } = batchRecord(batch, stored, writers);
    const recordedMs = cpuMs();
    blockBytes = recordBytes(record);
    stored.add(originKeys);
    // The compiler has to warm up first.
    if (round < 0) continue;
    decodeMs += decodedMs - startMs;
    encodeMs += encodedMs - decodedMs;
    recordMs += recordedMs - encodedMs;
  }
  const spans = rounds * BODIES * SPANS_PER_BODY;
  return {
    decodeMicrosPerSpan: (1000 * decodeMs) / spans,
    encodeMicrosPerSpan: (1000 * encodeMs) / spans,
    recordMicrosPerSpan: (1000 * recordMs) / spans,
    spansPerCpuSecond: (1000 * spans) / (decodeMs + encodeMs),
    wireBytesPerSpan:
      bodies.reduce((sum, body) => sum + body.length, 0) / (BODIES * SPANS_PER_BODY),
    blockBytesPerSpan: blockBytes / (BODIES * SPANS_PER_BODY),
  };
}
