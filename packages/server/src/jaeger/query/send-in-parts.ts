// An answer that is made while it is sent, so that never more of it is in memory than a part. What fails before the
// first part is answered as an error; later the connection is all that can be broken off.

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export async function sendInParts(
  reply: FastifyReply,
  parts: AsyncIterable<string>,
): Promise<FastifyReply> {
  const iterator = parts[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): AsyncIterable<Buffer> {
    for (let part = first; part.done !== true; part = await iterator.next()) {
      yield Buffer.from(part.value);
    }
  }
  return reply.send(Readable.from(all(), { objectMode: false }));
}
