// Looks at the outline of zstd data (RFC 8878): frames, windows and blocks, without decompressing
// anything. It refuses what the decompressor would allocate memory for unseen or would misread.

import { ExportFailure, tooLarge } from './export-failure.ts';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

/** What RFC 8878 asks every decoder to support, and no encoder passes unless told to. */
const MAX_WINDOW_BYTES = 8 * 1024 * 1024;

/** RFC 8878, 3.1.1.2.4. */
const MAX_BLOCK_BYTES = 128 * 1024;

/** Encoders write one frame; a window is allocated for each. */
const MAX_FRAMES = 16;

const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;

/** Throws an ExportFailure for anything that is not well-formed zstd within the limits. */
export function checkZstdFrames(body: Buffer, maxBytes: number): void {
  let at = 0;
  let frames = 0;
  while (at < body.length) {
    if (++frames > MAX_FRAMES) throw malformed(`more than ${MAX_FRAMES} frames`);
    const magic = readUint(body, at, 4);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      at += 8 + readUint(body, at + 4, 4);
      if (at > body.length) throw malformed('it is cut off');
    } else if (magic === FRAME_MAGIC) at = frameEnd(body, at + 4, maxBytes);
    else throw malformed(`no frame begins at byte ${at}`);
  }
  if (frames === 0) throw malformed('it is empty');
}

function frameEnd(body: Buffer, start: number, maxBytes: number): number {
  const descriptor = readUint(body, start, 1);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const dictionaryIdBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = sizeFlag === 0 ? Number(isSingleSegment) : 1 << sizeFlag;
  if ((descriptor & 0x08) !== 0) throw malformed('a reserved bit is set');
  let at = start + 1;
  if (!isSingleSegment) checkWindow(readUint(body, at++, 1));
  if (readUint(body, at, dictionaryIdBytes) !== 0) throw malformed('it needs a dictionary');
  at += dictionaryIdBytes;
  const contentBytes = readUint(body, at, sizeBytes) + (sizeFlag === 1 ? 256 : 0);
  if (contentBytes > maxBytes) throw tooLarge(maxBytes);
  at = lastBlockEnd(body, at + sizeBytes);
  const end = at + ((descriptor & 0x04) === 0 ? 0 : CHECKSUM_BYTES);
  if (end > body.length) throw malformed('it is cut off');
  return end;
}

function checkWindow(descriptor: number): void {
  const base = 2 ** (10 + (descriptor >> 3));
  const windowBytes = base + (base / 8) * (descriptor & 7);
  if (windowBytes > MAX_WINDOW_BYTES) {
    throw malformed(`its window of ${windowBytes} bytes is larger than ${MAX_WINDOW_BYTES}`);
  }
}

function lastBlockEnd(body: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const header = readUint(body, at, BLOCK_HEADER_BYTES);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3) throw malformed(`the block at byte ${at} has a reserved type`);
    if (size > MAX_BLOCK_BYTES) throw malformed(`the block at byte ${at} is too large`);
    const isRunLength = type === 1;
    at += BLOCK_HEADER_BYTES + (isRunLength ? 1 : size);
    if (at > body.length) throw malformed('it is cut off');
    if ((header & 1) === 1) return at;
  }
}

/** Little-endian, 0 to 8 bytes; beyond 2^53 only the magnitude matters, and that stays right. */
function readUint(body: Buffer, at: number, bytes: number): number {
  if (at + bytes > body.length) throw malformed('it is cut off');
  let value = 0;
  for (let index = bytes - 1; index >= 0; index--) value = value * 256 + (body[at + index] ?? 0);
  return value;
}

function malformed(reason: string): ExportFailure {
  return new ExportFailure('malformed', `the body cannot be decompressed as zstd: ${reason}`);
}
