import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { expect, it } from 'vitest';
import type { SpanStore } from '../contract/span-store.ts';
import type { FoundTrace, TraceqlSearch } from '../contract/traceql-store.ts';
import { openTestStore } from '../testing/open-test-store.ts';

const NOW_MS = Date.now();
const MINUTE_MS = 60_000;
const LIMITS = { timeoutMs: 30_000, maxMemoryBytes: 512 * 1024 ** 2 };

interface Given {
  readonly trace: number;
  readonly id: number;
  readonly parent?: number;
  readonly atMs: number;
  readonly name?: string;
  readonly attributes?: readonly object[];
  readonly receivedMs?: number;
}

async function store(store: SpanStore, ...spans: readonly Given[]): Promise<void> {
  for (const { trace, id, parent, atMs, name = 'work', attributes = [], receivedMs } of spans) {
    const span = {
      traceId: trace.toString(16).padStart(32, '0'),
      spanId: id.toString(16).padStart(16, '0'),
      parentSpanId: parent === undefined ? '' : parent.toString(16).padStart(16, '0'),
      name,
      startTimeUnixNano: `${atMs}000000`,
      endTimeUnixNano: `${atMs + 5}000000`,
      attributes,
    };
    await store.append(500, (batch) =>
      decodeTracesJson(
        { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] },
        batch,
        receivedMs ?? NOW_MS,
      ),
    );
  }
  await store.drained();
}

function request(text: string, more: Partial<TraceqlSearch> = {}): TraceqlSearch {
  return {
    query: parseAndCheck(text),
    range: {},
    order: 'start',
    limit: 20,
    spansPerSpanset: 3,
    limits: LIMITS,
    ...more,
  };
}

const idsOf = (traces: readonly FoundTrace[]) =>
  traces.map(({ traceId }) => Number(`0x${traceId}`));

it('finds a trace by a span that comes an hour after its start, and one that began days before', async () => {
  const opened = await openTestStore();
  const dayMs = 86_400_000;
  await store(
    opened,
    { trace: 1, id: 1, atMs: NOW_MS - 70 * MINUTE_MS },
    { trace: 1, id: 2, parent: 1, atMs: NOW_MS - MINUTE_MS, name: 'late' },
    { trace: 2, id: 3, atMs: NOW_MS - 4 * dayMs, receivedMs: NOW_MS - 4 * dayMs },
    { trace: 2, id: 4, parent: 3, atMs: NOW_MS - 2 * MINUTE_MS, name: 'late' },
  );
  const all = await opened.traceql.search(request('{ name = "work" } > { name = "late" }'));
  expect(idsOf(all.traces)).toEqual([1, 2]);
  expect(all.traces[0]?.spanCount).toBe(2);
  const ns = (ms: number) => BigInt(ms) * 1_000_000n;
  const within = async (fromMs: number, toMs: number) => {
    const range = { startNs: ns(fromMs), endNs: ns(toMs) };
    const { traces } = await opened.traceql.search(request('{ name = "late" }', { range }));
    return idsOf(traces);
  };
  expect(await within(NOW_MS - 10 * MINUTE_MS, NOW_MS)).toEqual([]);
  expect(await within(NOW_MS - 75 * MINUTE_MS, NOW_MS - 65 * MINUTE_MS)).toEqual([1]);
  expect(await within(NOW_MS - 5 * dayMs, NOW_MS - 3 * dayMs)).toEqual([2]);
  const after = { value: ns(NOW_MS - 30 * MINUTE_MS), traceId: 'f'.repeat(32) };
  const later = await opened.traceql.search(request('{ name = "late" }', { after }));
  expect(idsOf(later.traces)).toEqual([1, 2]);
  await opened.close(5_000);
});

it('goes on behind the last trace of a page, without one twice and without a gap', async () => {
  const opened = await openTestStore();
  // Pairs that begin at the same time, over some hours.
  const spans = Array.from({ length: 12 }, (_, at): Given => {
    const atMs = NOW_MS - Math.floor(at / 2) * 40 * MINUTE_MS;
    return { trace: at + 1, id: at + 1, atMs, name: at === 5 ? 'other' : 'work' };
  });
  await store(opened, ...spans);
  const found: number[] = [];
  let page = await opened.traceql.search(
    request('{ name = "work" }', { limit: 4, countAll: true }),
  );
  expect(page.total).toEqual({ count: 11, isExact: true });
  for (;;) {
    found.push(...idsOf(page.traces));
    if (page.next === undefined) break;
    page = await opened.traceql.search(
      request('{ name = "work" }', { limit: 4, after: page.next }),
    );
  }
  expect(found).toEqual([2, 1, 4, 3, 5, 8, 7, 10, 9, 12, 11]);
  await opened.close(5_000);
});

it('names the limit that was reached, and gives what was found until then', async () => {
  const opened = await openTestStore();
  const spans = Array.from(
    { length: 60 },
    (_, at): Given => ({
      trace: at + 1,
      id: at + 1,
      atMs: NOW_MS - at,
    }),
  );
  await store(opened, ...spans);
  const little = { timeoutMs: 30_000, maxMemoryBytes: 1_000 };
  const answer = await opened.traceql.search(request('{ }', { limits: little }));
  expect(answer.incomplete?.limit).toBe('memory');
  expect(answer.total.isExact).toBe(false);
  const noTime = { ...LIMITS, timeoutMs: 0 };
  expect((await opened.traceql.search(request('{ }', { limits: noTime }))).incomplete).toEqual({
    limit: 'time',
    message: 'the query was stopped after 0 s',
  });
  await opened.close(5_000);
});

it('takes a query of hundreds of conditions', async () => {
  const opened = await openTestStore();
  await store(
    opened,
    { trace: 1, id: 1, atMs: NOW_MS, attributes: [{ key: 'a', value: { stringValue: 'v7' } }] },
    { trace: 2, id: 2, atMs: NOW_MS },
  );
  const anyOf = (name: string, count: number) =>
    Array.from({ length: count }, (_, at) => `.${name} = "v${at}"`).join(' || ');
  for (const text of [`{ ${anyOf('a', 60)} }`, `{ ${anyOf('a', 400)} }`]) {
    const { traces, incomplete } = await opened.traceql.search(request(text));
    expect(incomplete).toBeUndefined();
    expect(idsOf(traces)).toEqual([1]);
  }
  await opened.close(5_000);
});

it('explains itself: the plan, the statements and the indexes they use', async () => {
  const opened = await openTestStore();
  await store(opened, { trace: 1, id: 1, atMs: NOW_MS });
  const { plan, statements } = await opened.traceql.explain(
    request('{ span.http.route = "/checkout" } >> { status = error }'),
  );
  expect(plan.decidedBy).toBe('evaluator');
  expect(plan.condition.kind).toBe('at-most');
  expect(statements.map(({ purpose }) => purpose)).toEqual([
    'which traces have such a span',
    'which traces have such a span',
    'which traces may be found, in order',
    'those traces as a whole, for the evaluator (here of none)',
  ]);
  const [route] = statements;
  expect(Object.values(route?.parameters ?? {})).toContain('/checkout');
  expect(route?.sql).not.toContain('/checkout');
  const indexes = route?.indexes.join('\n') ?? '';
  for (const name of ['PrimaryKey', 'attr_string_bloom', 'attr_other_keys_bloom']) {
    expect(indexes).toContain(name);
  }
  await opened.close(5_000);
});
