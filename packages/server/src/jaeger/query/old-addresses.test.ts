// Bookmarks of Jaeger's page, and where they lead.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createTestApp } from '../../http/testing/create-test-app.ts';

async function leadsTo(address: string): Promise<string | undefined> {
  const app = await createTestApp();
  const { statusCode, headers } = await app.inject(address);
  await app.close();
  return statusCode === 302 ? headers.location : undefined;
}

it.each([
  ['/search', '/'],
  ['/dependencies', '/'],
  ['/monitor?service=shop%2Fweb', '/services/shop%2Fweb'],
  ['/monitor', '/services'],
  ['/search?service=shop&operation=GET%20%2F&limit=20', '/?service=shop&operation=GET+%2F'],
  ['/search?service=shop&operation=all', '/?service=shop'],
  ['/search?service=OTLPResourceNoServiceName', '/?service=unknown_service'],
  [
    '/search?service=shop&tags=%7B%22error%22%3A%22true%22%2C%22region%22%3A%22eu%22%7D&tag=a:b:c',
    '/?service=shop&attribute=a%3Db%3Ac&status=error&attribute=region%3Deu',
  ],
  ['/search?service=shop&tags=nonsense', '/?service=shop'],
  [
    '/search?service=shop&minDuration=5ms&maxDuration=1.5s&lookback=2d',
    '/?service=shop&minSpanDuration=5ms&maxSpanDuration=1.5s&start=now-2d',
  ],
  [
    '/search?service=shop&start=1769860800000000&end=1769864400000000&lookback=custom',
    '/?service=shop&start=1769860800000000&end=1769864400000000',
  ],
  ['/search?service=shop&lookback=2w', '/?service=shop&start=now-14d'],
  [`/trace/${'a'.repeat(32)}...${'b'.repeat(32)}`, `/trace/${'a'.repeat(32)}`],
  ['/trace/...abc', '/trace/abc'],
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
