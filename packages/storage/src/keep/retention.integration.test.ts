// Retention against a real engine, with a clock that the test sets: what goes, what stays, and that a
// trace is never torn.

import { createClient } from '@clickhouse/client';
import { afterEach, describe, expect, it } from 'vitest';
import { type KeeperFixture, openKeeperFixture } from '../testing/keeper-fixture.ts';
import { DAY_MS, HOUR_MS, type RetentionPolicy, type RuleSubject } from './retention-policy.ts';

const DAY = Date.UTC(2026, 0, 10);
const NOON = DAY + 12 * HOUR_MS;

let fixture: KeeperFixture;
afterEach(() => fixture.close());

const rule = (subject: RuleSubject, ageMs: number) => ({ subject, ageMs });

async function countRows(table: string, condition = '1'): Promise<number> {
  const client = createClient(fixture.connection);
  const query = `SELECT count() AS rows FROM ${table} WHERE ${condition}`;
  const result = await client.query({ query, format: 'JSONEachRow' });
  const [row] = await result.json<{ rows: string }>();
  await client.close();
  return Number(row?.rows);
}

describe('by age', () => {
  it('drops a day when its last span is 14 days old, from every table', async () => {
    fixture = await openKeeperFixture();
    await fixture.append(
      { trace: 1, service: 'cart', receivedMs: NOON },
      { trace: 2, service: 'cart', receivedMs: NOON + DAY_MS },
    );
    const keeper = fixture.keeper();
    fixture.nowMs = DAY + 15 * DAY_MS - 1;
    expect((await keeper.runOnce()).droppedDays).toEqual([]);
    expect(await fixture.stored(1, 2)).toEqual({ 1: 1, 2: 1 });

    fixture.nowMs = DAY + 15 * DAY_MS;
    const run = await keeper.runOnce();
    expect(run.droppedDays).toEqual(['2026-01-10']);
    expect(run.bytesOnDisk).toBeGreaterThan(0);
    expect(await fixture.stored(1, 2)).toEqual({ 2: 1 });
    // One span has one attribute, which is a name and a value, and a name and a service of its root.
    const rowsOfSpan = { trace_bounds: 1, rollups: 1, attributes: 4, resources: 1, scopes: 1 };
    for (const [table, rows] of Object.entries(rowsOfSpan)) {
      expect([table, await countRows(table, "day = '2026-01-10'")]).toEqual([table, 0]);
      expect([table, await countRows(table, "day = '2026-01-11'")]).toEqual([table, rows]);
    }
    expect(keeper.stats()).toMatchObject({ runs: 2, droppedDays: 1, failures: 0 });
  });

  it('keeps everything when there is no age', async () => {
    fixture = await openKeeperFixture();
    await fixture.append({ trace: 1, service: 'cart', receivedMs: NOON });
    fixture.nowMs = DAY + 4000 * DAY_MS;
    expect((await fixture.keeper({ ageMs: undefined }).runOnce()).droppedDays).toEqual([]);
    expect(await fixture.stored(1)).toEqual({ 1: 1 });
  });

  it('is kept to the minute when it is less than a day', async () => {
    fixture = await openKeeperFixture();
    await fixture.append(
      { trace: 1, service: 'cart', receivedMs: NOON },
      { trace: 2, service: 'cart', receivedMs: NOON + HOUR_MS },
    );
    const keeper = fixture.keeper({ ageMs: 6 * HOUR_MS });
    fixture.nowMs = NOON + 6 * HOUR_MS - 1;
    expect((await keeper.runOnce()).deletedTraces).toBe(0);
    fixture.nowMs = NOON + 6 * HOUR_MS;
    expect(await keeper.runOnce()).toMatchObject({ deletedTraces: 1, deletedSpans: 1 });
    expect(await fixture.stored(1, 2)).toEqual({ 2: 1 });
  });
});

describe('rules', () => {
  const ERRORS_AND_HEALTH: Partial<RetentionPolicy> = {
    rules: [
      rule({ kind: 'errors' }, 30 * DAY_MS),
      rule({ kind: 'root-operation', pattern: 'GET /health*' }, HOUR_MS),
    ],
  };

  it('keep errors for 30 days and health checks for 1 hour, whole traces each', async () => {
    fixture = await openKeeperFixture();
    await fixture.append(
      { trace: 1, service: 'cart', receivedMs: NOON },
      { trace: 2, service: 'cart', receivedMs: NOON },
      { trace: 2, service: 'payment', receivedMs: NOON, isChild: true, isError: true },
      { trace: 3, service: 'cart', name: 'GET /healthz', receivedMs: NOON },
      { trace: 3, service: 'cart', name: 'SELECT 1', receivedMs: NOON, isChild: true },
      { trace: 4, service: 'cart', name: 'GET /healthz', receivedMs: NOON, isError: true },
      { trace: 5, service: 'cart', name: 'GET /healthz', receivedMs: NOON, isChild: true },
    );
    const keeper = fixture.keeper(ERRORS_AND_HEALTH);
    const traces = [1, 2, 3, 4, 5];
    fixture.nowMs = NOON + HOUR_MS - 1;
    await keeper.runOnce();
    expect(await fixture.stored(...traces)).toEqual({ 1: 1, 2: 2, 3: 2, 4: 1, 5: 1 });

    fixture.nowMs = NOON + HOUR_MS;
    expect(await keeper.runOnce()).toMatchObject({ deletedTraces: 1, deletedSpans: 2 });
    expect(await fixture.stored(...traces)).toEqual({ 1: 1, 2: 2, 4: 1, 5: 1 });

    fixture.nowMs = DAY + 15 * DAY_MS;
    expect(await keeper.runOnce()).toMatchObject({ deletedTraces: 2, droppedDays: [] });
    expect(await fixture.stored(...traces)).toEqual({ 2: 2, 4: 1 });
    // What is left can still be read in full: its resources are there.
    expect((await fixture.found()).sort()).toEqual([2, 4]);
    expect(await countRows('resources')).toBeGreaterThan(0);

    fixture.nowMs = DAY + 31 * DAY_MS;
    expect((await keeper.runOnce()).droppedDays).toEqual(['2026-01-10']);
    expect(await fixture.stored(...traces)).toEqual({});
    expect(await countRows('resources')).toBe(0);
  });

  it('count by the longest that matches; one that lengthens wins over one that shortens', async () => {
    fixture = await openKeeperFixture();
    await fixture.append(
      { trace: 1, service: 'probe', receivedMs: NOON },
      { trace: 2, service: 'probe', receivedMs: NOON },
      { trace: 2, service: 'bank', receivedMs: NOON, isChild: true },
      { trace: 3, service: 'a_b', receivedMs: NOON },
      { trace: 4, service: 'axb', receivedMs: NOON },
    );
    fixture.nowMs = NOON + 3 * HOUR_MS;
    const rules = [
      rule({ kind: 'service', pattern: 'probe' }, HOUR_MS),
      rule({ kind: 'service', pattern: 'bank' }, 90 * DAY_MS),
      rule({ kind: 'root-service', pattern: 'a_b' }, 2 * HOUR_MS),
    ];
    await fixture.keeper({ rules }).runOnce();
    expect(await fixture.stored(1, 2, 3, 4)).toEqual({ 2: 2, 4: 1 });
    // A rule without end keeps a day that everything else has left.
    fixture.nowMs = DAY + 80 * DAY_MS;
    await fixture.keeper({ rules }).runOnce();
    expect(await fixture.stored(2, 4)).toEqual({ 2: 2 });
  });

  it('look at a trace that crosses midnight as one', async () => {
    fixture = await openKeeperFixture();
    const midnight = DAY + DAY_MS;
    await fixture.append(
      { trace: 1, service: 'probe', receivedMs: midnight - 1000 },
      { trace: 1, service: 'probe', receivedMs: midnight + 1000, isChild: true },
      { trace: 2, service: 'cart', receivedMs: midnight - 1000 },
      { trace: 2, service: 'cart', receivedMs: midnight + 1000, isChild: true, isError: true },
    );
    const rules = [
      rule({ kind: 'service', pattern: 'probe' }, HOUR_MS),
      rule({ kind: 'errors' }, 30 * DAY_MS),
    ];
    const keeper = fixture.keeper({ rules });
    fixture.nowMs = midnight + HOUR_MS;
    await keeper.runOnce();
    expect(await fixture.stored(1, 2)).toEqual({ 1: 2, 2: 2 });
    fixture.nowMs = midnight + HOUR_MS + 300_000;
    await keeper.runOnce();
    expect(await fixture.stored(1, 2)).toEqual({ 2: 2 });
    fixture.nowMs = DAY + 20 * DAY_MS;
    await keeper.runOnce();
    expect(await fixture.stored(1, 2)).toEqual({ 2: 2 });
  });

  it('take what is deleted off the lists of services and operations', async () => {
    fixture = await openKeeperFixture();
    await fixture.append(
      { trace: 1, service: 'probe', receivedMs: NOON },
      { trace: 2, service: 'cart', receivedMs: NOON },
      { trace: 3, service: 'cart', receivedMs: NOON, isError: true },
    );
    fixture.nowMs = NOON + 2 * HOUR_MS;
    const rules = [
      rule({ kind: 'service', pattern: 'probe' }, HOUR_MS),
      rule({ kind: 'errors' }, HOUR_MS),
    ];
    await fixture.keeper({ rules }).runOnce();
    expect(await fixture.store.services()).toMatchObject([
      { name: 'cart', spanCount: 1, errorCount: 0 },
    ]);
  });

  it('look at a day once for each age, and again at nothing', async () => {
    fixture = await openKeeperFixture();
    await fixture.append({ trace: 1, service: 'cart', receivedMs: NOON, isError: true });
    const keeper = fixture.keeper(ERRORS_AND_HEALTH);
    fixture.nowMs = DAY + 16 * DAY_MS;
    await keeper.runOnce();
    await fixture.append({ trace: 2, service: 'cart', receivedMs: NOON });
    await keeper.runOnce();
    expect(await fixture.stored(1, 2)).toEqual({ 1: 1, 2: 1 });
  });
});

describe('by size', () => {
  it('drops the oldest day first, and no more than it must', async () => {
    fixture = await openKeeperFixture();
    await fixture.append(
      { trace: 1, service: 'cart', receivedMs: NOON },
      { trace: 2, service: 'cart', receivedMs: NOON + DAY_MS },
      { trace: 3, service: 'cart', receivedMs: NOON + 2 * DAY_MS },
    );
    fixture.nowMs = NOON + 2 * DAY_MS;
    const { bytesOnDisk } = await fixture.keeper().runOnce();
    const run = await fixture.keeper({ maxBytes: bytesOnDisk - 1 }).runOnce();
    expect(run.droppedDays).toEqual(['2026-01-10']);
    expect(run.bytesOnDisk).toBeLessThan(bytesOnDisk);
    expect(await fixture.stored(1, 2, 3)).toEqual({ 2: 1, 3: 1 });
  });

  it('takes the oldest traces of the only day', async () => {
    fixture = await openKeeperFixture();
    const notes = Array.from({ length: 40 }, (_, at) => {
      return { trace: at + 1, service: 'cart', receivedMs: NOON + at * 1000 };
    });
    await fixture.append(...notes);
    fixture.nowMs = NOON + HOUR_MS;
    const { bytesOnDisk } = await fixture.keeper().runOnce();
    const run = await fixture.keeper({ maxBytes: Math.floor(bytesOnDisk / 2) }).runOnce();
    expect(run.droppedDays).toEqual([]);
    expect(run.deletedTraces).toBeGreaterThan(10);
    expect(run.deletedTraces).toBeLessThan(40);
    expect(await fixture.stored(1, 40)).toEqual({ 40: 1 });
  });
});

describe('after a crash', () => {
  /** Writes down what a deletion writes down first. */
  async function writeDown(job: string, ageS: number): Promise<void> {
    const client = createClient(fixture.connection);
    await client.command({
      query: `INSERT INTO deletion_traces SELECT '${job}', now() - ${ageS},
        trace_id FROM spans WHERE trace_id = toFixedString(unhex(leftPad('1', 32, '0')), 16)`,
    });
    await client.insert({
      table: 'audit',
      values: [{ id: job, requested_at: '2026-01-10 12:00:00', state: 'requested', traces: 1 }],
      format: 'JSONEachRow',
    });
    await client.close();
  }

  const JOB = '00000000-0000-4000-8000-000000000001';

  it('finishes a deletion that was written down', async () => {
    fixture = await openKeeperFixture();
    await fixture.append(
      { trace: 1, service: 'cart', receivedMs: NOON },
      { trace: 2, service: 'cart', receivedMs: NOON },
    );
    await writeDown(JOB, 0);
    fixture.nowMs = NOON;
    const keeper = fixture.keeper();
    expect(await keeper.runOnce()).toMatchObject({ deletedTraces: 1, deletedSpans: 1 });
    expect(await fixture.stored(1, 2)).toEqual({ 2: 1 });
    expect(await countRows('deletion_traces')).toBe(0);
    expect(await keeper.deletions(10)).toMatchObject([{ id: JOB, state: 'done', traces: 1 }]);
    expect(await fixture.store.services()).toMatchObject([{ name: 'cart', spanCount: 1 }]);
  });

  it('leaves a deletion to the one who is at it, where there may be others', async () => {
    fixture = await openKeeperFixture();
    await fixture.append({ trace: 1, service: 'cart', receivedMs: NOON });
    await writeDown(JOB, 60);
    fixture.nowMs = NOON;
    const keeper = fixture.keeper({}, false);
    expect(await keeper.runOnce()).toMatchObject({ deletedTraces: 0 });
    await writeDown('00000000-0000-4000-8000-000000000002', 4000);
    expect(await keeper.runOnce()).toMatchObject({ deletedTraces: 1 });
  });
});

describe('the loop', () => {
  it('looks at once, again after each wait, and ends when it is closed', async () => {
    const waits: number[] = [];
    let go: () => void = () => {};
    let waiting: () => void = () => {};
    const wait = (ms: number, signal: AbortSignal) => {
      waits.push(ms);
      waiting();
      return new Promise<void>((resolve) => {
        go = resolve;
        signal.addEventListener('abort', () => resolve());
      });
    };
    fixture = await openKeeperFixture({ wait });
    await fixture.append({ trace: 1, service: 'cart', receivedMs: NOON });
    fixture.nowMs = NOON;
    const keeper = fixture.keeper();
    const nextWait = () => new Promise<void>((resolve) => (waiting = resolve));
    const first = nextWait();
    keeper.start();
    await first;
    expect(keeper.stats()).toMatchObject({ runs: 1, droppedDays: 0 });
    fixture.nowMs = DAY + 15 * DAY_MS;
    const second = nextWait();
    go();
    await second;
    expect(keeper.stats()).toMatchObject({ runs: 2, droppedDays: 1 });
    expect(waits).toEqual([300_000, 300_000]);
    await keeper.close();
  });
});
