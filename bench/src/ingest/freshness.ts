// How soon an acknowledged trace can be found: marked traces are sent while the load goes on, and the
// server's API is asked for each of them, by id and then by search, until it is there.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Percentiles, percentiles } from '../measure/percentiles.ts';
import type { SendResult } from '../sender/messages.ts';
import type { Product } from './product.ts';

/** Often enough for percentiles, seldom enough to be little load. */
const PROBE_EVERY_MS = 400;
/** Each question takes CPU from what is measured, so late answers are asked for less often: a figure is
 * too large by up to this, or by this share of itself, and never too small. */
const ASK_EVERY_MS = 50;
const ASK_EVERY_SHARE = 0.2;
const GIVE_UP_MS = 60_000;
const SERVICE = 'freshness-probe';
const MARK = 'probe.mark';

export interface Freshness {
  /** Of the load meanwhile. */
  readonly loadSpansPerSecond: number;
  readonly probes: number;
  /** Of those, the ones that could not be found within a minute. */
  readonly notFound: number;
  /** From the acknowledgement on. */
  readonly byIdMs: Percentiles;
  readonly bySearchMs: Percentiles;
}

interface Found {
  readonly byIdMs: number | undefined;
  readonly bySearchMs: number | undefined;
}

/** Starts the load and probes from its readiness to its end; its failure is ours. */
export async function measureFreshness(
  product: Product,
  startLoad: (onReady: () => void) => Promise<SendResult>,
): Promise<Freshness> {
  const probes: Promise<Found>[] = [];
  const probe = (): void => {
    const found = probeOnce(product);
    // Its failure is told when all are awaited.
    found.catch(() => undefined);
    probes.push(found);
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    const { spans, seconds } = await startLoad(() => {
      timer = setInterval(probe, PROBE_EVERY_MS);
    });
    clearInterval(timer);
    return summarize(await Promise.all(probes), spans / seconds);
  } finally {
    clearInterval(timer);
  }
}

function summarize(found: readonly Found[], loadSpansPerSecond: number): Freshness {
  const defined = (values: (number | undefined)[]) => values.filter((ms) => ms !== undefined);
  const [byId, bySearch] = [
    defined(found.map(({ byIdMs }) => byIdMs)),
    defined(found.map(({ bySearchMs }) => bySearchMs)),
  ];
  return {
    probes: found.length,
    loadSpansPerSecond,
    notFound: found.length - Math.min(byId.length, bySearch.length),
    byIdMs: percentiles(byId),
    bySearchMs: percentiles(bySearch),
  };
}

async function probeOnce(product: Product): Promise<Found> {
  const traceId = randomBytes(16).toString('hex');
  await sendProbe(product, traceId);
  const acknowledgedMs = performance.now();
  const byId = `${product.httpUrl}/api/v1/traces/${traceId}`;
  const search = new URLSearchParams({
    service: SERVICE,
    attribute: `${MARK}=${traceId}`,
    start: 'now-5m',
    limit: '1',
  });
  const bySearch = `${product.httpUrl}/api/v1/traces?${search}`;
  const since = acknowledgedMs;
  const byIdMs = await untilFound(since, async () => (await fetchOk(byId)) !== undefined);
  const bySearchMs = await untilFound(
    since,
    async () => (await fetchOk(bySearch))?.includes(traceId) === true,
  );
  return { byIdMs, bySearchMs };
}

async function sendProbe({ listener }: Product, traceId: string): Promise<void> {
  const nowMs = Date.now();
  const span = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name: 'probe',
    startTimeUnixNano: `${nowMs}000000`,
    endTimeUnixNano: `${nowMs + 1}000000`,
    attributes: [{ key: MARK, value: { stringValue: traceId } }],
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: SERVICE } }] };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
  for (;;) {
    const answer = await fetch(new URL('/v1/traces', listener('otlp-http')), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await answer.arrayBuffer();
    if (answer.ok) return;
    if (answer.status !== 503 && answer.status !== 429) {
      throw new Error(`a probe was answered ${answer.status}`);
    }
    await delay(PROBE_EVERY_MS);
  }
}

async function fetchOk(url: string): Promise<string | undefined> {
  const answer = await fetch(url);
  const text = await answer.text();
  return answer.ok ? text : undefined;
}

async function untilFound(
  sinceMs: number,
  isThere: () => Promise<boolean>,
): Promise<number | undefined> {
  while (performance.now() - sinceMs < GIVE_UP_MS) {
    if (await isThere()) return performance.now() - sinceMs;
    await delay(Math.max(ASK_EVERY_MS, ASK_EVERY_SHARE * (performance.now() - sinceMs)));
  }
  return undefined;
}
