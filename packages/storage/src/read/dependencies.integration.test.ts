// Which services call which, counted by the engine: through parents, through ids that both sides share, over windows.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SpanStore } from '../contract/span-store.ts';
import { openTestStore } from '../testing/open-test-store.ts';

const HOUR_MS = 3_600_000;
const START_MS = 1_769_860_800_000;
const LIMITS = { timeoutMs: 30_000, maxMemoryBytes: 512 * 1024 ** 2 };

interface TestSpan {
  readonly id: number;
  readonly parent?: number;
  readonly kind?: number;
  readonly isFailed?: boolean;
}

function resourceSpans(trace: number, service: string, atMs: number, spans: readonly TestSpan[]) {
  const hex = (id: number, width: number): string => id.toString(16).padStart(width, '0');
  return {
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [
      {
        spans: spans.map(({ id, parent, kind = 1, isFailed = false }) => ({
          traceId: hex(trace, 32),
          spanId: hex(id, 16),
          ...(parent === undefined ? {} : { parentSpanId: hex(parent, 16) }),
          name: 'work',
          kind,
          ...(isFailed ? { status: { code: 2 } } : {}),
          startTimeUnixNano: String(BigInt(atMs) * 1_000_000n),
          endTimeUnixNano: String(BigInt(atMs + 5) * 1_000_000n),
        })),
      },
    ],
  };
}

const TRACES = [
  resourceSpans(1, 'shop', START_MS, [{ id: 1 }, { id: 2, parent: 1 }]),
  resourceSpans(1, 'stock', START_MS + 1, [
    { id: 3, parent: 2 },
    { id: 4, parent: 1, isFailed: true },
    { id: 5, parent: 77 },
  ]),
  // Another trace has a span of the same id.
  resourceSpans(2, 'other', START_MS, [{ id: 2 }]),
  // Both sides of a call under one id, and what is below it.
  resourceSpans(3, 'shop', START_MS + 2 * HOUR_MS, [{ id: 9, kind: 3 }]),
  resourceSpans(3, 'payment', START_MS + 2 * HOUR_MS, [{ id: 9, kind: 2 }]),
  resourceSpans(3, 'bank', START_MS + 2 * HOUR_MS, [{ id: 10, parent: 9, kind: 2 }]),
  // The parent belongs to the hour before.
  resourceSpans(4, 'shop', START_MS + 4 * HOUR_MS - 1, [{ id: 1 }]),
  resourceSpans(4, 'late', START_MS + 4 * HOUR_MS + 1, [{ id: 2, parent: 1 }]),
];

let store: SpanStore;

beforeAll(async () => {
  store = await openTestStore();
  const send = () =>
    store.append(1, (batch) => decodeTracesJson({ resourceSpans: TRACES }, batch, START_MS));
  await send();
  // A sender that did not hear the acknowledgement.
  await send();
  await store.drained();
});

afterAll(() => store.close(10_000));

async function links(fromMs: number, toMs: number): Promise<string[]> {
  const range = { startNs: BigInt(fromMs) * 1_000_000n, endNs: BigInt(toMs) * 1_000_000n };
  const { dependencies, incomplete } = await store.dependencies({ range, limits: LIMITS });
  expect(incomplete).toBeUndefined();
  return dependencies.map(
    ({ parent, child, callCount, errorCount }) => `${parent}>${child} ${callCount} ${errorCount}`,
  );
}

it('counts calls from service to service once, of the whole range', async () => {
  expect(await links(START_MS - HOUR_MS, START_MS + 10 * HOUR_MS)).toEqual([
    'payment>bank 1 0',
    'shop>late 1 0',
    'shop>payment 1 0',
    'shop>shop 1 0',
    'shop>stock 2 1',
  ]);
});

it('counts what starts in the range, with parents from before it', async () => {
  expect(await links(START_MS + 4 * HOUR_MS, START_MS + 5 * HOUR_MS)).toEqual(['shop>late 1 0']);
  expect(await links(START_MS, START_MS + 1)).toEqual(['shop>shop 1 0']);
  expect(await links(START_MS + HOUR_MS, START_MS + 2 * HOUR_MS)).toEqual([]);
});

it('takes a range that is open', async () => {
  const { dependencies } = await store.dependencies({ range: {}, limits: LIMITS });
  expect(dependencies).toHaveLength(5);
});

it('says when the time was too short', async () => {
  const limits = { ...LIMITS, timeoutMs: 0 };
  const { incomplete } = await store.dependencies({ range: {}, limits });
  expect(incomplete?.limit).toBe('time');
});
