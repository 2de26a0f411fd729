// zstd bodies: what the reference encoder writes comes out, hostile ones are refused in time.

import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ZSTD_SAMPLES } from '../testing/zstd-samples.ts';
import { ZstdInflater } from './zstd-inflater.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_BLOCK_BYTES = 128 * 1024;

const inflaters: ZstdInflater[] = [];
afterEach(async () => {
  await Promise.all(inflaters.splice(0).map((inflater) => inflater.close()));
});

function newInflater(timeoutMs?: number): ZstdInflater {
  const inflater = new ZstdInflater(timeoutMs);
  inflaters.push(inflater);
  return inflater;
}

function block(type: number, size: number, content: readonly number[], isLast: boolean): number[] {
  const header = Number(isLast) | (type << 1) | (size << 3);
  return [header & 0xff, (header >> 8) & 0xff, header >> 16, ...content];
}

/** A frame with a window of 1 MiB and no content size. */
function frame(...blocks: readonly number[][]): Buffer {
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50, ...blocks.flat()]);
}

/** `count` blocks that repeat one zero byte 128 KiB times each: 4 bytes become 131072. */
function zeros(count: number): Buffer {
  return frame(
    ...Array.from({ length: count }, (_, at) => block(1, MAX_BLOCK_BYTES, [0], at === count - 1)),
  );
}

/** No literals, and 98,046 sequences of the longest match: endless work that puts out nothing. */
function endlessWork(): Buffer {
  const content = [0, 255, 255, 255, 0x54, 35, 0, 52, ...Array<number>(8).fill(1)];
  return frame(block(2, content.length, content, true));
}

describe('a sound body', () => {
  it.each(ZSTD_SAMPLES)('comes out: $name', async ({ text, compressed }) => {
    const output = await newInflater().inflate(compressed, MAX_BYTES);
    expect(Buffer.from(output).toString()).toBe(text);
  });

  it('may be several frames, with something to skip between them', async () => {
    const [first, second] = ZSTD_SAMPLES;
    const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const parts = [first?.compressed ?? skippable, skippable, second?.compressed ?? skippable];
    const output = await newInflater().inflate(Buffer.concat(parts), MAX_BYTES);
    expect(Buffer.from(output).toString()).toBe(`${first?.text}${second?.text}`);
  });

  it('may be exactly as large as allowed', async () => {
    const inflater = newInflater();
    await expect(inflater.inflate(zeros(2), 2 * MAX_BLOCK_BYTES)).resolves.toHaveLength(
      2 * MAX_BLOCK_BYTES,
    );
    await expect(inflater.inflate(zeros(2), 2 * MAX_BLOCK_BYTES - 1)).rejects.toMatchObject({
      kind: 'tooLarge',
    });
  });

  it('is served although others wait', async () => {
    const inflater = newInflater();
    const outputs = await Promise.all(
      ZSTD_SAMPLES.map(({ compressed }) => inflater.inflate(compressed, MAX_BYTES)),
    );
    expect(outputs.map((output) => output.length)).toEqual(
      ZSTD_SAMPLES.map(({ text }) => text.length),
    );
  });
});

describe('a hostile body', () => {
  it('is refused while inflating', async () => {
    // 16,000 blocks are 64 kB and would become 2 GiB.
    await expect(newInflater().inflate(zeros(16_000), MAX_BYTES)).rejects.toMatchObject({
      kind: 'tooLarge',
    });
  });

  it('is refused when it takes too long, and the next one is served', async () => {
    const inflater = newInflater(500);
    const hostile = inflater.inflate(endlessWork(), MAX_BYTES);
    // From here on no time runs out: the next one gets a thread anew, however long that takes to start.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const sound = inflater.inflate(zeros(1), MAX_BYTES);
    await expect(hostile).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('too long'),
    });
    await expect(sound).resolves.toHaveLength(MAX_BLOCK_BYTES);
  });

  it('is refused before anything is allocated when it declares too much', async () => {
    const window = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 1, 0, 0]);
    const content = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x80, 1, 0, 0]);
    const inflater = newInflater();
    await expect(inflater.inflate(window, MAX_BYTES)).rejects.toThrow('window of 1073741824 bytes');
    await expect(inflater.inflate(content, MAX_BYTES)).rejects.toMatchObject({ kind: 'tooLarge' });
  });

  it.each([
    ['other data', Buffer.from('not zstd at all')],
    ['nothing', Buffer.alloc(0)],
    ['a block larger than the format allows', frame(block(1, MAX_BLOCK_BYTES + 1, [0], true))],
    ['a block of a reserved type', frame(block(3, 1, [0], true))],
    ['a dictionary', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x50, 7, 1, 0, 0])],
    ['too many frames', Buffer.concat(Array<Buffer>(17).fill(zeros(1)))],
    ['nonsense in a compressed block', frame(block(2, 5, [0xff, 0xff, 0xff, 0xff, 0xff], true))],
  ])('is refused: %s', async (_name, body) => {
    await expect(newInflater().inflate(body, MAX_BYTES)).rejects.toMatchObject({
      kind: 'malformed',
    });
  });

  it('is refused wherever it is cut off', async () => {
    const whole = ZSTD_SAMPLES[0]?.compressed ?? Buffer.alloc(0);
    const inflater = newInflater();
    for (let length = 1; length < whole.length; length += 7) {
      await expect(inflater.inflate(whole.subarray(0, length), MAX_BYTES)).rejects.toMatchObject({
        kind: 'malformed',
      });
    }
  });
});

it('tells those who wait to come back when it is closed', async () => {
  const inflater = newInflater();
  const waiting = [
    inflater.inflate(endlessWork(), MAX_BYTES),
    inflater.inflate(zeros(1), MAX_BYTES),
  ];
  const answers = Promise.allSettled(waiting);
  await Promise.resolve();
  await inflater.close();
  for (const answer of await answers) {
    expect(answer).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable' } });
  }
});
