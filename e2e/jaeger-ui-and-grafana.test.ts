// The requests that Jaeger's page and Grafana make of Jaeger's query API, for what people do in them, against the
// product with the shop's traces; and bookmarks of Jaeger's page, opened in a browser.

import { expect, it } from 'vitest';
import { getJson, untilStored } from './support/api.ts';
import { launchBrowser, openPage } from './support/browser.ts';
import {
  createGrafanaJaeger,
  type Dependency,
  type GrafanaJaeger,
  type JaegerTrace,
  type Range,
} from './support/grafana-jaeger.ts';
import { arrivedTrace, CHECKOUT, shopRequest, startShop } from './support/shop.ts';
import { startThroughline } from './support/throughline.ts';

const HOUR_MS = 3_600_000;

it('answers Grafana and the page of Jaeger, and takes its bookmarks', async () => {
  const throughline = await startThroughline();
  const { http } = throughline;
  const shop = await startShop(throughline);
  const traceId = await shopRequest(shop, '/checkout');
  await arrivedTrace(http, traceId, CHECKOUT);
  await untilStored(http);
  const endMs = Date.now() + 1000;
  const range = { startMs: endMs - HOUR_MS, endMs };
  const grafana = createGrafanaJaeger(http);
  const trace = await searchAsGrafana(grafana, range, traceId);
  await searchAsGrafanaV3(grafana, range, trace);
  await searchAsJaeger(http, range, trace);
  await drawAsJaeger(http, range);
  await openBookmarks(http, traceId);
});

function idsOf(traces: readonly JaegerTrace[]): string[] {
  return traces.map(({ traceID }) => traceID);
}

function servicesOf({ processes }: JaegerTrace): string[] {
  return [...new Set(Object.values(processes).map(({ serviceName }) => serviceName))].sort();
}

async function searchAsGrafana(
  grafana: GrafanaJaeger,
  range: Range,
  traceId: string,
): Promise<JaegerTrace> {
  expect(await grafana.services()).toEqual(expect.arrayContaining([...CHECKOUT]));
  expect(await grafana.operations('gateway')).toContain('POST /checkout');
  const search = { service: 'gateway', operation: 'POST /checkout' };
  expect(idsOf(await grafana.search(search, range))).toEqual([traceId]);
  const tagged = { ...search, tags: 'span.kind=server error=false', minDuration: '1ms' };
  expect(idsOf(await grafana.search(tagged, range))).toEqual([traceId]);
  expect(await grafana.search({ ...search, tags: 'error=true' }, range)).toEqual([]);
  expect(await grafana.search({ ...search, minDuration: '1h' }, range)).toEqual([]);
  const trace = await grafana.trace(traceId, range);
  expect(servicesOf(trace)).toEqual([...CHECKOUT].sort());
  expect(trace.spans.filter(({ references }) => references.length === 0)).toHaveLength(1);
  await expect(grafana.trace('fe')).rejects.toThrow('404 {"data":null');
  return trace;
}

async function searchAsGrafanaV3(
  grafana: GrafanaJaeger,
  range: Range,
  { traceID, spans }: JaegerTrace,
): Promise<void> {
  expect((await grafana.servicesV3()).sort()).toEqual((await grafana.services()).sort());
  expect(await grafana.operationsV3('gateway')).toContain('POST /checkout');
  const search = { service: 'gateway', operation: 'POST /checkout', tags: 'span.kind=server' };
  expect(await grafana.searchV3(search, range)).toBe(spans.length);
  expect(await grafana.traceV3(traceID)).toBe(spans.length);
  await expect(grafana.traceV3('fe')).rejects.toThrow('404 {"error":{"httpCode":404');
}

interface Summaries {
  readonly summaries: readonly { readonly traceId: string; readonly spanCount: number }[];
}

/** Its list of traces, and the upload of what it let download. */
async function searchAsJaeger(
  http: string,
  range: Range,
  { traceID, spans }: JaegerTrace,
): Promise<void> {
  const query = new URLSearchParams({
    'query.serviceName': 'gateway',
    'query.operationName': 'POST /checkout',
    'query.startTimeMin': new Date(range.startMs).toISOString(),
    'query.startTimeMax': new Date(range.endMs).toISOString(),
    'query.searchDepth': '20',
  });
  const { summaries } = await getJson<Summaries>(http, `/api/v3/trace-summaries?${query}`);
  expect(summaries).toMatchObject([
    { traceId: traceID, spanCount: spans.length, rootServiceName: 'gateway', orphanSpanCount: 0 },
  ]);
  const otlp = await (await fetch(`${http}/api/v1/traces/${traceID}`)).text();
  const answer = await fetch(`${http}/api/transform`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: otlp,
  });
  const { data } = (await answer.json()) as { data: readonly JaegerTrace[] };
  expect(data.map((trace) => trace.spans.length)).toEqual([spans.length]);
}

interface Family {
  readonly metrics: readonly { readonly metricPoints: readonly object[] }[];
}

async function drawAsJaeger(http: string, { startMs, endMs }: Range): Promise<void> {
  const times = `endTs=${endMs}&lookback=${endMs - startMs}`;
  const { data } = await getJson<{ data: Dependency[] }>(http, `/api/dependencies?${times}`);
  expect(data).toContainEqual({ parent: 'gateway', child: 'auth', callCount: 1 });
  const points = `service=gateway&quantile=0.95&ratePer=600000&spanKind=server&step=60000`;
  for (const name of ['latencies', 'calls', 'errors']) {
    const path = `/api/metrics/${name}?${times}&${points}&groupByOperation=true`;
    const { metrics } = await getJson<Family>(http, path);
    expect(metrics).toHaveLength(1);
    expect(metrics[0]?.metricPoints).toHaveLength(61);
  }
}

async function openBookmarks(http: string, traceId: string): Promise<void> {
  const { page, complaints } = await openPage(await launchBrowser());
  const opened = async (address: string): Promise<string> => {
    await page.goto(`${http}${address}`);
    const { pathname, search } = new URL(page.url());
    return pathname + search;
  };
  expect(await opened('/search?service=gateway&lookback=1h&limit=20')).toBe(
    '/?q=%7B+resource.service.name+%3D+%22gateway%22+%7D&start=now-1h',
  );
  await page.getByText('POST /checkout').first().waitFor();
  expect(await opened(`/trace/${traceId}?uiFind=auth`)).toContain(`/trace/${traceId}`);
  await page.getByText('POST /checkout').first().waitFor();
  expect(await opened(`/trace/${traceId}...${traceId}`)).toMatch(
    new RegExp(`^/compare\\?left=${traceId}&right=${traceId}`),
  );
  expect(await opened('/dependencies')).toBe('/map');
  expect(complaints).toEqual([]);
}
