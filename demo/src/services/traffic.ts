// The customers: endless, seeded requests to the gateway. Not instrumented, so every trace begins at the gateway.
import { setTimeout as sleep } from 'node:timers/promises';
import { runChild } from '../runtime/child.ts';
import { createRandom, pick, type Random } from '../runtime/random.ts';
import { CUSTOMERS, SKUS } from './seed-data.ts';

/** More under way than this means the shop does not keep up; the customers then wait. */
const MAX_UNDER_WAY = 50;

const ACTIONS = [
  'home',
  'products',
  'product',
  'missing-product',
  'cart',
  'add',
  'remove',
  'checkout',
  'orders',
] as const;
type Action = (typeof ACTIONS)[number];

const WEIGHTS: Readonly<Record<Action, number>> = {
  home: 14,
  products: 18,
  product: 16,
  'missing-product': 1,
  cart: 16,
  add: 12,
  remove: 4,
  checkout: 16,
  orders: 3,
};

/** Every action as often as its weight. */
const WEIGHTED_ACTIONS = ACTIONS.flatMap((action) =>
  Array.from({ length: WEIGHTS[action] }, () => action),
);

/** How every run begins: browsing warms the shop up, then come checkouts, so that there is soon something to see. */
const OPENING: readonly Action[] = [
  'home',
  'products',
  'cart',
  'add',
  'checkout',
  'product',
  'checkout',
];

interface Step {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

function stepOf(action: Action, random: Random): Step {
  switch (action) {
    case 'home':
      return { method: 'GET', path: '/' };
    case 'products':
      return { method: 'GET', path: '/products' };
    case 'product':
      return { method: 'GET', path: `/products/${pick(random, SKUS)}` };
    case 'missing-product':
      return { method: 'GET', path: '/products/SKU-0000' };
    case 'cart':
      return { method: 'GET', path: '/cart' };
    case 'add': {
      const body = { sku: pick(random, SKUS), quantity: 1 + Math.floor(random() * 3) };
      return { method: 'POST', path: '/cart/items', body };
    }
    case 'remove':
      return { method: 'DELETE', path: `/cart/items/${pick(random, SKUS)}` };
    case 'checkout':
      return { method: 'POST', path: '/checkout' };
    case 'orders':
      return { method: 'GET', path: '/orders' };
    default:
      throw new Error(`no such action: ${action satisfies never}`);
  }
}

async function send(gateway: string, token: string, step: Step): Promise<void> {
  const response = await fetch(`${gateway}${step.path}`, {
    method: step.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(step.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(step.body === undefined ? {} : { body: JSON.stringify(step.body) }),
  });
  await response.arrayBuffer();
}

void runChild(async ({ settings, addresses, finished }) => {
  const random = createRandom(settings.seed);
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();

  const shop = async (gateway: string): Promise<void> => {
    for (let sent = 0; sent < (settings.count ?? Number.POSITIVE_INFINITY); sent += 1) {
      // Gaps as of customers who do not know of each other: exponential, around the wanted rate.
      const gapMs = (-Math.log(1 - random()) * 1_000) / settings.rate;
      await sleep(gapMs, undefined, { signal: stopping.signal });
      const step = stepOf(OPENING[sent] ?? pick(random, WEIGHTED_ACTIONS), random);
      // A request that fails is the shop's business and shows in its traces.
      const request = send(gateway, pick(random, CUSTOMERS), step).catch(() => undefined);
      underWay.add(request);
      void request.then(() => underWay.delete(request));
      if (underWay.size >= MAX_UNDER_WAY) await Promise.race(underWay);
    }
    await Promise.all(underWay);
    finished();
  };
  void addresses.then(({ gateway }) => shop(gateway)).catch(() => undefined);
  return {
    port: 0,
    ready: addresses,
    stop: async () => {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
});
