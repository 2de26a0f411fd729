// The background analysis over a real store, with a clock that the test sets.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { createTestDatabase } from '@throughline/storage/testing/create-test-database';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AnalyserOptions, TraceAnalyser } from './trace-analyser.ts';

const NOON_MS = Date.UTC(2026, 0, 10, 12);
const REST_MS = 10_000;
const MINUTE_MS = 60_000;
const SERVER = 2;
const CLIENT = 3;

let store: SpanStore;
let nowMs = NOON_MS;
let spans = 0;

beforeEach(async () => {
  store = await openTestStore(await createTestDatabase());
  nowMs = NOON_MS;
});

afterEach(() => store.close(0));

const idOf = (trace: number) => trace.toString(16).padStart(32, '0');
const spanIdOf = (span: number) => span.toString(16).padStart(16, '0');

interface Drawn {
  readonly name: string;
  readonly kind: number;
  readonly atMs: number;
  readonly forMs: number;
  readonly parent?: string;
  readonly sql?: string;
  readonly service?: string;
}

/** Received now. */
async function append(...traces: readonly (readonly [number, readonly Drawn[]])[]): Promise<void> {
  const resourceSpans = traces.flatMap(([trace, drawn]) => spansOf(trace, drawn));
  await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, nowMs));
  await store.drained();
}

function spansOf(trace: number, drawn: readonly Drawn[]) {
  const ids = drawn.map(() => spanIdOf(++spans));
  const [root = ''] = ids;
  const startNs = BigInt(NOON_MS) * 1_000_000n;
  return drawn.map(({ name, kind, atMs, forMs, parent, sql, service }, at) => ({
    resource: {
      attributes: [{ key: 'service.name', value: { stringValue: service ?? 'shop' } }],
    },
    scopeSpans: [
      {
        spans: [
          {
            ...{ traceId: idOf(trace), spanId: ids[at], name, kind },
            parentSpanId: parent ?? (at === 0 ? '' : root),
            startTimeUnixNano: String(startNs + BigInt(atMs * 1e6)),
            endTimeUnixNano: String(startNs + BigInt((atMs + forMs) * 1e6)),
            attributes:
              sql === undefined
                ? []
                : [
                    { key: 'db.system.name', value: { stringValue: 'postgresql' } },
                    { key: 'db.query.text', value: { stringValue: sql } },
                  ],
          },
        ],
      },
    ],
  }));
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

const request = (forMs = 100): Drawn => ({ name: 'GET /list', kind: SERVER, atMs: 0, forMs });

/** One query for each of seven items. */
const manyQueries: readonly Drawn[] = [
  request(),
  ...Array.from({ length: 7 }, (_, at) => ({
    ...{ name: 'SELECT', kind: CLIENT, atMs: 2 + 10 * at, forMs: 9 },
    sql: `SELECT name FROM item WHERE id = ${at}`,
  })),
];

function analyser(options: Partial<AnalyserOptions> = {}): TraceAnalyser {
  return new TraceAnalyser({
    ...{ store, settings: {}, restMs: REST_MS, cpuShare: 1, nowMs: () => nowMs },
    utilization: () => 0,
    ...options,
  });
}

/** Until it has nothing to do; how many it has analysed. */
async function run(of: TraceAnalyser): Promise<number> {
  let analysed = 0;
  for (let before: number | undefined = -1; before !== of.analysedUntilMs; ) {
    before = of.analysedUntilMs;
    analysed += (await of.runOnce()).analysed;
  }
  return analysed;
}

async function findingsOf(trace: number): Promise<string[] | undefined> {
  const found = await store.verdicts.verdicts([idOf(trace)], 0n);
  return found.get(idOf(trace))?.findings.map(({ name, service }) => `${name} ${service}`);
}

it('analyses a trace when it has come to rest, and not before', async () => {
  const background = analyser();
  await append([1, manyQueries], [2, [request()]]);
  nowMs += REST_MS;
  expect(await run(background)).toBe(0);
  nowMs += MINUTE_MS;
  expect(await run(background)).toBe(2);
  expect(await findingsOf(1)).toEqual(['n-plus-one shop']);
  expect(await findingsOf(2)).toEqual([]);
  expect(await run(background)).toBe(0);
  expect(background.stats()).toMatchObject({
    ...{ restedTraces: 2, analysedTraces: 2, analysedSpans: 9, leftOutTraces: 0, findings: 1 },
  });
});

it('analyses it again when spans came later, and counts it once in what is usual', async () => {
  const background = analyser();
  const late = { name: 'work', kind: CLIENT, atMs: 10, forMs: 5, parent: 'ffffffffffffffff' };
  await append([1, [request(), late]]);
  nowMs += MINUTE_MS;
  expect(await run(background)).toBe(1);
  expect(await findingsOf(1)).toEqual(['orphaned-spans shop']);
  await append([1, [{ ...late, name: 'parent' }]]);
  nowMs += MINUTE_MS;
  expect(await run(background)).toBe(1);
  await background.saveUsual();
  const hourS = NOON_MS / 1000;
  const usual = await store.verdicts.usual(
    { service: 'shop', name: 'GET /list' },
    { fromS: hourS, untilS: hourS + 1 },
  );
  expect(usual.find(({ path }) => path === '')?.traces).toBe(1);
  expect((await store.verdicts.verdicts([idOf(1)], 0n)).get(idOf(1))).toMatchObject({
    ...{ isUsual: true, spanCount: 3 },
  });
});

it('goes on after a restart where it was, and an hour back at most', async () => {
  await append([1, manyQueries]);
  nowMs += MINUTE_MS;
  expect(await run(analyser())).toBe(1);
  await append([2, manyQueries]);
  nowMs += 50 * MINUTE_MS;
  expect(await run(analyser())).toBe(1);
  await append([3, manyQueries]);
  nowMs += 62 * MINUTE_MS;
  expect(await run(analyser())).toBe(0);
  expect(await findingsOf(3)).toBeUndefined();
});

it('waits for what is still on its way to the engine', async () => {
  await append([1, manyQueries]);
  nowMs += MINUTE_MS;
  const stats = store.writeStats();
  const oldestAgeMs = 2 * MINUTE_MS;
  const waiting = analyser({
    store: { ...store, writeStats: () => ({ ...stats, spool: { ...stats.spool, oldestAgeMs } }) },
  });
  expect(await run(waiting)).toBe(0);
  expect(await run(analyser())).toBe(1);
});

it('beyond its share it analyses a sample, and says so', async () => {
  const background = analyser({ cpuShare: 0.0002 });
  await append(...numbers(60).map((trace) => [trace, manyQueries] as const));
  nowMs += MINUTE_MS / 2;
  await run(background);
  const { restedTraces, analysedTraces, leftOutTraces, share } = background.stats();
  expect(restedTraces).toBe(60);
  expect(analysedTraces).toBeLessThan(60);
  expect(analysedTraces + leftOutTraces).toBe(60);
  expect(share).toBeLessThan(1);
  const limits = { timeoutMs: 10_000, maxMemoryBytes: 2 ** 28 };
  const found = await store.verdicts.findings({ range: {}, maxGroups: 9, examples: 0, limits });
  expect([found.traces, found.analysedTraces]).toEqual([60, analysedTraces]);
});

it('keeps to mutes and thresholds', async () => {
  await append([1, manyQueries]);
  nowMs += MINUTE_MS;
  const muted = [{ finding: 'n-plus-one', service: 'shop' }] as const;
  await run(analyser({ settings: { muted } }));
  expect(await findingsOf(1)).toEqual([]);
  await append([2, manyQueries]);
  nowMs += MINUTE_MS;
  await run(analyser({ settings: { thresholds: { 'n-plus-one': { minQueries: 9 } } } }));
  expect(await findingsOf(2)).toEqual([]);
});

it('names what made a trace slow, against what is usual by then', async () => {
  const background = analyser();
  const call = (forMs: number): readonly Drawn[] => [
    request(forMs + 10),
    { name: 'POST /charge', kind: CLIENT, atMs: 5, forMs, service: 'shop' },
  ];
  await append(...numbers(30).map((trace) => [trace, call(20 + (trace % 3))] as const));
  nowMs += MINUTE_MS;
  expect(await run(background)).toBe(30);
  await background.saveUsual();
  await append([40, call(900)]);
  nowMs += MINUTE_MS;
  // After a restart, so that what is usual comes from what was kept.
  await run(analyser());
  const { culprit } = (await store.verdicts.verdicts([idOf(40)], 0n)).get(idOf(40)) ?? {};
  expect(culprit).toMatchObject({ kind: 'slow', service: 'shop', operation: 'POST /charge' });
  expect(culprit?.sentence).toContain('30 traces');
});
