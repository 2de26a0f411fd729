// The id under which a request is found in the log: the sender's own when it brings a sound one in
// x-request-id, else a new one. It goes back in the answer.

import { randomUUID } from 'node:crypto';

export const REQUEST_ID_HEADER = 'x-request-id';

/** Room for a UUID, a ULID, or what proxies put together; nothing that could break a line of a log. */
const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._:=+/@-]{0,127}$/;

export function requestIdOf(given: unknown): string {
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();
}
