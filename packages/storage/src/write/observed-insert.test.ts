// What an observer hears of inserts: sizes, and times by a clock of the test.

import { describe, expect, it } from 'vitest';
import type { StoredInsert } from '../contract/write-observer.ts';
import { silentObserver } from '../contract/write-observer.ts';
import type { SpoolRecord } from '../spool/spool-record.ts';
import { observeInserts } from './observed-insert.ts';

function record(spans: number, bytes: number): SpoolRecord {
  const none = new Uint8Array(0);
  const bodies = {
    resources: none,
    scopes: none,
    trace_bounds: none,
    rollups: none,
    attributes: none,
  };
  return {
    spans,
    bodies: { ...bodies, rollups: new Uint8Array(1), spans: new Uint8Array(bytes) },
  };
}

describe('observeInserts', () => {
  it('tells of what is stored: its size, how long that took, and how long the oldest had waited', async () => {
    const seen: StoredInsert[] = [];
    let nowMs = 100;
    const insert = async () => {
      nowMs += 30;
    };
    const observer = { ...silentObserver, inserted: (one: StoredInsert) => seen.push(one) };
    const inserts = observeInserts(insert, observer, () => nowMs);
    inserts.kept('a');
    nowMs = 150;
    inserts.kept('a');
    nowMs = 200;
    await inserts.insert([record(3, 10), record(4, 20)], 'a');
    await inserts.insert([record(1, 1)], 'from before the start');
    expect(seen).toEqual([
      { spans: 7, bytes: 32, durationMs: 30, waitedMs: 130 },
      { spans: 1, bytes: 2, durationMs: 30, waitedMs: undefined },
    ]);
    inserts.settled('a');
    await inserts.insert([record(1, 1)], 'a');
    expect(seen[2]?.waitedMs).toBeUndefined();
  });

  it('says nothing of an insert that failed', async () => {
    const seen: StoredInsert[] = [];
    const observer = { ...silentObserver, inserted: (one: StoredInsert) => seen.push(one) };
    const inserts = observeInserts(() => Promise.reject(new Error('away')), observer);
    await expect(inserts.insert([record(1, 1)], 'a')).rejects.toThrow('away');
    expect(seen).toEqual([]);
  });
});
