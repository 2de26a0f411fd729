// The drain against an engine made of a function: order, backlog, trouble, refusals.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../contract/logger.ts';
import { DEFAULT_SPOOL_LIMITS, Spool } from './spool.ts';
import { type InsertRecords, RefusedError, SpoolDrain } from './spool-drain.ts';
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
  const bodies = { resources: none, scopes: none, trace_bounds: none, operations: none };
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

function startDrain(insert: InsertRecords): SpoolDrain {
  const drain = new SpoolDrain(spool, insert, silentLogger);
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

it('takes the backlog oldest first, in turns with the newest', async () => {
  await sealed('1', '2', '3', '4');
  const stored: string[] = [];
  const drain = startDrain(async (records) => {
    stored.push(textOf(records));
  });
  await drain.drained();
  expect(stored).toEqual(['4', '1', '3', '2']);
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
