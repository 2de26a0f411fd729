// Ends a query when nobody waits for its answer any more.

import type { FastifyReply } from 'fastify';

/** Aborts when the connection closes before the answer has been written. */
export function requestSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) controller.abort();
  });
  return controller.signal;
}
