// The queries over the shop in docs/api.md: against the real shop and the real product, each finds the requests
// with the fault that it is about, and no other.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { getJson } from './support/api.ts';
import { arrivedTrace, CHECKOUT, type Shop, shopRequest, startShop } from './support/shop.ts';
import { ROOT, startThroughline, type Throughline } from './support/throughline.ts';

/** Query by the name of the fault that it finds. */
function queriesOf(page: string): Map<string, string> {
  const [, section = ''] = page.split('## Queries over the shop');
  const [, block = ''] = /```traceql\n([^`]*)```/.exec(section) ?? [];
  const queries = new Map<string, string>();
  for (const part of block.split('\n\n')) {
    const fault = /^\/\/ .*: (\S+)\n/.exec(part)?.[1];
    if (fault !== undefined) queries.set(fault, part);
  }
  return queries;
}

/** One checkout with each of the faults, and some without; trace id by fault. */
async function runShop(throughline: Throughline, shop: Shop): Promise<Map<string, string>> {
  const beforePayment = CHECKOUT.filter((service) => service !== 'shipping');
  // Where cart forwards no context, the rest of a checkout has traces of its own.
  const services: Readonly<Record<string, readonly string[]>> = {
    'slow-payment': CHECKOUT,
    'payment-error': beforePayment,
    'n-plus-one': CHECKOUT,
    'retry-storm': CHECKOUT,
    'lost-context': ['gateway', 'auth', 'cart'],
  };
  const traceIds = new Map<string, string>();
  for (const fault of [undefined, ...Object.keys(services), undefined]) {
    const traceId = await shopRequest(shop, '/checkout', fault);
    traceIds.set(fault ?? `none-${traceIds.size}`, traceId);
  }
  for (const [fault, traceId] of traceIds) {
    await arrivedTrace(throughline.http, traceId, services[fault] ?? CHECKOUT);
  }
  return traceIds;
}

interface Found {
  readonly traces: readonly {
    readonly traceId: string;
    readonly rootService: string;
    readonly durationNano: string;
  }[];
  readonly total: { readonly count: number; readonly isExact: boolean };
}

const find = (throughline: Throughline, q: string, more = '') =>
  getJson<Found>(throughline.http, `/api/v1/traces?q=${encodeURIComponent(q)}${more}`);

it('find what they should', async () => {
  const queries = queriesOf(readFileSync(join(ROOT, 'docs/api.md'), 'utf8'));
  const throughline = await startThroughline();
  const shop = await startShop(throughline);
  const traceIds = await runShop(throughline, shop);
  const { 'lost-context': lostContext, ...others } = Object.fromEntries(queries);
  expect(Object.keys(others).toSorted()).toEqual([
    'n-plus-one',
    'payment-error',
    'retry-storm',
    'slow-payment',
  ]);
  const found = async (query: string) => {
    const { traces, total } = await find(throughline, query);
    return { traceIds: traces.map(({ traceId }) => traceId), total };
  };
  // The last spans of a service may come a moment later.
  for (const [fault, query] of Object.entries(others)) {
    await expect
      .poll(() => found(query), { message: fault, timeout: 30_000 })
      .toEqual({ traceIds: [traceIds.get(fault)], total: { count: 1, isExact: true } });
  }

  // The lost part of the checkout is a trace that begins in payment, and has another id.
  await expect
    .poll(() => find(throughline, lostContext ?? ''), { timeout: 30_000 })
    .toMatchObject({ traces: [{ rootService: 'payment' }], total: { count: 1 } });

  const slowest = await find(throughline, '{ name = "POST /checkout" }', '&order=duration');
  expect(slowest).toMatchObject({
    total: { count: traceIds.size, isExact: true },
  });
  // A machine that is busy may make any of them slower than the fault does.
  const durations = slowest.traces.map(({ durationNano }) => Number(durationNano));
  expect(durations).toEqual(durations.toSorted((a, b) => b - a));
  expect(slowest.traces.map(({ traceId }) => traceId)).toContain(traceIds.get('slow-payment'));
  expect(durations[0]).toBeGreaterThan(3.75e9);

  const seconds = '{ resource.service.name = "payment" } | max_over_time(duration) by(name)';
  const { series } = await getJson<{ series: { values: number[] }[] }>(
    throughline.http,
    `/api/v1/metrics/query?q=${encodeURIComponent(seconds)}&instant=true&start=now-1h`,
  );
  const most = Math.max(...series.flatMap(({ values }) => values));
  expect(most).toBeGreaterThan(3.75);
  // In seconds, however slow the machine.
  expect(most).toBeLessThan(1_000);
  await throughline.stop();
});
