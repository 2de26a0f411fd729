// The whole of an answer that comes as a stream, without the blob that the platform's own `buffer` makes of it first.

import type { Readable } from 'node:stream';

/** Rejects when the stream ends early. */
export function readBytes(stream: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => {
      const { buffer, byteOffset, byteLength } = Buffer.concat(chunks);
      resolve(new Uint8Array(buffer, byteOffset, byteLength));
    });
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('aborted before the end of the answer')));
  });
}
