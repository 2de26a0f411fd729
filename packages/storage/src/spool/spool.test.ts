// The spool on a real file system: what was acknowledged is there after a crash, in order, whole.

import {
  appendFile,
  type FileHandle,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { silentLogger } from '../contract/logger.ts';
import { FULL_SEGMENT_SPANS, Spool } from './spool.ts';
import { DEFAULT_SPOOL_LIMITS, type SpoolLimits } from './spool-limits.ts';
import {
  decodeFile,
  encodeRecord,
  FILE_HEAD,
  SPOOL_LAYOUT,
  type SpoolRecord,
} from './spool-record.ts';

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
      rollups: Buffer.from('counts'),
      attributes: none,
      spans: Buffer.from(text),
    },
  };
}

/** A file of these records' bytes. */
function file(bytes: Uint8Array): Buffer {
  return Buffer.concat([FILE_HEAD, bytes]);
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
    expect(decodeFile(file(bytes))).toMatchObject({ records: { length: 1 }, damagedBytes: 0 });
  });

  it('comes back from its bytes', () => {
    const bytes = Buffer.concat([...encodeRecord(record('a', 3)), ...encodeRecord(record('', 0))]);
    const { records, cutOffBytes, damagedBytes } = decodeFile(file(bytes));
    expect([cutOffBytes, damagedBytes]).toEqual([0, 0]);
    expect(records.map(({ spans }) => spans)).toEqual([3, 0]);
    expect(Buffer.from(records[0]?.bodies.spans ?? []).toString()).toBe('a');
    expect(Buffer.from(records[0]?.bodies.rollups ?? []).toString()).toBe('counts');
  });

  const first = Buffer.concat(encodeRecord(record('first')));
  const second = Buffer.concat(encodeRecord(record('second')));

  it('that was cut off anywhere is not taken for a whole one', () => {
    for (let length = 0; length < second.length; length++) {
      const bytes = Buffer.concat([first, second.subarray(0, length)]);
      expect(decodeFile(file(bytes))).toMatchObject({
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
      const { records, cutOffBytes, damagedBytes } = decodeFile(
        file(Buffer.concat([first, damaged])),
      );
      expect(records).toHaveLength(1);
      expect(cutOffBytes + damagedBytes).toBeGreaterThan(0);
    }
  });
});

describe('a file', () => {
  const whole = Buffer.concat(encodeRecord(record('whole')));

  it('that a crash left empty, in its beginning or full of zeros holds nothing', () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from(FILE_HEAD.subarray(0, 5)),
      Buffer.alloc(4096),
    ]) {
      expect(decodeFile(bytes)).toEqual({
        records: [],
        cutOffBytes: bytes.length,
        damagedBytes: 0,
      });
    }
  });

  it('ends where zeros stand for what never reached the disk', () => {
    const decoded = decodeFile(file(Buffer.concat([whole, Buffer.alloc(100)])));
    expect(decoded).toMatchObject({ records: { length: 1 }, cutOffBytes: 100, damagedBytes: 0 });
  });

  it('keeps what stands behind a damaged record', () => {
    const damaged = Buffer.from(whole);
    damaged[20] = 77;
    const decoded = decodeFile(file(Buffer.concat([whole, damaged, whole])));
    expect(decoded).toMatchObject({ records: { length: 2 }, damagedBytes: damaged.length });
  });

  it('of another layout, or of something else, is not guessed at', () => {
    const newer = Buffer.from(file(whole));
    newer[FILE_HEAD.length - 1] = SPOOL_LAYOUT + 1;
    expect(decodeFile(newer).unreadable).toContain(`it has layout ${SPOOL_LAYOUT + 1}`);
    expect(decodeFile(Buffer.from('something else')).unreadable).toContain('no spool file');
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
    const room = FILE_HEAD.length + 2 * size;
    const spool = await openSpool({ maxBytes: room });
    await spool.append(record('x'));
    await spool.append(record('x'));
    await expect(spool.append(record('x'))).rejects.toThrow(`the spool holds ${room} bytes`);
    await spool.seal();
    const [segment] = spool.segments;
    if (segment !== undefined) await spool.remove(segment);
    await spool.append(record('x'));
    expect(spool.stats()).toMatchObject({ bytes: FILE_HEAD.length + size, segments: 1 });
    await spool.close();
  });

  it('refuses when the oldest file has waited too long', async () => {
    await writeFile(
      join(directory, '000000000007-left.spool'),
      file(Buffer.concat(encodeRecord(record('old')))),
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

  it('counts what is set aside towards its bytes, after a restart too', async () => {
    const first = await openSpool();
    await first.append(record('bad'));
    const segment = await first.seal();
    if (segment !== undefined) await first.reject(segment, 'no such column');
    const { rejectedBytes } = first.stats();
    expect(rejectedBytes).toBe(segment?.bytes);
    const second = await openSpool({ maxBytes: rejectedBytes });
    expect(second.stats()).toMatchObject({ bytes: 0, rejectedBytes });
    await expect(second.append(record('x'))).rejects.toThrow('the spool holds');
  });

  it('sounds the alarm before it refuses, for each of its bounds', async () => {
    const size = file(Buffer.concat(encodeRecord(record('x')))).length;
    const nearlyFull = await openSpool({ maxBytes: Math.floor(size / 0.85) });
    expect(await nearlyFull.alarm()).toBeUndefined();
    await nearlyFull.append(record('x'));
    expect(await nearlyFull.alarm()).toBe('the spool is 85 % full');
    await nearlyFull.seal();
    expect(await (await openSpool({ maxAgeMs: -1 })).alarm()).toContain('waited for the engine');
    expect(await (await openSpool({ minFreeBytes: 2 ** 60 })).alarm()).toMatch(
      /the disk has \d+ MiB/,
    );
  });

  it('leaves the engine room on the disk', async () => {
    const spool = await openSpool({ minFreeBytes: 2 ** 60 });
    await expect(spool.append(record('x'))).rejects.toThrow(/the disk has \d+ MiB left/);
    expect(spool.isEmpty).toBe(true);
  });

  it('goes on behind the highest number, whatever else is in its folder', async () => {
    await writeFile(join(directory, 'notes.spool'), 'not ours');
    const first = await openSpool();
    await first.append(record('one'));
    const bad = await first.seal();
    if (bad !== undefined) await first.reject(bad, 'bad');
    const second = await openSpool();
    const id = await second.append(record('two'));
    expect(Number.parseInt(id, 10)).toBe(1);
    expect(await readFile(join(directory, 'notes.spool'), 'utf8')).toBe('not ours');
    await second.close();
  });
});

describe('a disk that fails', () => {
  /** The next call of this method of any open file fails as the system would. */
  async function failOnce(method: 'datasync' | 'writev', code: string): Promise<void> {
    const handle = await open(join(directory, 'any'), 'w');
    const prototype: FileHandle = Object.getPrototypeOf(handle);
    await handle.close();
    const spy = vi.spyOn(prototype, method);
    spy.mockRejectedValueOnce(Object.assign(new Error(`${code}: trouble`), { code }));
    onTestFinished(() => spy.mockRestore());
  }

  it('gets a new file after a failed flush: the old one may lie about the next', async () => {
    const spool = await openSpool();
    const before = await spool.append(record('kept'));
    await failOnce('datasync', 'EIO');
    await expect(spool.append(record('refused'))).rejects.toThrow('EIO: trouble');
    const after = await spool.append(record('next'));
    expect(after).not.toBe(before);
    await spool.seal();
    expect(await texts(spool)).toEqual([['kept'], ['next']]);
    // The next process sees the same.
    expect(await texts(await openSpool())).toEqual([['kept'], ['next']]);
  });

  it('leaves no empty file when the first record has no room', async () => {
    const spool = await openSpool();
    await failOnce('writev', 'ENOSPC');
    await expect(spool.append(record('refused'))).rejects.toThrow('ENOSPC: trouble');
    expect((await readdir(directory)).filter((name) => name.endsWith('.spool'))).toEqual([]);
    expect(spool.isEmpty).toBe(true);
    await spool.append(record('next'));
    await spool.seal();
    expect(await texts(spool)).toEqual([['next']]);
  });

  it('reads nothing of what a failed write left and could not be taken back', async () => {
    const spool = await openSpool();
    await spool.append(record('kept'));
    const segment = await spool.seal();
    await appendFile(segment?.path ?? '', Buffer.concat(encodeRecord(record('refused'))));
    expect(await texts(spool)).toEqual([['kept']]);
  });
});
