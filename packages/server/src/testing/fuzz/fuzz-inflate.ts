// Compressed bodies that are broken, cut off, glued together, mislabelled or bombs: each is decompressed
// within the limit or refused, and what comes out is decoded like any other body.

import assert from 'node:assert/strict';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { FuzzRandom } from '@throughline/model/fuzz/fuzz-random';
import { joinBytes, mutateBytes } from '@throughline/model/fuzz/mutate-bytes';
import { BodyBudget } from '../../ingest/body-budget.ts';
import { ExportFailure } from '../../ingest/export-failure.ts';
import { CONTENT_CODINGS, type ContentCoding, inflateBody } from '../../ingest/inflate-body.ts';
import { ZstdInflater } from '../../ingest/zstd-inflater.ts';
import { ZSTD_SAMPLES } from '../zstd-samples.ts';
import { type DecodeCase, DecodeChecker } from './decode-checker.ts';
import { FuzzCases } from './fuzz-cases.ts';
import { describe, type FuzzCounts, type FuzzOptions, GROUP_CASES } from './fuzz-run.ts';

export type Compression = Exclude<ContentCoding, 'identity'>;

/** Small, so that bombs need not be large. */
const MAX_BYTES = 256 * 1024;

/** Longer than the longest that a body may take, after which it counts as one that hangs. */
const HANG_MS = 30_000;

/** Every one-in-so-many bodies is a bomb. */
const BOMB_ONE_IN = 100;

const BOMB = new Uint8Array(4 * MAX_BYTES);

export async function fuzzInflate(coding: Compression, options: FuzzOptions): Promise<FuzzCounts> {
  const random = new FuzzRandom(options.seed);
  const checker = new DecodeChecker();
  const zstd = new ZstdInflater();
  const budget = new BodyBudget(2 * MAX_BYTES);
  const sound = new SoundBodies(random, new FuzzCases(random), coding);
  const counts = { inflated: 0, malformed: 0, tooLarge: 0, mislabelled: 0 };

  async function run(body: Buffer): Promise<void> {
    const label = random.oneIn(50) ? random.pick(CONTENT_CODINGS) : coding;
    if (label !== coding) counts.mislabelled++;
    const allowance = budget.open();
    try {
      const limits = { maxBytes: MAX_BYTES, allowance };
      const output = await orHang(inflateBody(body, label, limits, zstd));
      assert.ok(label === 'identity' || output.length <= MAX_BYTES, 'more than the limit came out');
      counts.inflated++;
      const one: DecodeCase = { body: output, encoding: 'protobuf' };
      checker.check(one);
    } catch (error) {
      if (!(error instanceof ExportFailure)) throw error;
      assert.ok(error.kind === 'malformed' || error.kind === 'tooLarge', error.kind);
      counts[error.kind]++;
    } finally {
      allowance.release();
    }
    // All of it can be had again.
    const whole = budget.open();
    whole.take(2 * MAX_BYTES);
    whole.release();
  }

  for (let done = 1; done <= options.cases; done++) {
    const body = Buffer.from(compressedBody(random, sound));
    const startedMs = performance.now();
    try {
      await run(body);
      if (done % GROUP_CASES === 0) checker.endGroup();
    } catch (error) {
      options.onFinding({ problem: describe(error), bodies: [body] });
      checker.discardGroup();
    }
    options.onCase?.(performance.now() - startedMs);
  }
  await zstd.close();
  return { ...counts, ...checker.counts };
}

/** Sound three times in ten, so that what comes out is looked at as well. */
function compressedBody(random: FuzzRandom, sound: SoundBodies): Uint8Array {
  const whole = sound.next();
  switch (random.below(10)) {
    case 0:
      return joinBytes(whole, sound.next());
    case 1:
      return joinBytes(whole, random.bytes(random.below(20)));
    case 2:
      return whole.slice(0, random.below(whole.length));
    case 3:
      return joinBytes(mutateBytes(random, whole.subarray(0, 12)), whole.subarray(12));
    case 4:
    case 5:
      return mutateBytes(random, whole);
    case 6:
      return mutateBytes(random, mutateBytes(random, whole));
    default:
      return whole;
  }
}

const POOL_SIZE = 64;
const RENEW_ONE_IN = 5;

/** Compressing takes longer than all the rest of a case, so bodies are used several times. */
class SoundBodies {
  private readonly pool: Uint8Array[];
  private readonly renew: () => Uint8Array;
  private readonly random: FuzzRandom;

  constructor(random: FuzzRandom, cases: FuzzCases, coding: Compression) {
    this.random = random;
    this.renew = () => compress(random, cases, coding);
    this.pool = Array.from({ length: POOL_SIZE }, this.renew);
  }

  next(): Uint8Array {
    const { random, pool } = this;
    if (random.oneIn(RENEW_ONE_IN)) pool[random.below(POOL_SIZE)] = this.renew();
    return random.pick(pool);
  }
}

function compress(random: FuzzRandom, cases: FuzzCases, coding: Compression): Uint8Array {
  const content = random.oneIn(BOMB_ONE_IN) ? BOMB : plainBody(random, cases);
  switch (coding) {
    case 'gzip':
      return gzipSync(content, { level: random.below(10) });
    case 'deflate':
      return random.oneIn(3) ? deflateRawSync(content) : deflateSync(content);
    case 'zstd':
      return random.oneIn(3) ? random.pick(ZSTD_SAMPLES).compressed : zstdFrame(content);
  }
}

function plainBody(random: FuzzRandom, cases: FuzzCases): Uint8Array {
  return random.oneIn(2) ? cases.wellFormed().protobuf : cases.protobuf();
}

const MAX_BLOCK_BYTES = 128 * 1024;

/** Content as it is, or, for bombs, one byte with how often it comes: zstd without a compressor. */
function zstdFrame(content: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50)];
  for (let at = 0; at === 0 || at < content.length; at += MAX_BLOCK_BYTES) {
    const size = Math.min(MAX_BLOCK_BYTES, content.length - at);
    const isLast = at + size >= content.length;
    const type = content === BOMB ? 1 : 0;
    const header = Number(isLast) | (type << 1) | (size << 3);
    parts.push(Uint8Array.of(header & 0xff, (header >> 8) & 0xff, header >> 16));
    parts.push(type === 1 ? Uint8Array.of(0) : content.subarray(at, at + size));
  }
  return joinBytes(...parts);
}

async function orHang<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${HANG_MS} ms`)), HANG_MS);
  });
  try {
    return await Promise.race([work, hang]);
  } finally {
    clearTimeout(timer);
  }
}
