// The store against a real engine: what is appended is found and comes back exactly.

import { ensureExists } from '@throughline/model/base/assert';
import { hexToBytes } from '@throughline/model/base/hex';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { arbitraryTraces, type JsonObject } from '@throughline/model/otlp/testing/arbitrary-traces';
import { FULL_TRACE, TRACE_ID, traceOf } from '@throughline/model/otlp/testing/full-trace';
import { plainSpans } from '@throughline/model/otlp/testing/plain-spans';
import { parseAndCheck } from '@throughline/traceql/check/check';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SpanStore } from './contract/span-store.ts';
import type { TimeRange, TraceqlSearch, TraceqlSearchAnswer } from './contract/traceql-store.ts';
import { allTraces } from './testing/all-traces.ts';
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
  const numbers = (answer: TraceqlSearchAnswer) =>
    answer.traces.map(({ traceId }) => Number(`0x${traceId}`));
  const search = (query: string, what: Partial<TraceqlSearch> = {}) =>
    store.traceql.search({ ...allTraces(20), query: parseAndCheck(query), ...what });
  const found = async (query: string) => numbers(await search(query));

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
    const answer = await search('{ }');
    expect(numbers(answer)).toEqual([2, 3, 1]);
    expect([answer.total, answer.next]).toEqual([{ count: 3, isExact: true }, undefined]);
    expect(answer.traces[0]).toEqual({
      traceId: idOf(2, 32),
      rootService: 'gateway',
      rootName: 'GET /',
      hasRoot: true,
      startNs: NOW_NS + 1_000n * MS,
      endNs: NOW_NS + 5_000n * MS,
      spanCount: 2,
      errorCount: 1,
      services: [
        { name: 'gateway', spanCount: 1, errorCount: 0 },
        { name: 'payment', spanCount: 1, errorCount: 1 },
      ],
      spansets: [{ matched: 2, spans: [], attributes: [] }],
    });
    expect(answer.traces[1]).toMatchObject({ hasRoot: false, rootService: 'cart', spanCount: 1 });
  });

  it('finds a trace that came in parts, by conditions on each and on their relation', async () => {
    expect(await found('{ resource.service.name = "gateway" } >> { status = error }')).toEqual([2]);
    expect(await found('{ name = "GET /" && status = error }')).toEqual([]);
    expect(await found('{ .http.response.status_code = 500 && .cached && .ratio > 2 }')).toEqual([
      2,
    ]);
    expect(await found('{ resource.cores = 8 }')).toEqual([2]);
    expect(await found('{ .user = "\'; DROP TABLE spans; --" }')).toEqual([]);
  });

  it('has a trace in the range in which it starts', async () => {
    const at = (ms: bigint) => NOW_NS + ms * MS;
    const within = async (range: TimeRange) => numbers(await search('{ }', { range }));
    expect(await within({ startNs: at(500n), endNs: at(1_000n) })).toEqual([3]);
    expect(await within({ startNs: at(500n) })).toEqual([2, 3]);
    expect(await within({ endNs: at(500n) })).toEqual([1]);
  });

  it('goes on where a page ended until there is no more', async () => {
    const first = await search('{ }', { limit: 2 });
    expect(numbers(first)).toEqual([2, 3]);
    const second = await search('{ }', { limit: 2, after: ensureExists(first.next, 'next') });
    expect([numbers(second), second.next]).toEqual([[1], undefined]);
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
    const range = { startNs: NOW_NS - MS, endNs: NOW_NS + MS };
    const { traces } = await store.traceql.search({ ...allTraces(5), range });
    expect(traces).toMatchObject([{ traceId: idOf(7, 32), startNs: NOW_NS }]);
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
