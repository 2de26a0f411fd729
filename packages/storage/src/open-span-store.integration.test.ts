// The store against a real engine: what is appended is found and comes back exactly.

import type { SearchAnswer } from '@throughline/model/api/search';
import { ensureExists } from '@throughline/model/base/assert';
import { hexToBytes } from '@throughline/model/base/hex';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { arbitraryTraces, type JsonObject } from '@throughline/model/otlp/testing/arbitrary-traces';
import { FULL_TRACE, TRACE_ID, traceOf } from '@throughline/model/otlp/testing/full-trace';
import { plainSpans } from '@throughline/model/otlp/testing/plain-spans';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SpanStore } from './contract/span-store.ts';
import type { TraceSearch } from './contract/trace-search.ts';
import { openTestStore } from './testing/open-test-store.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const NOW_NS = BigInt(NOW_MS) * 1_000_000n;
const MS = 1_000_000n;

async function append(store: SpanStore, traces: JsonObject) {
  const outcome = await store.append(1, (batch) => decodeTracesJson(traces, batch, NOW_MS));
  await store.drained();
  return outcome;
}

async function readBack(store: SpanStore, traceId: string): Promise<JsonObject | undefined> {
  const batch = await store.trace(ensureExists(hexToBytes(traceId), traceId));
  return batch === undefined ? undefined : (JSON.parse(encodeTraceJson(batch)) as JsonObject);
}

interface SpanSketch {
  readonly trace: number;
  readonly span: number;
  readonly parent?: number;
  readonly service: string;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly error?: boolean;
  readonly attributes?: readonly unknown[];
  readonly resource?: readonly unknown[];
}

const idOf = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function sketch(...spans: readonly SpanSketch[]): JsonObject {
  return {
    resourceSpans: spans.map((s) => ({
      resource: { attributes: [text('service.name', s.service), ...(s.resource ?? [])] },
      scopeSpans: [
        {
          scope: { name: 'sketch', attributes: [text('scope.kind', 'test')] },
          spans: [
            {
              traceId: idOf(s.trace, 32),
              spanId: idOf(s.span, 16),
              parentSpanId: s.parent === undefined ? '' : idOf(s.parent, 16),
              name: s.name,
              startTimeUnixNano: String(NOW_NS + BigInt(s.startMs) * MS),
              endTimeUnixNano: String(NOW_NS + BigInt(s.startMs + s.durationMs) * MS),
              status: s.error ? { code: 2 } : {},
              attributes: s.attributes ?? [],
            },
          ],
        },
      ],
    })),
  };
}

describe('what comes back', () => {
  let store: SpanStore;
  beforeAll(async () => {
    store = await openTestStore();
  });

  it('is a span with everything it can hold', async () => {
    expect(await append(store, FULL_TRACE)).toMatchObject({ rejectedSpans: 0 });
    const back = ensureExists(await readBack(store, TRACE_ID), 'trace');
    expect(plainSpans(back)).toEqual(plainSpans(FULL_TRACE));
  });

  it('is nothing for an id that was never sent', async () => {
    expect(await readBack(store, 'f'.repeat(32))).toBeUndefined();
  });

  it('is exactly what was sent, for random spans', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryTraces, async (traces) => {
        await append(store, traces);
        const sent = plainSpans(traces);
        const ids = new Set(sent.map(({ span }) => String(span['traceId'])));
        const back = await Promise.all([...ids].map((id) => readBack(store, id)));
        const resourceSpans = back.flatMap((trace) => trace?.['resourceSpans'] ?? []);
        expect(plainSpans({ resourceSpans })).toEqual(sent);
      }),
      { numRuns: 60 },
    );
  });

  it('shows a span once that was sent twice, and two spans that share an id', async () => {
    const once = { trace: 0xd0, span: 1, service: 'a', name: 'x', startMs: 0, durationMs: 5 };
    await append(store, sketch(once));
    await append(store, sketch(once, { ...once, service: 'b' }));
    const batch = ensureExists(await store.trace(bytes(0xd0)), 'trace');
    expect(batch.rowCount).toBe(2);
  });
});

const bytes = (trace: number) => ensureExists(hexToBytes(idOf(trace, 32)), 'id');

describe('search', () => {
  let store: SpanStore;
  const traces = (answer: SearchAnswer) =>
    answer.traces.map(({ traceId }) => Number(`0x${traceId}`));
  const search = (what: Partial<TraceSearch>) =>
    store.searchTraces({ attributes: [], limit: 20, ...what });
  const found = async (what: Partial<TraceSearch>) => traces(await search(what));
  const attribute = (
    key: string,
    value: string,
    scope: 'any' | 'span' | 'resource' | 'scope' = 'any',
  ) => found({ attributes: [{ scope, key, value }] });

  beforeAll(async () => {
    store = await openTestStore();
    const gateway = { service: 'gateway', name: 'GET /' };
    await append(
      store,
      sketch(
        { ...gateway, trace: 1, span: 1, startMs: 0, durationMs: 10 },
        { trace: 1, span: 2, parent: 1, service: 'cart', name: 'load', startMs: 2, durationMs: 5 },
        {
          ...gateway,
          trace: 2,
          span: 3,
          startMs: 1_000,
          durationMs: 4_000,
          attributes: [
            text('user', 'ada'),
            { key: 'http.response.status_code', value: { intValue: '500' } },
            { key: 'ratio', value: { doubleValue: 2.5 } },
            { key: 'cached', value: { boolValue: true } },
            text('empty', ''),
          ],
        },
      ),
    );
    // The rest of trace 2 comes later, in a batch of its own.
    await append(
      store,
      sketch({
        trace: 2,
        span: 4,
        parent: 3,
        service: 'payment',
        name: 'POST /charge',
        startMs: 1_100,
        durationMs: 3_800,
        error: true,
        resource: [text('region', 'eu'), { key: 'cores', value: { intValue: '8' } }],
      }),
    );
    // No root has arrived for this one.
    await append(
      store,
      sketch({
        trace: 3,
        span: 6,
        parent: 5,
        service: 'cart',
        name: 'load',
        startMs: 500,
        durationMs: 1,
      }),
    );
  });

  it('gives the newest first, with what a list shows', async () => {
    const answer = await search({});
    expect(traces(answer)).toEqual([2, 3, 1]);
    expect(answer.hasMore).toBe(false);
    expect(answer.traces[0]).toEqual({
      traceId: idOf(2, 32),
      rootService: 'gateway',
      rootName: 'GET /',
      hasRoot: true,
      startTimeUnixNano: String(NOW_NS + 1_000n * MS),
      durationNano: String(4_000n * MS),
      spanCount: 2,
      errorCount: 1,
      matchedSpanCount: 2,
      services: [
        { name: 'gateway', spanCount: 1, errorCount: 0 },
        { name: 'payment', spanCount: 1, errorCount: 1 },
      ],
    });
    expect(answer.traces[1]).toMatchObject({ hasRoot: false, rootService: 'cart', spanCount: 1 });
  });

  it('finds by service, operation and status, all on one span', async () => {
    expect(await found({ service: 'cart' })).toEqual([3, 1]);
    expect(await found({ service: 'nobody' })).toEqual([]);
    expect(await found({ operation: 'POST /charge' })).toEqual([2]);
    expect(await found({ service: 'gateway', operation: 'POST /charge' })).toEqual([]);
    expect(await found({ status: 'error' })).toEqual([2]);
    expect((await search({ service: 'payment' })).traces[0]?.matchedSpanCount).toBe(1);
  });

  it('finds by duration of the span and of the trace', async () => {
    expect(await found({ minSpanDurationNs: 3_800n * MS })).toEqual([2]);
    expect(await found({ service: 'payment', minSpanDurationNs: 3_801n * MS })).toEqual([]);
    expect(await found({ maxSpanDurationNs: 5n * MS })).toEqual([3, 1]);
    expect(await found({ minTraceDurationNs: 10n * MS })).toEqual([2, 1]);
    expect(await found({ maxTraceDurationNs: 10n * MS })).toEqual([3, 1]);
  });

  it('finds attributes of every type, on span, resource and scope', async () => {
    expect(await attribute('user', 'ada')).toEqual([2]);
    expect(await attribute('user', 'bob')).toEqual([]);
    expect(await attribute('http.response.status_code', '500')).toEqual([2]);
    expect(await attribute('http.response.status_code', '0')).toEqual([]);
    expect(await attribute('ratio', '2.5')).toEqual([2]);
    expect(await attribute('cached', 'true')).toEqual([2]);
    expect(await attribute('empty', '')).toEqual([2]);
    expect(await attribute('region', 'eu')).toEqual([2]);
    expect(await attribute('cores', '8', 'resource')).toEqual([2]);
    expect(await attribute('region', 'eu', 'span')).toEqual([]);
    expect(await attribute('scope.kind', 'test', 'scope')).toEqual([2, 3, 1]);
    expect(await attribute("it's", "'; DROP TABLE spans; --")).toEqual([]);
  });

  it('has a trace in the range in which it starts', async () => {
    const at = (ms: bigint) => NOW_NS + ms * MS;
    expect(await found({ startNs: at(500n), endNs: at(1_000n) })).toEqual([3]);
    expect(await found({ startNs: at(500n) })).toEqual([2, 3]);
    expect(await found({ endNs: at(500n) })).toEqual([1]);
    expect(await found({ service: 'payment', startNs: at(0n), endNs: at(1_001n) })).toEqual([2]);
    expect(await found({ service: 'payment', startNs: at(1_050n) })).toEqual([]);
  });

  it('goes on behind a cursor until there is no more', async () => {
    const first = await search({ limit: 2 });
    expect([traces(first), first.hasMore]).toEqual([[2, 3], true]);
    const last = ensureExists(first.traces[1], 'second trace');
    const cursor = { startNs: BigInt(last.startTimeUnixNano), traceId: last.traceId };
    const second = await search({ limit: 2, cursor });
    expect([traces(second), second.hasMore]).toEqual([[1], false]);
  });

  it('lists services and operations with their counts', async () => {
    const services = await store.services();
    expect(
      services.map(({ name, spanCount, errorCount }) => [name, spanCount, errorCount]),
    ).toEqual([
      ['cart', 2, 0],
      ['gateway', 2, 0],
      ['payment', 1, 1],
    ]);
    expect(services[0]?.lastSeen).toBe(new Date(NOW_MS).toISOString());
    const operations = await store.operations('cart');
    expect(operations).toMatchObject([{ service: 'cart', name: 'load', kind: 'unspecified' }]);
    expect(await store.operations(undefined)).toHaveLength(3);
  });
});

describe('a span whose clock cannot be right', () => {
  it('is filed under the time it was received and keeps its own', async () => {
    const store = await openTestStore();
    const span = { traceId: idOf(7, 32), spanId: idOf(1, 16), name: 'dreamt' };
    const sent = traceOf(
      { ...span, startTimeUnixNano: '0', endTimeUnixNano: '5' },
      { ...span, spanId: idOf(2, 16), startTimeUnixNano: String(2n ** 64n - 1n) },
    );
    await append(store, sent);
    const { traces } = await store.searchTraces({
      attributes: [],
      limit: 5,
      startNs: NOW_NS - MS,
      endNs: NOW_NS + MS,
    });
    expect(traces).toMatchObject([{ traceId: idOf(7, 32), startTimeUnixNano: String(NOW_NS) }]);
    const back = ensureExists(await readBack(store, idOf(7, 32)), 'trace');
    expect(plainSpans(back)).toEqual(plainSpans(sent));
  });
});

describe('appending', () => {
  it('keeps nothing of a message that turns out to be malformed', async () => {
    const store = await openTestStore();
    const good = sketch({ trace: 9, span: 1, service: 'a', name: 'x', startMs: 0, durationMs: 1 });
    const failed = store.append(1, (batch) => {
      decodeTracesJson(good, batch, NOW_MS);
      throw new RangeError('bad from here on');
    });
    await expect(failed).rejects.toThrow('bad from here on');
    await append(
      store,
      sketch({ trace: 10, span: 1, service: 'b', name: 'y', startMs: 0, durationMs: 1 }),
    );
    expect(await store.trace(bytes(9))).toBeUndefined();
    expect(await store.trace(bytes(10))).toBeDefined();
  });
});
