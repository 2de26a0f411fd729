// Deletions on request against a real engine: what goes, what stays, what the audit says.

import { ensureExists } from '@throughline/model/base/assert';
import { hexToBytes } from '@throughline/model/base/hex';
import { parseAndCheck } from '@throughline/traceql/check/check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeletionOrigin, TraceKeeper } from '../contract/trace-keeper.ts';
import { type KeeperFixture, openKeeperFixture, traceIdOf } from '../testing/keeper-fixture.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const ORIGIN: DeletionOrigin = {
  requestId: 'request-1',
  remoteAddress: '127.0.0.1',
  userAgent: 'test',
  query: '{"service":"cart"}',
};

const idBytes = (trace: number) => ensureExists(hexToBytes(traceIdOf(trace)), 'id');

let fixture: KeeperFixture;
let keeper: TraceKeeper;
beforeEach(async () => {
  fixture = await openKeeperFixture();
  fixture.nowMs = NOW_MS;
  keeper = fixture.keeper();
  await fixture.append(
    { trace: 1, service: 'cart', receivedMs: NOW_MS - 86_400_000 },
    { trace: 1, service: 'payment', receivedMs: NOW_MS, isChild: true },
    { trace: 2, service: 'cart', receivedMs: NOW_MS },
    { trace: 3, service: 'search', receivedMs: NOW_MS },
  );
});
afterEach(() => fixture.close());

describe('a deletion', () => {
  it('by id takes the whole trace, on all its days, and nothing else', async () => {
    const result = await keeper.deleteTraces({ traceId: idBytes(1) }, ORIGIN);
    expect(result).toMatchObject({ traces: 1, spans: 2, complete: true });
    expect(await fixture.stored(1, 2, 3)).toEqual({ 2: 1, 3: 1 });
    expect(await fixture.found()).toEqual([3, 2]);
    expect((await fixture.store.services()).map(({ name }) => name)).toEqual(['cart', 'search']);
    expect(keeper.stats().deletedSpans).toBe(2);
  });

  it('by query takes what the query finds, in its range', async () => {
    const query = parseAndCheck('{ resource.service.name = "cart" }');
    expect(await keeper.countTraces({ query, range: {} })).toMatchObject({ traces: 2, spans: 3 });
    expect(await fixture.stored(1, 2)).toEqual({ 1: 2, 2: 1 });
    const range = { startNs: BigInt(NOW_MS) * 1_000_000n };
    const today = await keeper.deleteTraces({ query, range }, ORIGIN);
    expect(today).toMatchObject({ traces: 1, spans: 1 });
    expect(await fixture.stored(1, 2, 3)).toEqual({ 1: 2, 3: 1 });
    const result = await keeper.deleteTraces({ query, range: {} }, ORIGIN);
    expect(result).toMatchObject({ traces: 1, spans: 2 });
    expect(await fixture.stored(1, 2, 3)).toEqual({ 3: 1 });
  });

  it('deletes nothing when not all can be found, and the audit says so', async () => {
    const query = parseAndCheck('{ } | by(name) | { name = "work" }');
    const search = fixture.store.traceql.search;
    const keeperOfSlowStore = fixture.keeper({}, true, async (request) => ({
      ...(await search(request)),
      ...(searches++ === 0 ? {} : { incomplete: { limit: 'time', message: 'stopped after 30 s' } }),
    }));
    let searches = 0;
    const deletion = keeperOfSlowStore.deleteTraces({ query, range: {} }, ORIGIN);
    await expect(deletion).rejects.toThrow('stopped after 30 s');
    expect(await fixture.stored(1, 2, 3)).toEqual({ 1: 2, 2: 1, 3: 1 });
    await keeper.runOnce();
    expect(await fixture.stored(1, 2, 3)).toEqual({ 1: 2, 2: 1, 3: 1 });
    expect(await keeper.deletions(10)).toMatchObject([
      { state: 'failed', traces: 0, error: 'stopped after 30 s' },
    ]);
  });

  it('waits for spans that were acknowledged and are on their way', async () => {
    const appended = fixture.append({ trace: 9, service: 'late', receivedMs: NOW_MS });
    await appended;
    const result = await keeper.deleteTraces({ traceId: idBytes(9) }, ORIGIN);
    expect(result).toMatchObject({ traces: 1, spans: 1, complete: true });
  });

  it('does not stand in the way of the same trace sent again', async () => {
    await keeper.deleteTraces({ traceId: idBytes(2) }, ORIGIN);
    await fixture.append({ trace: 2, service: 'cart', receivedMs: NOW_MS });
    expect(await fixture.stored(2)).toEqual({ 2: 1 });
  });
});

describe('the audit', () => {
  it('has who, when, what and how many, newest first', async () => {
    const first = await keeper.deleteTraces({ traceId: idBytes(1) }, ORIGIN);
    fixture.nowMs += 1000;
    await keeper.deleteTraces({ traceId: idBytes(2) }, { ...ORIGIN, requestId: 'request-2' });
    const [second, oldest, ...none] = await keeper.deletions(10);
    expect(none).toEqual([]);
    expect(second).toMatchObject({ requestId: 'request-2', state: 'done', traces: 1, spans: 1 });
    expect(oldest).toEqual({
      ...ORIGIN,
      id: first.id,
      requestedAt: '2026-01-31T12:00:00.000Z',
      state: 'done',
      traces: 1,
      spans: 2,
      error: '',
    });
    expect(await keeper.deletions(1)).toHaveLength(1);
  });

  it('has nothing when there was nothing to delete', async () => {
    const result = await keeper.deleteTraces({ traceId: idBytes(7) }, ORIGIN);
    expect(result).toEqual({ id: undefined, traces: 0, spans: 0, complete: true });
    expect(await keeper.deletions(10)).toEqual([]);
  });
});
