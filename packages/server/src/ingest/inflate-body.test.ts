// The limit on what a decompressor puts out: counted at the decompressor itself.

import { createGunzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BodyBudget } from './body-budget.ts';
import {
  type InflateLimits,
  inflateBody,
  inflateWithin,
  parseContentCoding,
} from './inflate-body.ts';
import { ZstdInflater } from './zstd-inflater.ts';

function limits(maxBytes: number, budgetBytes = 10 * maxBytes): InflateLimits {
  return { maxBytes, allowance: new BodyBudget(budgetBytes).open() };
}

describe('inflateWithin', () => {
  it('stops a decompressor within one chunk of the limit', async () => {
    const maxBytes = 200_000;
    const chunkSize = 64 * 1024;
    const engine = createGunzip({ chunkSize });
    let producedBytes = 0;
    engine.on('data', (chunk: Buffer) => {
      producedBytes += chunk.length;
    });
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await expect(inflateWithin(engine, bomb, limits(maxBytes))).rejects.toMatchObject({
      kind: 'tooLarge',
    });
    expect(producedBytes).toBeGreaterThan(maxBytes);
    expect(producedBytes).toBeLessThanOrEqual(maxBytes + chunkSize);
    expect(engine.bytesWritten).toBeLessThan(bomb.length);
  });

  it('stops a decompressor for which no memory is left', async () => {
    const body = gzipSync(Buffer.alloc(1_000_000));
    await expect(
      inflateWithin(createGunzip(), body, limits(2_000_000, 500_000)),
    ).rejects.toMatchObject({ kind: 'overloaded' });
  });

  it('takes a body of several gzip members', async () => {
    const body = Buffer.concat([gzipSync('one '), gzipSync('two')]);
    const output = await inflateWithin(createGunzip(), body, limits(7));
    expect(Buffer.from(output).toString()).toBe('one two');
  });
});

describe('inflateBody', () => {
  const MEBIBYTE = 1024 * 1024;
  const zstd = new ZstdInflater();

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ] as const)(
    'refuses %s that grows by far too much, long before the limit',
    async (coding, squeeze) => {
      const budget = new BodyBudget(100 * MEBIBYTE);
      const allowance = budget.open();
      let takenBytes = 0;
      const counted = {
        ...allowance,
        take(bytes: number) {
          takenBytes += bytes;
          allowance.take(bytes);
        },
      };
      const bomb = squeeze(Buffer.alloc(16 * MEBIBYTE));
      const inflating = inflateBody(
        bomb,
        coding,
        { maxBytes: 16 * MEBIBYTE, allowance: counted },
        zstd,
      );
      await expect(inflating).rejects.toMatchObject({
        kind: 'tooLarge',
        message: expect.stringContaining('more than 200 times'),
      });
      expect(takenBytes).toBeLessThan(5 * MEBIBYTE);
    },
  );

  it('takes small bodies however well they compress', async () => {
    const body = gzipSync(Buffer.alloc(MEBIBYTE));
    const output = await inflateBody(body, 'gzip', limits(16 * MEBIBYTE, 2 * MEBIBYTE), zstd);
    expect(output).toHaveLength(MEBIBYTE);
  });
});

describe('the size that gzip tells', () => {
  const zstd = new ZstdInflater();
  const text = Buffer.from(
    Array.from({ length: 400_000 }, (_, at) => Math.imul(at ^ (at >>> 3), 0x9e3779b1) >>> 28),
  );

  it('lets the body come out in one piece', async () => {
    const body = gzipSync(text);
    const pieces: number[] = [];
    const { maxBytes, allowance } = limits(1_000_000);
    const counted = { ...allowance, take: (bytes: number) => void pieces.push(bytes) };
    const output = await inflateBody(body, 'gzip', { maxBytes, allowance: counted }, zstd);
    expect(Buffer.compare(output, text)).toBe(0);
    expect(pieces).toEqual([text.length]);
  });

  it.each([0, 1, 70_000, 0xffff_ffff])('may be of the last member only: %i', async (said) => {
    const last = gzipSync('end');
    const body = Buffer.concat([gzipSync(text), last]);
    expect(String(await inflateBody(body, 'gzip', limits(500_000), zstd)).endsWith('end')).toBe(
      true,
    );
    body.writeUInt32LE(said, body.length - 4);
    await expect(inflateBody(body, 'gzip', limits(500_000), zstd)).rejects.toMatchObject({
      kind: 'malformed',
    });
  });
});

describe('parseContentCoding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    [' GZip ', 'gzip'],
    ['x-gzip', 'gzip'],
    ['zstd', 'zstd'],
  ])('reads %s as %s', (header, coding) => {
    expect(parseContentCoding(header)).toBe(coding);
  });

  it('refuses a list, which no exporter sends', () => {
    expect(() => parseContentCoding('gzip, gzip')).toThrow('"gzip, gzip" is not supported');
  });
});
