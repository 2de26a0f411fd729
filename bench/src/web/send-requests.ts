// Sends bodies to the product, and waits until what was sent can be found.

import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 250;
/** A million spans, on a machine that is busy with other work. */
const TIMEOUT_MS = 300_000;
const TOO_BUSY = [429, 503];

export async function sendRequests(
  url: string,
  contentType: string,
  bodies: Iterable<string | Uint8Array<ArrayBuffer>>,
): Promise<void> {
  for (const body of bodies) {
    const deadline = performance.now() + TIMEOUT_MS;
    for (;;) {
      const { status, ok } = await fetch(`${url}/v1/traces`, {
        ...{ method: 'POST', body, headers: { 'content-type': contentType } },
      });
      if (ok) break;
      if (!TOO_BUSY.includes(status) || performance.now() > deadline) {
        throw new Error(`spans were refused with status ${status}`);
      }
      await delay(PAUSE_MS);
    }
  }
}

/** Until the whole of a trace is there. */
export async function untilStored(
  httpUrl: string,
  { service, spans }: { readonly service: string; readonly spans: number },
): Promise<void> {
  const parameters = new URLSearchParams({
    q: `{ resource.service.name = "${service}" }`,
    start: 'now-1d',
    limit: '1',
  });
  const deadline = performance.now() + TIMEOUT_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(`${httpUrl}/api/v1/traces?${parameters}`);
    const found = (await answer.json()) as { traces?: { spanCount: number }[] };
    if (found.traces?.[0]?.spanCount === spans) return;
    await delay(PAUSE_MS);
  }
  throw new Error(`the trace of ${spans} spans was not stored in time`);
}
