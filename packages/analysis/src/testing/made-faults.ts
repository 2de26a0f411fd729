// The faults of the corpus, one per finding, each as strong as it may be in life: also weaker than the
// threshold of its rule, so that recall says what thresholds cost.

import type { FindingName } from '@throughline/model/span/finding-name';
import { addQuery, between, call, type Request, type Step, whole } from './made-requests.ts';

/** Faults that are made by a step of the request. Those of lost spans are made in corpus.ts. */
export const FAULT_STEPS: Readonly<Partial<Record<FindingName, Step>>> = {
  'n-plus-one': (request, random) => {
    const count = whole(random, 3, 25);
    const hasPlaceholders = random() < 0.5;
    for (let at = 0; at < count; at++) {
      const id = hasPlaceholders ? '$1' : String(whole(random, 1, 9_999));
      addQuery(request, `SELECT price FROM prices WHERE sku = ${id}`, between(random, 0.3, 3));
      request.atMs += between(random, 0, 0.5);
    }
  },
  'duplicate-queries': (request, random) => {
    const count = whole(random, 2, 8);
    for (let at = 0; at < count; at++) {
      addQuery(request, "SELECT value FROM settings WHERE name = 'vat'", between(random, 0.3, 3));
    }
  },
  'serial-calls': (request, random) => {
    const count = whole(random, 3, 12);
    const durationMs = between(random, 4, 40);
    for (let at = 0; at < count; at++) {
      call(request, random, 'catalog', {
        name: 'GET /items/:id',
        durationMs: durationMs * between(random, 0.7, 1.3),
      });
      request.atMs += between(random, 0.05, 0.5);
    }
  },
  'retry-storm': (request, random) => {
    const count = whole(random, 4, 30);
    const options = { name: 'GET /rates', error: true, status: 503 };
    for (let at = 0; at < count; at++) {
      call(request, random, 'rates', { ...options, durationMs: between(random, 1, 10) });
    }
  },
  'timeout-cascade': (request, random) => {
    const limitMs = between(random, 50, 1_000);
    givenUp(request, limitMs, limitMs * between(random, 0.05, 4));
  },
  'swallowed-error': (request, random) => {
    call(request, random, 'ads', { error: true, status: random() < 0.8 ? 500 : 429 });
  },
  'long-gap': (request, random) => {
    request.atMs += between(random, 1_500, 9_000);
  },
  'chatty-pair': (request, random) => {
    const count = whole(random, 15, 60);
    for (let at = 0; at < count; at++) {
      call(request, random, 'catalog', {
        name: `GET /${['items', 'prices', 'stock', 'images', 'texts'][at % 5]}`,
        durationMs: between(random, 1, 4),
        beside: at % 2 === 0,
      });
    }
  },
  'oversized-fan-out': (request, random) => {
    const count = whole(random, 25, 120);
    for (let at = 0; at < count; at++) {
      call(request, random, 'catalog', { name: 'GET /items/:id', durationMs: 30, beside: true });
    }
    request.atMs += 31;
  },
  'slow-connection': (request, random) => {
    const { trace, atMs, entry } = request;
    const setUpMs = between(random, 40, 600);
    const span = { service: 'orders', kind: 'internal' } as const;
    const client = trace.add(entry, {
      ...{ service: 'orders', name: 'GET /bank', kind: 'client', fromMs: atMs },
      toMs: atMs + setUpMs + 10,
    });
    const dnsMs = setUpMs * between(random, 0.05, 0.5);
    trace.add(client, { ...span, name: 'dns.lookup', fromMs: atMs, toMs: atMs + dnsMs });
    trace.add(client, { ...span, name: 'tls.connect', fromMs: atMs + dnsMs, toMs: atMs + setUpMs });
    request.atMs += setUpMs + 10;
  },
};

function givenUp(request: Request, limitMs: number, overrunMs: number): void {
  const { trace, atMs, entry } = request;
  const client = trace.add(entry, {
    ...{ service: 'orders', name: 'GET /slow', kind: 'client', fromMs: atMs },
    ...{ toMs: atMs + limitMs, error: true, attributes: { 'error.type': 'timeout' } },
  });
  trace.add(client, {
    ...{ service: 'slow', name: 'GET /slow', kind: 'server', fromMs: atMs + 1 },
    toMs: atMs + limitMs + overrunMs,
  });
  request.atMs += limitMs;
}
