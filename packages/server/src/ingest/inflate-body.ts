// Content-Encoding of request bodies: which codings are taken, and their decompression within a limit
// on what comes out, enforced while inflating, so that a small bomb never becomes a large buffer.

import type { Transform } from 'node:stream';
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { assertNever } from '@throughline/model/base/assert';
import type { BodyAllowance } from './body-budget.ts';
import { ExportFailure, toExportFailure, tooLarge } from './export-failure.ts';
import type { ZstdInflater } from './zstd-inflater.ts';

export const CONTENT_CODINGS = ['identity', 'gzip', 'deflate', 'zstd'] as const;
export type ContentCoding = (typeof CONTENT_CODINGS)[number];

/** How much an engine may put out between two looks at the limit: large enough to be quick. */
const INFLATE_CHUNK_BYTES = 64 * 1024;

/**
 * A body of gzip says at its end how large it was. Put out in one piece it takes half of the CPU: each piece is a way to
 * a thread and back, and has to be put together with the others. What it says may be a lie, so it is believed only up to
 * here, and up to as many times the body as bodies of spans really grow.
 */
const MAX_PIECE_BYTES = 1024 * 1024;
const USUAL_RATIO = 32;
const GZIP_SIZE_BYTES = 4;

/**
 * Spans compress to a tenth or, when they are all alike, to a thirtieth, because of their random ids. A
 * body that becomes larger than this many times itself was made to, and is refused before it is whole.
 */
const MAX_RATIO = 200;

/** Small bodies may be anything: a few long texts of one letter are no danger. */
const RATIO_FREE_BYTES = 1024 * 1024;

export function parseContentCoding(header: string | undefined): ContentCoding {
  const name = (header ?? '').trim().toLowerCase();
  if (name === '') return 'identity';
  if (name === 'x-gzip') return 'gzip';
  const coding = CONTENT_CODINGS.find((known) => known === name);
  if (coding !== undefined) return coding;
  throw new ExportFailure(
    'unsupported',
    `Content-Encoding "${header}" is not supported; use one of ${CONTENT_CODINGS.join(', ')}`,
  );
}

/** What may come out of a body. */
export interface InflateLimits {
  readonly maxBytes: number;
  readonly allowance: BodyAllowance;
}

export function inflateBody(
  body: Buffer,
  coding: ContentCoding,
  { maxBytes, allowance }: InflateLimits,
  zstd: ZstdInflater,
): Promise<Uint8Array> {
  const byRatio = Math.max(RATIO_FREE_BYTES, MAX_RATIO * body.length);
  if (byRatio >= maxBytes) return inflate(body, coding, { maxBytes, allowance }, zstd);
  return inflate(body, coding, { maxBytes: byRatio, allowance }, zstd).catch((error: unknown) => {
    const isTooLarge = error instanceof ExportFailure && error.kind === 'tooLarge';
    throw isTooLarge ? bomb() : error;
  });
}

function bomb(): ExportFailure {
  return new ExportFailure(
    'tooLarge',
    `the body becomes more than ${MAX_RATIO} times as large when decompressed; send it uncompressed`,
  );
}

function inflate(
  body: Buffer,
  coding: ContentCoding,
  limits: InflateLimits,
  zstd: ZstdInflater,
): Promise<Uint8Array> {
  switch (coding) {
    case 'identity':
      return Promise.resolve(body);
    case 'gzip':
      return inflateWithin(createGunzip({ chunkSize: pieceBytes(body, limits) }), body, limits);
    case 'deflate': {
      const options = { chunkSize: INFLATE_CHUNK_BYTES };
      const engine = hasZlibHeader(body) ? createInflate(options) : createInflateRaw(options);
      return inflateWithin(engine, body, limits);
    }
    case 'zstd':
      // One at a time, so that there is no sum to bound.
      return zstd.inflate(body, limits.maxBytes);
    default:
      return assertNever(coding);
  }
}

/** One byte more than comes out: an engine that fills its piece asks for another one. */
function pieceBytes(body: Buffer, { maxBytes }: InflateLimits): number {
  if (body.length < GZIP_SIZE_BYTES) return INFLATE_CHUNK_BYTES;
  const saidBytes = body.readUInt32LE(body.length - GZIP_SIZE_BYTES);
  const believedBytes = Math.min(saidBytes, maxBytes, MAX_PIECE_BYTES, USUAL_RATIO * body.length);
  return Math.max(believedBytes + 1, INFLATE_CHUNK_BYTES);
}

/** RFC 9110 means zlib by "deflate"; some senders leave its header out. */
function hasZlibHeader(body: Buffer): boolean {
  const [method, flags] = body;
  if (method === undefined || flags === undefined) return true;
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

/** Runs a decompressor over `body` and stops it as soon as it has put out more than it may. */
export function inflateWithin(
  engine: Transform,
  body: Buffer,
  { maxBytes, allowance }: InflateLimits,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let producedBytes = 0;
    engine.on('data', (chunk: Buffer) => {
      producedBytes += chunk.length;
      try {
        if (producedBytes > maxBytes) throw tooLarge(maxBytes);
        allowance.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        engine.destroy();
        reject(toExportFailure(error));
      }
    });
    engine.on('error', (error) => {
      const message = `the body cannot be decompressed: ${error.message}`;
      reject(new ExportFailure('malformed', message, { cause: error }));
    });
    engine.on('end', () => {
      const [first] = chunks;
      const isWhole = first !== undefined && chunks.length === 1;
      resolve(isWhole ? first : Buffer.concat(chunks, producedBytes));
    });
    engine.end(body);
  });
}
