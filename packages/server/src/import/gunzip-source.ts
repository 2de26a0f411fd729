// The bytes of a file that may be compressed with gzip, which is seen from its first two bytes.

import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TraceFileError } from './trace-file-error.ts';

const GZIP_MAGIC = [0x1f, 0x8b];

/** How much comes out at a time. */
const CHUNK_BYTES = 64 * 1024;

/** Throws TraceFileError when what looks like gzip is none. */
export async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let size = 0;
  while (size < GZIP_MAGIC.length) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    head.push(value);
    size += value.length;
  }
  const first = Buffer.concat(head);
  const all = prefixed(first, chunks);
  if (GZIP_MAGIC.every((byte, at) => first[at] === byte)) yield* inflated(all);
  else yield* all;
}

async function* prefixed(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (;;) {
    const { value, done } = await rest.next();
    if (done === true) return;
    yield value;
  }
}

async function* inflated(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const compressed = Readable.from(source);
  compressed.once('error', (error) => gunzip.destroy(error));
  compressed.pipe(gunzip);
  let byte = 0;
  try {
    for await (const chunk of gunzip) {
      yield chunk;
      byte += chunk.length;
    }
  } catch (error) {
    if (!isOfZlib(error)) throw error;
    throw new TraceFileError(`it is not gzip as it should be: ${error.message}`, { byte, line: 1 });
  } finally {
    compressed.destroy();
  }
}

function isOfZlib(error: unknown): error is Error {
  return error instanceof Error && /^Z_/.test(String(Reflect.get(error, 'code')));
}
