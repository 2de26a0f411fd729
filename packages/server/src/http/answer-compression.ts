// How answers are compressed, on all ports that answer queries, for whoever takes them so.

import type { FastifyCompressOptions } from '@fastify/compress';

/** What fits into the first ten segments of a connection, with its headers, arrives no sooner compressed. */
const COMPRESS_FROM_BYTES = 14_000;

/** At once up to this size, in a third of a millisecond; a stream costs more than that before it begins. */
const AT_ONCE_BYTES = 64 * 1024;

/** Half the size at a tenth of the time of the best level: traces are large and made per request. */
const GZIP_LEVEL = 4;

/** `types`: content types that become smaller. */
export function answerCompression(types: RegExp): FastifyCompressOptions {
  return {
    encodings: ['gzip', 'identity'],
    threshold: COMPRESS_FROM_BYTES,
    syncThreshold: AT_ONCE_BYTES,
    zlibOptions: { level: GZIP_LEVEL },
    customTypes: types,
    globalDecompression: false,
  };
}
