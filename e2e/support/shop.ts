// The shop without traffic of its own, so that a test makes each request that it wants to see.

import { expect } from 'vitest';
import { type Child, startChild } from './child.ts';
import { ROOT, type Throughline } from './throughline.ts';

export interface Shop {
  readonly child: Child;
  /** Where customers go. */
  readonly url: string;
}

export async function startShop(throughline: Throughline): Promise<Shop> {
  const child = startChild({
    command: process.execPath,
    args: [
      ...['--import', 'tsx', 'demo/src/main.ts', '--port', '0', '--count', '0', '--stay'],
      ...['--quiet', '--otlp', throughline.otlpHttp, '--ui', throughline.http],
    ],
    cwd: ROOT,
  });
  const ready = await child.line(/^shop ready /);
  return { child, url: ready.slice('shop ready '.length) };
}

/** Whom a checkout goes through. Notification has a trace of its own, linked to it. */
export const CHECKOUT = [
  'gateway',
  'auth',
  'cart',
  'inventory',
  'currency',
  'payment',
  'shipping',
] as const;

/** A request of the kind and with the fault, and the id of its trace. */
export async function shopRequest(shop: Shop, path: string, fault?: string): Promise<string> {
  const answer = await fetch(`${shop.url}${path}`, {
    method: path === '/checkout' ? 'POST' : 'GET',
    headers: fault === undefined ? {} : { 'x-shop-fault': fault },
  });
  await answer.arrayBuffer();
  return answer.headers.get('x-trace-id') ?? '';
}

interface Columns {
  readonly services: readonly string[];
}

/** Spans leave each service in batches: waits until those of all services have arrived. */
export async function arrivedTrace(
  http: string,
  traceId: string,
  expected: readonly string[],
): Promise<void> {
  const arrived = async (): Promise<boolean> => {
    const answer = await fetch(`${http}/api/v1/traces/${traceId}/columns`);
    if (!answer.ok) return false;
    const { services }: Columns = JSON.parse(await answer.text());
    return expected.every((service) => services.includes(service));
  };
  await expect.poll(arrived, { timeout: 30_000 }).toBe(true);
}
