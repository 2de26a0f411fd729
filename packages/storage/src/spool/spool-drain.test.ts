// The drain against an engine made of a function: order, backlog, trouble, refusals.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../contract/logger.ts';
import { Spool } from './spool.ts';
import { type InsertRecords, RefusedError, SpoolDrain } from './spool-drain.ts';
import { DEFAULT_SPOOL_LIMITS } from './spool-limits.ts';
import type { SpoolRecord } from './spool-record.ts';

let directory: string;
let spool: Spool;
const drains: SpoolDrain[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'throughline-drain-'));
  spool = new Spool(directory, DEFAULT_SPOOL_LIMITS, silentLogger);
  await spool.open();
});

afterEach(async () => {
  for (const drain of drains.splice(0)) await drain.stop();
  await spool.close();
  await rm(directory, { recursive: true, force: true });
});

function record(text: string): SpoolRecord {
  const none = new Uint8Array();
  const bodies = {
    resources: none,
    scopes: none,
    trace_bounds: none,
    rollups: none,
    attributes: none,
  };
  return { spans: 1, bodies: { ...bodies, spans: Buffer.from(text) } };
}

const textOf = (records: readonly SpoolRecord[]) =>
  records.map(({ bodies }) => Buffer.from(bodies.spans).toString()).join('');

async function sealed(...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await spool.append(record(text));
    await spool.seal();
  }
}

function startDrain(insert: InsertRecords, isReachable = () => true): SpoolDrain {
  const target = { insert, isReachable: async () => isReachable(), settled() {} };
  const drain = new SpoolDrain(spool, target, silentLogger);
  drains.push(drain);
  return drain;
}

it('stores what was there before, and what comes later', async () => {
  const stored: string[] = [];
  await sealed('a');
  const drain = startDrain(async (records) => {
    stored.push(textOf(records));
  });
  await drain.drained();
  await spool.append(record('b'));
  drain.notify();
  await drain.drained();
  expect(stored).toEqual(['a', 'b']);
  expect(drain.stats()).toEqual({ inserts: 2, insertFailures: 0, spansStored: 2 });
});

it('takes the backlog in order', async () => {
  await sealed('1', '2', '3', '4');
  const stored: string[] = [];
  const drain = startDrain(async (records) => {
    stored.push(textOf(records));
  });
  await drain.drained();
  expect(stored).toEqual(['1', '2', '3', '4']);
});

it('takes what comes in now in turns with the backlog', async () => {
  await sealed('1', '2', '3', '4');
  const stored: string[] = [];
  const drain = startDrain(async (records) => {
    stored.push(textOf(records));
    // Somebody sends all the time.
    if (stored.length <= 6) await spool.append(record(`new ${stored.length}`));
  });
  await drain.drained();
  const backlog = stored.filter((text) => !text.startsWith('new'));
  expect(backlog).toEqual(['1', '2', '3', '4']);
  expect(stored.slice(0, 6).filter((text) => text.startsWith('new'))).toHaveLength(2);
});

it('offers a file again under the same token until the engine is back', async () => {
  await sealed('a');
  const tokens: string[] = [];
  const drain = startDrain(async (_records, token) => {
    tokens.push(token);
    if (tokens.length < 3) throw new Error('connection refused');
  });
  await drain.drained();
  expect(new Set(tokens).size).toBe(1);
  expect(drain.stats()).toEqual({ inserts: 1, insertFailures: 2, spansStored: 1 });
});

it('tries nothing while the engine is away, and then goes on in order', async () => {
  await sealed('1', '2', '3');
  const stored: string[] = [];
  let asked = 0;
  let attempts = 0;
  const drain = startDrain(
    async (records) => {
      attempts++;
      if (asked < 3) throw new Error('connection refused');
      stored.push(textOf(records));
    },
    () => ++asked >= 3,
  );
  await drain.drained();
  expect(stored).toEqual(['1', '2', '3']);
  expect(attempts).toBe(4);
});

it('sets aside a file that fails again and again while others do not, and lets them pass', async () => {
  await sealed('kills the engine', '1', '2', '3', '4', '5', '6');
  const stored: string[] = [];
  const drain = startDrain(async (records) => {
    if (textOf(records) === 'kills the engine') throw new Error('socket hang up');
    stored.push(textOf(records));
  });
  await drain.drained();
  expect([...stored].sort()).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(spool.stats().rejectedSegments).toBe(1);
});

it('sets aside what it cannot read, and what is damaged after storing the rest', async () => {
  await sealed('good', 'of a newer version');
  const [good, newer] = spool.segments;
  const bytes = await readFile(newer?.path ?? '');
  bytes[7] = 99;
  await writeFile(newer?.path ?? '', bytes);
  const damaged = await readFile(good?.path ?? '');
  damaged[damaged.length - 1] = 0;
  await writeFile(good?.path ?? '', damaged);
  const drain = startDrain(async () => {});
  await drain.drained();
  expect(spool.stats().rejectedSegments).toBe(2);
});

it('goes on when a stored file cannot be removed', async () => {
  await sealed('1', '2');
  const stored: string[] = [];
  const drain = startDrain(async (records) => {
    stored.push(textOf(records));
    await rm(spool.segments[0]?.path ?? '');
  });
  await drain.drained();
  expect(stored).toEqual(['1', '2']);
});

it('sets aside what is refused, and goes on with what is behind it', async () => {
  await sealed('bad', 'good');
  const stored: string[] = [];
  const drain = startDrain(async (records) => {
    if (textOf(records) === 'bad') throw new RefusedError('no such column');
    stored.push(textOf(records));
  });
  await drain.drained();
  expect(stored).toEqual(['good']);
  expect(spool.stats().rejectedSegments).toBe(1);
});

it('stops while the engine is away, and leaves the file for the next start', async () => {
  await sealed('a');
  let onTried = () => {};
  const tried = new Promise<void>((resolve) => {
    onTried = resolve;
  });
  const drain = startDrain(async () => {
    onTried();
    throw new Error('connection refused');
  });
  await tried;
  await drain.stop();
  expect(spool.segments).toHaveLength(1);
});

it('cuts an insert that hangs when it has to stop', async () => {
  await sealed('a');
  let onTried = () => {};
  const tried = new Promise<void>((resolve) => {
    onTried = resolve;
  });
  const drain = startDrain((_records, _token, signal) => {
    onTried();
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  });
  await tried;
  await drain.stop();
  expect(spool.segments).toHaveLength(1);
  expect(drain.stats().insertFailures).toBe(0);
});

it('holds senders back while files pile up, and not when the engine is in trouble', async () => {
  let isHeld = true;
  let finish = () => {};
  let begun = () => {};
  const secondBegan = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let inserts = 0;
  const drain = startDrain(async () => {
    if (++inserts !== 2) return;
    begun();
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    throw new Error('the engine is gone');
  });
  await sealed('first');
  drain.notify();
  await drain.drained();
  await sealed('second');
  drain.notify();
  await secondBegan;
  await drain.keepsUp();
  await sealed('third');
  const held = drain.keepsUp().then(() => {
    isHeld = false;
  });
  await new Promise(setImmediate);
  expect(isHeld).toBe(true);
  finish();
  await held;
  await drain.drained();
  expect(inserts).toBe(4);
});
