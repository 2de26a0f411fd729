// From when to when spans are filed, against a real engine, with several parts.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { expect, it } from 'vitest';
import { openClickHouse } from '../client/clickhouse.ts';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { openTestStore } from '../testing/open-test-store.ts';
import { readFiledExtent } from './filed-extent.ts';
import { openReadSession } from './read-session.ts';

const LIMITS = { timeoutMs: 60_000, maxMemoryBytes: 256 * 1024 ** 2 };
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 31, 12);

const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

function tracesOf(startMs: number): object {
  const span = {
    traceId: startMs.toString(16).padStart(32, '0'),
    spanId: '00000000000000ab',
    name: 'one',
    startTimeUnixNano: String(ns(startMs)),
    endTimeUnixNano: String(ns(startMs + 1)),
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
}

it('knows the newest and oldest minute, the newest until a time, and the oldest day of receipt', async () => {
  const connection = await createTestDatabase();
  const store = await openTestStore(connection);
  const clickhouse = openClickHouse(connection);
  const read = (untilMs?: number) =>
    readFiledExtent(
      openReadSession(clickhouse, LIMITS, undefined),
      untilMs === undefined ? undefined : ns(untilMs),
    );
  try {
    expect(await read()).toBeUndefined();
    for (const minutes of [10, 0, 5]) {
      const startMs = START_MS + minutes * MINUTE_MS;
      await store.append(1, (batch) => decodeTracesJson(tracesOf(startMs + 7), batch, startMs));
      await store.drained();
    }
    const whole = {
      newestNs: ns(START_MS + 10 * MINUTE_MS),
      newestUntilNs: ns(START_MS + 10 * MINUTE_MS),
      oldestNs: ns(START_MS),
      oldestDay: Math.floor(START_MS / DAY_MS),
    };
    expect(await read()).toEqual(whole);
    const fifth = { ...whole, newestUntilNs: ns(START_MS + 5 * MINUTE_MS) };
    expect(await read(START_MS + 5 * MINUTE_MS)).toEqual(fifth);
    expect(await read(START_MS + 10 * MINUTE_MS - 1)).toEqual(fifth);
    // Before all there is: a search begins no earlier than the oldest.
    expect(await read(START_MS - 1)).toEqual({ ...whole, newestUntilNs: ns(START_MS) });
  } finally {
    await clickhouse.close();
  }
});
