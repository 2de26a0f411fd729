// Rollups on a real engine: what is counted of a batch is what the engine finds in its spans.

import { createClient } from '@clickhouse/client';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { arbitraryTraces } from '@throughline/model/otlp/testing/arbitrary-traces';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { openTestStore } from '../testing/open-test-store.ts';
import { rollupResidue } from '../testing/rollup-residue.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 23, 59, 30);
const NOW_NS = BigInt(NOW_MS) * 1_000_000n;

interface Call {
  readonly startNs: bigint;
  readonly durationNs: bigint;
  readonly name?: string;
  readonly traceState?: string;
  readonly isError?: boolean;
}

function messageOf(calls: readonly Call[]) {
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeSpans: [
          {
            spans: calls.map((call, at) => ({
              traceId: '1'.padStart(32, '0'),
              spanId: (at + 1).toString(16).padStart(16, '0'),
              name: call.name ?? 'GET /',
              kind: 2,
              traceState: call.traceState ?? '',
              startTimeUnixNano: String(call.startNs),
              endTimeUnixNano: String(call.startNs + call.durationNs),
              status: call.isError ? { code: 2 } : {},
            })),
          },
        ],
      },
    ],
  };
}

it('has a row per minute, operation and status, with a histogram of durations', async () => {
  const connection = await createTestDatabase();
  const store = await openTestStore(connection);
  const message = messageOf([
    { startNs: NOW_NS, durationNs: 1n },
    { startNs: NOW_NS + 1n, durationNs: 1_000_000n, traceState: 'ot=th:8' },
    { startNs: NOW_NS + 2n, durationNs: 1_010_000n, traceState: 'x=y,ot=rv:1;th:c' },
    { startNs: NOW_NS + 3n, durationNs: -5n },
    // The last nanosecond of this minute, and the first of the next.
    { startNs: NOW_NS + 29_999_999_999n, durationNs: 3n, isError: true },
    { startNs: NOW_NS + 30_000_000_000n, durationNs: 3n, isError: true },
  ]);
  await store.append(1, (batch) => decodeTracesJson(message, batch, NOW_MS));
  await store.drained();
  const client = createClient(connection);
  const result = await client.query({
    query: `SELECT toString(minute) AS minute, kind, status_code AS status,
        toUInt32(span_count) AS spans, weighted_count AS weighted,
        toUInt32(duration_sum) AS durations, duration_histogram.1 AS buckets,
        arrayMap(count -> toUInt32(count), duration_histogram.2) AS counts
      FROM rollups ORDER BY status, minute`,
    format: 'JSONEachRow',
  });
  // 1 ms begins with 2^19 * (1 + 14/16) ns: bucket 19 * 16 + 14 + 1.
  const ok = {
    spans: 4,
    weighted: 8,
    durations: 2_010_001,
    buckets: [0, 1, 319],
    counts: [1, 1, 2],
  };
  const error = { spans: 1, weighted: 1, durations: 3, buckets: [25], counts: [1] };
  expect(await result.json()).toEqual([
    { minute: '2026-01-31 23:59:00', kind: 2, status: 0, ...ok },
    { minute: '2026-01-31 23:59:00', kind: 2, status: 2, ...error },
    { minute: '2026-02-01 00:00:00', kind: 2, status: 2, ...error },
  ]);
  await client.close();
  await store.close(0);
});

it('adds up to what is in the spans, for random spans and for more operations than fit at first', async () => {
  const connection = await createTestDatabase();
  const store = await openTestStore(connection);
  const many = Array.from({ length: 1_000 }, (_, at) => ({
    startNs: NOW_NS + BigInt(at) * 977_777_777n,
    durationNs: BigInt(at) ** 5n,
    name: `operation ${at % 331}`,
    traceState: `ot=th:${(at % 256).toString(16)}`,
  }));
  await store.append(1, (batch) => decodeTracesJson(messageOf(many), batch, NOW_MS));
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryTraces, { maxLength: 20 }), async (messages) => {
      const appended = messages.map((message, at) =>
        // Half of them after midnight.
        store.append(1, (batch) => decodeTracesJson(message, batch, NOW_MS + (at % 2) * 60_000)),
      );
      await Promise.all(appended);
    }),
    { numRuns: 20 },
  );
  await store.drained();
  expect(await rollupResidue(connection)).toEqual([]);
  await store.close(0);
});
