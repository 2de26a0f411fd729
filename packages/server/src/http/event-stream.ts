// An answer as server-sent events: written as they come, past the framework's sending and compressing, which
// would gather them. What goes wrong before the first event is an ordinary error answer.

import type { FastifyReply } from 'fastify';

export const EVENT_STREAM_TYPE = 'text/event-stream';

export interface EventStream {
  /** `data` is anything that JSON can say. */
  send(event: string, data: unknown): void;
  end(): void;
}

/** From here on the status is 200, whatever comes. */
export function openEventStream(reply: FastifyReply): EventStream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...definedHeaders(reply),
    'content-type': `${EVENT_STREAM_TYPE}; charset=utf-8`,
    'cache-control': 'no-store',
    // Proxies that gather answers would hold the events back.
    'x-accel-buffering': 'no',
  });
  // At once, so that the client knows its question was understood.
  raw.flushHeaders();
  return {
    send(event, data) {
      if (!raw.destroyed) raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    end: () => void raw.end(),
  };
}

/** Those that hooks have set; hijacking leaves them behind. */
function definedHeaders(reply: FastifyReply): Record<string, string | number | string[]> {
  const headers: Record<string, string | number | string[]> = {};
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

/** Only when it is named: a wildcard means JSON. */
export function wantsEventStream(accept: string | undefined): boolean {
  return accept?.includes(EVENT_STREAM_TYPE) === true;
}
