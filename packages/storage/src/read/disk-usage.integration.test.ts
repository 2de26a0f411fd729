// What is stored, and whose it is, on the engine.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickHouse, openClickHouse } from '../client/clickhouse.ts';
import type { SpanStore } from '../contract/span-store.ts';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { openTestStore } from '../testing/open-test-store.ts';
import { readDiskUsage } from './disk-usage.ts';

const START_MS = 1_769_860_800_000;
const LIMITS = { timeoutMs: 30_000, maxMemoryBytes: 512 * 1024 ** 2 };
const TRACES = 20_000;

let store: SpanStore;
let clickhouse: ClickHouse;

function resource(service: string, count: number, from: number, attributes: object[]) {
  const startNs = BigInt(START_MS) * 1_000_000n;
  return {
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [
      {
        spans: Array.from({ length: count }, (_, at) => ({
          traceId: (from + at).toString(16).padStart(32, '0'),
          spanId: '00000000000000a1',
          name: 'work',
          startTimeUnixNano: String(startNs),
          endTimeUnixNano: String(startNs + 10n),
          attributes,
        })),
      },
    ],
  };
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

beforeAll(async () => {
  const connection = await createTestDatabase();
  store = await openTestStore(connection);
  clickhouse = openClickHouse(connection);
  const resourceSpans = [
    resource('wide', TRACES, 1, [text('body', 'x'.repeat(400)), text('route', '/a')]),
    resource('lean', TRACES, 100_001, [{ key: 'size', value: { intValue: '7' } }]),
  ];
  await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, START_MS));
  await store.drained();
});

afterAll(async () => {
  await clickhouse.close();
  await store.close(10_000);
});

describe('disk usage', () => {
  it('shares the table of spans out among services and attributes', async () => {
    const usage = await store.diskUsage({ limits: LIMITS, maxItems: 10 });
    expect(usage.storedSpans).toBe(2 * TRACES);
    expect(usage.sampledSpans).toBe(2 * TRACES);
    const spans = usage.tables.find(({ name }) => name === 'spans');
    expect(spans?.rows).toBe(2 * TRACES);
    expect(usage.services.map(({ name, spans: count }) => [name, count])).toEqual([
      ['wide', TRACES],
      ['lean', TRACES],
    ]);
    expect(usage.attributes.map(({ kind, name, spans: count }) => [kind, name, count])).toEqual([
      ['attribute', 'body', TRACES],
      ['columns', '', 2 * TRACES],
      ['attribute', 'size', TRACES],
      ['attribute', 'route', TRACES],
    ]);
    for (const items of [usage.services, usage.attributes]) {
      const total = items.reduce((bytes, item) => bytes + item.bytes, 0);
      expect(Math.abs(total - (spans?.bytes ?? 0))).toBeLessThanOrEqual(items.length);
    }
    const [body] = usage.attributes;
    expect((body?.bytes ?? 0) / (spans?.bytes ?? 1)).toBeCloseTo(402 / (402 + 4 + 10 + 128), 2);
  });

  it('puts the rest together, and says how many that are', async () => {
    const usage = await store.diskUsage({ limits: LIMITS, maxItems: 1 });
    expect(usage.attributes).toHaveLength(1);
    expect(usage.otherAttributes.count).toBe(3);
    expect(usage.otherServices.count).toBe(1);
    expect(usage.otherServices.bytes).toBeGreaterThan(0);
  });

  it('looks at some blocks when there are many spans', async () => {
    const request = { limits: LIMITS, maxItems: 10 };
    const usage = await readDiskUsage(clickhouse, request, undefined, 2 * TRACES - 1);
    expect(usage.sampledSpans).toBeLessThan(2 * TRACES);
    expect(usage.storedSpans).toBe(2 * TRACES);
  });
});
