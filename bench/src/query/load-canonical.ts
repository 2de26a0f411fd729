// Fills a store for the query benchmark: the canonical workload at a million spans per hour of its own time, and in
// its oldest minute the one trace that a search for a rare value has to find.

import { randomBytes } from 'node:crypto';
import type { Product } from '../ingest/product.ts';
import { watchStore } from '../ingest/store-watch.ts';
import { otlpTo, protocolByName } from '../sender/protocols.ts';
import { runSender } from '../sender/run-sender.ts';

/** So that an hour is a part of the data as they grow, and not less of each. */
export const SPANS_PER_HOUR = 1_000_000;
const HOUR_MS = 3_600_000;
const IN_FLIGHT = 4;
/** The needle's place: nothing that goes from new to old finds it early. */
const NEEDLE_AT_MS = 30_000;

export const NEEDLE_ATTRIBUTE = 'bench.needle';
export const NEEDLE_VALUE = 'in the haystack';

export interface Load {
  /** More than those that are there. */
  readonly spans: number;
  readonly startMs: number;
  readonly seed: number;
}

/** How much time that many spans cover. */
export function lengthMsOf(spans: number): number {
  return Math.floor((HOUR_MS * spans) / SPANS_PER_HOUR);
}

/** Resolves when all spans can be found and the engine merges no more. */
export async function loadCanonical(product: Product, load: Load): Promise<void> {
  const store = watchStore(product);
  try {
    const before = await store.spans();
    const { spans, startMs, seed } = load;
    const endMs = startMs + lengthMsOf(spans);
    const sent = await runSender(
      {
        ...otlpTo(product, protocolByName('protobuf'), 'canonical'),
        spans,
        inFlight: IN_FLIGHT,
        seed,
        times: { startMs, endMs },
      },
      {},
    );
    if (before === 0) await sendNeedle(product, startMs + NEEDLE_AT_MS);
    await store.untilStored(before + sent.spans + (before === 0 ? 1 : 0));
    await store.untilAtRest();
  } finally {
    await store.close();
  }
}

async function sendNeedle({ listener }: Product, startMs: number): Promise<void> {
  const span = {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'needle',
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + 1}000000`,
    attributes: [{ key: NEEDLE_ATTRIBUTE, value: { stringValue: NEEDLE_VALUE } }],
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'gateway' } }] };
  const answer = await fetch(new URL('/v1/traces', listener('otlp-http')), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  if (!answer.ok) throw new Error(`the needle was answered ${answer.status}`);
}
