// The pages of Zipkin and Jaeger themselves, unmodified, in a browser over Throughline: a search, a trace, dependencies.
// They come from where they are published and never into this repository; without one, the test says so and how.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { eventually, untilStored } from './support/api.ts';
import { launchBrowser, openPage, takeScreenshot } from './support/browser.ts';
import { type PageServer, servePage } from './support/page-server.ts';
import { startThroughline, type Throughline } from './support/throughline.ts';
import { serveZipkinPage } from './support/zipkin-page.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

/** A request through two services and a database, a second ago; times in microseconds. */
async function sendTrace({ zipkin, http }: Throughline): Promise<void> {
  const start = (Date.now() - 1000) * 1000;
  const span = (id: string, parentId: string | undefined, at: number, rest: object) => ({
    traceId: TRACE_ID,
    id: id.padStart(16, '0'),
    ...(parentId === undefined ? {} : { parentId: parentId.padStart(16, '0') }),
    timestamp: start + at,
    duration: 100_000 - at,
    ...rest,
  });
  const frontend = { serviceName: 'frontend', ipv4: '10.0.0.1' };
  const backend = { serviceName: 'backend', ipv4: '10.0.0.2' };
  const spans = [
    span('1', undefined, 0, { kind: 'SERVER', name: 'get /cart', localEndpoint: frontend }),
    span('2', '1', 10_000, {
      kind: 'CLIENT',
      name: 'get /items',
      localEndpoint: frontend,
      tags: { 'http.path': '/items' },
    }),
    span('2', '1', 20_000, {
      kind: 'SERVER',
      name: 'get /items',
      localEndpoint: backend,
      shared: true,
      annotations: [{ timestamp: start + 25_000, value: 'cache miss' }],
    }),
    span('3', '2', 30_000, {
      kind: 'CLIENT',
      name: 'select items',
      localEndpoint: backend,
      remoteEndpoint: { serviceName: 'postgres' },
      tags: { error: 'too slow' },
    }),
  ];
  const response = await fetch(`${zipkin}/api/v2/spans`, {
    method: 'POST',
    body: JSON.stringify(spans),
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(202);
  await untilStored(http);
}

/** A question of the page that was answered well. */
function answered({ asked }: PageServer, path: RegExp): Promise<string> {
  return eventually(async () => {
    const found = asked.find((one) => path.test(one.path) && one.status === 200);
    return found?.path;
  });
}

it("Zipkin's page finds a trace, shows it, and draws who calls whom", async () => {
  const throughline = await startThroughline();
  await sendTrace(throughline);
  const server = await serveZipkinPage(throughline.zipkin);
  const { page, complaints } = await openPage(await launchBrowser());
  await page.goto(`${server.url}/zipkin/?serviceName=frontend&lookback=15m&limit=10`);
  await page.getByRole('button', { name: 'Run Query' }).click();
  const found = page.getByRole('row', { name: /get \/cart/ });
  await found.waitFor();
  expect(await found.textContent()).toContain('frontend');
  await page.locator(`a[href$="/traces/${TRACE_ID}"]`).first().click();
  await page.waitForURL(`**/zipkin/traces/${TRACE_ID}`);
  for (const text of ['frontend: get /cart', 'backend: get /items', 'postgres: select items']) {
    await page.getByText(text).first().waitFor();
  }
  await takeScreenshot(page, 'zipkin-page-trace');
  await page.goto(`${server.url}/zipkin/dependency`);
  await page.getByTestId('search-button').click();
  await answered(server, /^\/zipkin\/api\/v2\/dependencies\?/);
  await page.getByText('Search Dependencies').waitFor({ state: 'detached' });
  await takeScreenshot(page, 'zipkin-page-dependencies');
  // The map is drawn without a graphics card, of which the browser warns.
  expect(complaints.filter((text) => !text.includes('GL Driver Message'))).toEqual([]);
  expect(server.asked.filter(({ status }) => status >= 400)).toEqual([]);
  await throughline.stop();
});

/** Jaeger publishes the built page with its releases alone: no registry of packages has it. */
const JAEGER_BUILD = process.env['JAEGER_UI_BUILD'] ?? '';
const isJaegerHere = existsSync(join(JAEGER_BUILD, 'index.html')) && JAEGER_BUILD !== '';

it("Jaeger's page finds a trace, shows it, and draws who calls whom", async (context) => {
  if (!isJaegerHere) {
    const missing =
      "Jaeger's page is NOT tested here: unpack jaeger-ui's assets of a release of Jaeger, and name the folder " +
      'that has its index.html in JAEGER_UI_BUILD';
    process.stderr.write(`\n${missing}\n`);
    context.skip(missing);
  }
  const throughline = await startThroughline();
  await sendTrace(throughline);
  const server = await serveJaegerPage(throughline.http);
  const { page, complaints } = await openPage(await launchBrowser());
  await page.goto(`${server.url}/search?service=frontend&lookback=1h&limit=20`);
  await page.getByText('get /cart').first().waitFor();
  await page.goto(`${server.url}/trace/${TRACE_ID}`);
  for (const text of ['get /cart', 'get /items', 'select items']) {
    await page.getByText(text).first().waitFor();
  }
  await takeScreenshot(page, 'jaeger-page-trace');
  await page.goto(`${server.url}/dependencies`);
  await answered(server, /^\/api\/dependencies\?/);
  await takeScreenshot(page, 'jaeger-page-dependencies');
  expect(complaints.filter((text) => text.startsWith('error:'))).toEqual([]);
  await throughline.stop();
});

function serveJaegerPage(http: string): Promise<PageServer> {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(JAEGER_BUILD, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(JAEGER_BUILD, path)}`, readFileSync(path));
  }
  const isAsked = (url: string): boolean => url.startsWith('/api/');
  return servePage({ files, index: '/index.html', backend: http, isAsked });
}
