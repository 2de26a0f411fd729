// The spool on a real file system: what was acknowledged is there after a crash, in order, whole.

import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../contract/logger.ts';
import { DEFAULT_SPOOL_LIMITS, FULL_SEGMENT_SPANS, Spool, type SpoolLimits } from './spool.ts';
import { decodeRecords, encodeRecord, type SpoolRecord } from './spool-record.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'throughline-spool-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function record(text: string, spans = 1): SpoolRecord {
  const none = new Uint8Array();
  return {
    spans,
    bodies: {
      resources: none,
      scopes: none,
      trace_bounds: none,
      operations: Buffer.from('counts'),
      spans: Buffer.from(text),
    },
  };
}

async function openSpool(limits: Partial<SpoolLimits> = {}): Promise<Spool> {
  const spool = new Spool(directory, { ...DEFAULT_SPOOL_LIMITS, ...limits }, silentLogger);
  await spool.open();
  return spool;
}

async function texts(spool: Spool): Promise<string[][]> {
  return Promise.all(
    spool.segments.map(async (segment) => {
      const { records } = await spool.read(segment);
      return records.map(({ bodies }) => Buffer.from(bodies.spans).toString());
    }),
  );
}

describe('a record', () => {
  it('has a checksum that bodies of no bytes do not change', () => {
    const none = new TextEncoder().encode('');
    const { bodies } = record('x');
    const bytes = Buffer.concat(encodeRecord({ spans: 1, bodies: { ...bodies, scopes: none } }));
    expect(decodeRecords(bytes)).toMatchObject({ records: { length: 1 }, damagedBytes: 0 });
  });

  it('comes back from its bytes', () => {
    const bytes = Buffer.concat([...encodeRecord(record('a', 3)), ...encodeRecord(record('', 0))]);
    const { records, cutOffBytes, damagedBytes } = decodeRecords(bytes);
    expect([cutOffBytes, damagedBytes]).toEqual([0, 0]);
    expect(records.map(({ spans }) => spans)).toEqual([3, 0]);
    expect(Buffer.from(records[0]?.bodies.spans ?? []).toString()).toBe('a');
    expect(Buffer.from(records[0]?.bodies.operations ?? []).toString()).toBe('counts');
  });

  const first = Buffer.concat(encodeRecord(record('first')));
  const second = Buffer.concat(encodeRecord(record('second')));

  it('that was cut off anywhere is not taken for a whole one', () => {
    for (let length = 0; length < second.length; length++) {
      const bytes = Buffer.concat([first, second.subarray(0, length)]);
      expect(decodeRecords(bytes)).toMatchObject({
        records: { length: 1 },
        cutOffBytes: length,
        damagedBytes: 0,
      });
    }
  });

  it('that was changed anywhere is not taken for a whole one', () => {
    for (let at = 0; at < second.length; at++) {
      const damaged = Buffer.from(second);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      const { records, cutOffBytes, damagedBytes } = decodeRecords(Buffer.concat([first, damaged]));
      expect(records).toHaveLength(1);
      expect(cutOffBytes + damagedBytes).toBeGreaterThan(0);
    }
  });
});

describe('the spool', () => {
  it('is found again by the next process, in order, and goes on behind it', async () => {
    const first = await openSpool();
    await first.append(record('one'));
    await first.append(record('two'));
    await first.seal();
    await first.append(record('three'));
    // Nothing is closed: the process is killed here.
    const second = await openSpool();
    await second.append(record('four'));
    await second.seal();
    expect(await texts(second)).toEqual([['one', 'two'], ['three'], ['four']]);
    await second.close();
    await first.close();
  });

  it('keeps the whole records of a file that a crash cut off', async () => {
    const first = await openSpool();
    await first.append(record('whole'));
    await first.seal();
    await appendFile(first.segments[0]?.path ?? '', Buffer.from([9, 0, 0, 0, 1, 2]));
    const second = await openSpool();
    expect(await texts(second)).toEqual([['whole']]);
  });

  it('begins a new file when one is as large as an insert should be', async () => {
    const spool = await openSpool();
    await spool.append(record('large', FULL_SEGMENT_SPANS));
    await spool.append(record('next'));
    expect(spool.segments).toHaveLength(1);
    expect(spool.openSpans).toBe(1);
    await spool.close();
  });

  it('refuses what is beyond its bytes, and takes it when there is room again', async () => {
    const size = Buffer.concat(encodeRecord(record('x'))).length;
    const spool = await openSpool({ maxBytes: 2 * size });
    await spool.append(record('x'));
    await spool.append(record('x'));
    await expect(spool.append(record('x'))).rejects.toThrow(`the spool holds ${2 * size} bytes`);
    await spool.seal();
    const [segment] = spool.segments;
    if (segment !== undefined) await spool.remove(segment);
    await spool.append(record('x'));
    expect(spool.stats()).toMatchObject({ bytes: size, segments: 1 });
    await spool.close();
  });

  it('refuses when the oldest file has waited too long', async () => {
    await writeFile(
      join(directory, '000000000007-left.spool'),
      Buffer.concat(encodeRecord(record('old'))),
    );
    const spool = await openSpool({ maxAgeMs: -1 });
    await expect(spool.append(record('x'))).rejects.toThrow('spans have waited for the engine');
    expect(await texts(spool)).toEqual([['old']]);
  });

  it('sets a file aside with the reason', async () => {
    const spool = await openSpool();
    await spool.append(record('bad'));
    await spool.seal();
    const [segment] = spool.segments;
    if (segment !== undefined) await spool.reject(segment, 'no such column');
    expect(spool.isEmpty).toBe(true);
    expect(spool.stats().rejectedSegments).toBe(1);
    expect((await readdir(join(directory, 'rejected'))).sort()).toEqual([
      `${segment?.id}.spool`,
      `${segment?.id}.spool.error.txt`,
    ]);
  });
});
