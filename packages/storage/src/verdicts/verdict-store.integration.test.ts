// Verdicts on a real engine: which traces have come to rest, what is kept of them, and that all of it goes with them.

import { ensureExists } from '@throughline/model/base/assert';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AnalysedSlice, RestWindow } from '../contract/verdict-store.ts';
import { DAY_MS } from '../keep/retention-policy.ts';
import { TEST_QUERY_LIMITS } from '../testing/all-traces.ts';
import { type KeeperFixture, openKeeperFixture, traceIdOf } from '../testing/keeper-fixture.ts';

const NOON_MS = Date.UTC(2026, 0, 10, 12);
const HOUR_S = NOON_MS / 1000;
const REST_MS = 10_000;
const DAY = '2026-01-10';

type SavedVerdict = AnalysedSlice['verdicts'][number];

let fixture: KeeperFixture;

beforeEach(async () => {
  fixture = await openKeeperFixture();
});

afterEach(() => fixture.close());

const window = (fromMs: number, untilMs: number): RestWindow => ({
  ...{ fromMs: NOON_MS + fromMs, untilMs: NOON_MS + untilMs, restMs: REST_MS },
});

const span = (trace: number, atMs: number, isChild = false) => ({
  ...{ trace, service: 'cart', receivedMs: NOON_MS + atMs, isChild },
});

async function restedIn(fromMs: number, untilMs: number, share = 1): Promise<number[]> {
  const found = await fixture.store.verdicts.rested(window(fromMs, untilMs), share);
  return found.map(({ traceId }) => Number(`0x${traceId}`)).toSorted((a, b) => a - b);
}

function verdict(trace: number, names: readonly string[], more: Partial<SavedVerdict> = {}) {
  const finding = (name: string) => ({
    name: name as 'n-plus-one',
    ...{ service: 'cart', operation: 'GET /', costNs: 5e6, spanCount: 7, sentence: `${name}!` },
  });
  return {
    ...{ traceId: traceIdOf(trace), day: DAY, startNs: BigInt(NOON_MS) * 1_000_000n },
    ...{ rootService: 'web', rootName: 'GET /', spanCount: 9, isUsual: true },
    findings: names.map(finding),
    ...more,
  };
}

const USUAL = {
  ...{ service: 'web', name: 'GET /', hourS: HOUR_S },
  paths: [
    {
      ...{ path: '', traces: 2, calls: 2, errors: 1 },
      ...{ duration: { '-1': 1, '80': 1 }, pathTime: {}, callsPerTrace: { '0': 2 } },
    },
  ],
};

const usual = () =>
  fixture.store.verdicts.usual(USUAL, { fromS: HOUR_S - 3600, untilS: HOUR_S + 3600 });

const findings = (request: object = {}) =>
  fixture.store.verdicts.findings({
    ...{ range: {}, maxGroups: 10, examples: 2, limits: TEST_QUERY_LIMITS },
    ...request,
  });

it('a trace has come to rest when nothing came for a while after its last span', async () => {
  await fixture.append(span(1, 0), span(1, 4_000, true), span(2, 2_000), span(2, 12_000, true));
  await fixture.append(span(3, 3_000));
  expect(await restedIn(0, 5_000)).toEqual([1, 3]);
  expect(await restedIn(0, 4_000)).toEqual([3]);
  expect(await restedIn(10_000, 13_000)).toEqual([2]);
  expect(await fixture.store.verdicts.countRested(window(0, 5_000))).toEqual({
    ...{ traces: 2, spans: 3 },
  });
});

it('comes to rest again when spans came later, and is then told as one that was analysed', async () => {
  await fixture.append(span(1, 0), span(1, 60_000, true));
  expect(await restedIn(0, 5_000)).toEqual([1]);
  await fixture.store.verdicts.save({ verdicts: [verdict(1, [])], usual: [] });
  const [again] = await fixture.store.verdicts.rested(window(60_000, 61_000), 1);
  expect(again).toMatchObject({ day: DAY, newSpans: 1, wasUsual: true });
  const parts = [];
  for await (const part of fixture.store.verdicts.spansOf([ensureExists(again, 'again')])) {
    parts.push(part);
  }
  expect(parts.map(({ batch, tooLarge }) => [batch.rowCount, tooLarge])).toEqual([[2, []]]);
});

it('a sample is a part of the traces, and the same part each time', async () => {
  await fixture.append(...Array.from({ length: 200 }, (_, at) => span(at + 1, 0)));
  const half = await restedIn(0, 1_000, 0.5);
  expect(half.length).toBeGreaterThan(60);
  expect(half.length).toBeLessThan(140);
  expect(await restedIn(0, 1_000, 0.5)).toEqual(half);
  const tenth = await restedIn(0, 1_000, 0.1);
  expect(half).toEqual(expect.arrayContaining(tenth));
  expect(await restedIn(0, 1_000, 0)).toEqual([]);
});

it('the last verdict of a trace counts', async () => {
  const { verdicts } = fixture.store;
  await fixture.append(span(1, 0), span(2, 0));
  const culprit = { kind: 'slow' as const, service: 'pay', operation: 'POST /', sentence: 'slow' };
  await verdicts.save({
    verdicts: [verdict(1, ['orphaned-spans']), verdict(2, ['long-gap', 'n-plus-one'], { culprit })],
    usual: [],
  });
  const other = verdict(1, ['n-plus-one'], { spanCount: 11 });
  await verdicts.save({ verdicts: [other], usual: [] });
  const found = await verdicts.verdicts([1, 2, 3].map(traceIdOf), 0n);
  expect([...found.keys()].toSorted()).toEqual([traceIdOf(1), traceIdOf(2)]);
  const { day: _, ...stored } = other;
  expect(found.get(traceIdOf(1))).toEqual(stored);
  expect(found.get(traceIdOf(2))?.culprit).toEqual(culprit);
  const { groups, byName, traces, analysedTraces } = await findings();
  expect(groups.map(({ name, traces: count }) => [name, count])).toEqual([
    ['n-plus-one', 2],
    ['long-gap', 1],
  ]);
  expect(byName).toHaveLength(2);
  expect([traces, analysedTraces]).toEqual([2, 2]);
});

it('counts what was found, with the latest examples', async () => {
  const at = (trace: number, ms: number) => ({
    startNs: BigInt(NOON_MS + ms) * 1_000_000n,
    rootName: `GET /${trace}`,
  });
  await fixture.append(...[1, 2, 3, 4].map((trace) => span(trace, 0)));
  await fixture.store.verdicts.save({
    verdicts: [1, 2, 3].map((trace) => verdict(trace, ['n-plus-one'], at(trace, trace))),
    usual: [],
  });
  const { groups, groupCount, traces, analysedTraces } = await findings({ service: 'cart' });
  expect(groupCount).toBe(1);
  expect([traces, analysedTraces]).toEqual([4, 3]);
  const [group] = groups;
  expect(group).toMatchObject({ name: 'n-plus-one', traces: 3, costNs: 15e6 });
  expect(group?.firstNs).toBe(at(1, 1).startNs);
  expect(group?.examples.map(({ rootName }) => rootName)).toEqual(['GET /3', 'GET /2']);
  expect(group?.examples[0]).toMatchObject({ sentence: 'n-plus-one!', spanCount: 7, costNs: 5e6 });
  expect((await findings({ service: 'web' })).groups).toEqual([]);
  expect((await findings({ name: 'long-gap' })).groups).toEqual([]);
  expect((await findings({ examples: 0 })).groups[0]?.examples).toEqual([]);
  const after = {
    startNs: BigInt(NOON_MS + 2) * 1_000_000n,
    endNs: BigInt(NOON_MS + 3) * 1_000_000n,
  };
  expect((await findings({ range: after })).groups[0]?.traces).toBe(1);
});

it('what is usual adds up, hour by hour', async () => {
  const { verdicts } = fixture.store;
  await verdicts.save({ verdicts: [], usual: [USUAL] });
  await verdicts.save({ verdicts: [], usual: [USUAL, { ...USUAL, hourS: HOUR_S + 7200 }] });
  expect(await usual()).toEqual([
    {
      ...{ path: '', traces: 4, calls: 4, errors: 2 },
      ...{ duration: { '-1': 2, '80': 2 }, pathTime: {}, callsPerTrace: { '0': 4 } },
    },
  ]);
});

it('how far the analysis has come never goes back', async () => {
  const { verdicts } = fixture.store;
  expect(await verdicts.analysedUntilMs()).toBeUndefined();
  await verdicts.saveProgress(NOON_MS);
  await verdicts.saveProgress(NOON_MS - 1000);
  expect(await verdicts.analysedUntilMs()).toBe(NOON_MS);
});

it('goes with a trace that is deleted, together with what was learned from it', async () => {
  const { verdicts } = fixture.store;
  await fixture.append(span(1, 0), span(2, 0));
  await verdicts.save({
    verdicts: [verdict(1, ['n-plus-one']), verdict(2, ['n-plus-one'], { isUsual: false })],
    usual: [USUAL],
  });
  fixture.nowMs = NOON_MS;
  const origin = { requestId: '', remoteAddress: '', userAgent: '', query: '' };
  const idOf = (trace: number) =>
    Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? trace : 0));
  await fixture.keeper().deleteTraces({ traceId: idOf(2) }, origin);
  expect([...(await verdicts.verdicts([1, 2].map(traceIdOf), 0n)).keys()]).toEqual([traceIdOf(1)]);
  expect(await usual()).toHaveLength(1);
  await fixture.keeper().deleteTraces({ traceId: idOf(1) }, origin);
  expect((await verdicts.verdicts([traceIdOf(1)], 0n)).size).toBe(0);
  expect(await usual()).toEqual([]);
});

it('of a trace that was deleted while it was analysed nothing is kept', async () => {
  const { verdicts } = fixture.store;
  await fixture.append(span(2, 0));
  await verdicts.save({ verdicts: [verdict(1, ['n-plus-one']), verdict(2, [])], usual: [] });
  expect([...(await verdicts.verdicts([1, 2].map(traceIdOf), 0n)).keys()]).toEqual([traceIdOf(2)]);
});

it('goes with its day', async () => {
  const { verdicts } = fixture.store;
  await fixture.append(span(1, 0));
  await verdicts.save({ verdicts: [verdict(1, ['n-plus-one'])], usual: [USUAL] });
  fixture.nowMs = NOON_MS + 20 * DAY_MS;
  expect((await fixture.keeper().runOnce()).droppedDays).toEqual([DAY]);
  expect((await verdicts.verdicts([traceIdOf(1)], 0n)).size).toBe(0);
  expect(await usual()).toEqual([]);
});
