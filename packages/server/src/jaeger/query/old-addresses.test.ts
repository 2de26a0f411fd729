// Bookmarks of Jaeger's page, and where they lead.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { AppInstance } from '../../http/app-instance.ts';
import { createTestApp } from '../../http/testing/create-test-app.ts';

let shared: AppInstance;
beforeAll(async () => {
  shared = await createTestApp();
});
afterAll(() => shared.close());

async function leadsTo(address: string): Promise<string | undefined> {
  const { statusCode, headers } = await shared.inject(address);
  return statusCode === 302 ? headers.location : undefined;
}

const SHOP = 'resource.service.name = "shop"';

function explore(q: string, others: Readonly<Record<string, string>> = {}): string {
  return `/?${new URLSearchParams({ q: `{ ${q} }`, ...others }).toString()}`;
}

it.each([
  ['/search', '/'],
  ['/dependencies', '/map'],
  ['/dependencies?service=shop%2Fweb&lookback=2d', '/map?service=shop%2Fweb&start=now-2d'],
  ['/monitor?service=shop%2Fweb', '/services/shop%2Fweb'],
  ['/monitor', '/services'],
  ['/search?service=shop&operation=GET%20%2F&limit=20', explore(`${SHOP} && name = "GET /"`)],
  ['/search?service=shop&operation=all', explore(SHOP)],
  [
    '/search?service=OTLPResourceNoServiceName',
    explore('resource.service.name = "unknown_service" || !(resource.service.name != "")'),
  ],
  [
    '/search?service=shop&tags=%7B%22error%22%3A%22true%22%2C%22region%22%3A%22eu%22%7D&tag=a:b:c',
    explore(`${SHOP} && status = error && .a = "b:c" && .region = "eu"`),
  ],
  ['/search?service=shop&tags=nonsense', explore(SHOP)],
  [
    '/search?service=shop&minDuration=5ms&maxDuration=1.5s&lookback=2d',
    explore(`${SHOP} && duration >= 5ms && duration <= 1.5s`, { start: 'now-2d' }),
  ],
  [
    '/search?service=shop&start=1769860800000000&end=1769864400000000&lookback=custom',
    explore(SHOP, { start: '1769860800000000', end: '1769864400000000' }),
  ],
  ['/search?service=shop&lookback=2w', explore(SHOP, { start: 'now-14d' })],
  [
    `/trace/${'a'.repeat(32)}...${'b'.repeat(32)}`,
    `/compare?left=${'a'.repeat(32)}&right=${'b'.repeat(32)}`,
  ],
  ['/trace/...abc', '/trace/abc'],
  // Addresses of our own page, from when it had conditions as parameters.
  [
    '/?service=shop&minDuration=1.5%20s&status=error&start=now-6h',
    explore(`${SHOP} && status = error && traceDuration >= 1.5s`, { start: 'now-6h' }),
  ],
  ['/?attribute=nonsense&status=bad', '/'],
])('%s leads to %s', async (address, expected) => {
  expect(await leadsTo(address)).toBe(expected);
});

it('leaves the page of a trace to our own', async () => {
  const webRoot = await mkdtemp(join(tmpdir(), 'throughline-web-'));
  onTestFinished(() => rm(webRoot, { recursive: true }));
  await writeFile(join(webRoot, 'index.html'), '<title>ours</title>');
  const app = await createTestApp({ webRoot });
  onTestFinished(() => app.close());
  for (const address of ['/trace/abc', '/trace/abc?uiFind=x']) {
    const { statusCode, body } = await app.inject(address);
    expect({ statusCode, body }).toEqual({ statusCode: 200, body: '<title>ours</title>' });
  }
});
