// Zipkin's query API over a store whose answers a test decides: what fails, and who may ask.

import { request as httpRequest } from 'node:http';
import { StoreOverloadedError, StoreUnavailableError } from '@throughline/storage/contract/errors';
import { silentLogger } from '@throughline/storage/contract/logger';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { storeWith, TEST_NOW_NS, TEST_QUERY_LIMITS } from '../../http/testing/create-test-app.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { createZipkinListener } from '../zipkin-listener.ts';

async function start(answers: Partial<SpanStore>, pagePort?: string) {
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const store = storeWith(answers);
  const listener = createZipkinListener({
    store,
    metrics: metrics.ingest,
    logger: silentLogger,
    host: '127.0.0.1',
    port: 0,
    corsOrigins: ['*'],
    maxRequestBytes: 1000,
    query: {
      store,
      metrics,
      logger: pino({ level: 'silent' }),
      version: 'test',
      host: '127.0.0.1',
      limits: TEST_QUERY_LIMITS,
      readiness: async () => ({ ready: true, reasons: [] }),
      nowNs: () => TEST_NOW_NS,
      pagePort: () => pagePort,
    },
  });
  await listener.start();
  onTestFinished(() => listener.stop(0));
  return listener.url;
}

it.each([
  ['away', new StoreUnavailableError('the engine is away', 1500), 503, 'the engine is away', '2'],
  ['busy', new StoreOverloadedError('too many questions', 1000), 503, 'too many questions', '1'],
  ['at fault', new Error('secret'), 500, 'internal error', null],
])('says so when the store is %s', async (_, error, status, text, retryAfter) => {
  const url = await start({ services: () => Promise.reject(error) });
  for (const path of ['/api/v2/services', '/api/v2/traces?serviceName=shop']) {
    const answer = await fetch(url + path);
    expect([path, answer.status, await answer.text()]).toEqual([path, status, text]);
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
  }
});

it('refuses a search that says more than a query may hold', async () => {
  const url = await start({});
  const terms = Array.from({ length: 400 }, (_, at) => `a${at}=b`).join(' and ');
  const answer = await fetch(`${url}/api/v2/traces?annotationQuery=${encodeURIComponent(terms)}`);
  expect(answer.status).toBe(400);
});

it('answers no page that came under a name of its own', async () => {
  const url = await start({});
  const headers = { host: 'rebound.example' };
  const status = await new Promise((resolve, reject) => {
    httpRequest(`${url}/api/v2/services`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

it('leads nowhere while there is no page', async () => {
  const url = await start({});
  expect((await fetch(`${url}/zipkin/traces/abc`)).status).toBe(404);
});

it('leads to the page under the name that the browser used', async () => {
  const url = await start({}, '80');
  const answer = await fetch(`${url.replace('127.0.0.1', 'localhost')}/zipkin/traces/abc`, {
    redirect: 'manual',
  });
  expect(answer.headers.get('location')).toBe('http://localhost:80/trace/abc');
});
