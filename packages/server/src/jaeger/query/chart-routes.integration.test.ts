// What Jaeger's page draws, over the real store and engine: dependencies, and charts of services.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppInstance } from '../../http/app-instance.ts';
import { createTestApp } from '../../http/testing/create-test-app.ts';
import { NOW_NS, START_MS, TRACES } from './testing/query-traces.ts';

let store: SpanStore;
let app: AppInstance;

beforeAll(async () => {
  store = await openTestStore();
  await store.append(1, (batch) => decodeTracesJson(TRACES, batch, START_MS));
  await store.drained();
  app = await createTestApp({ store, nowNs: () => NOW_NS });
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

async function get(url: string) {
  const { statusCode: status, body } = await app.inject(url);
  return { status, json: JSON.parse(body) };
}

const ALL_LINKS = [
  { parent: 'payment', child: 'stock', callCount: 1 },
  { parent: 'shop', child: 'OTLPResourceNoServiceName', callCount: 1 },
  { parent: 'shop', child: 'payment', callCount: 2 },
  { parent: 'shop', child: 'shop', callCount: 1 },
  { parent: 'shop', child: 'stock', callCount: 1 },
];

describe('dependencies', () => {
  it('are of the range, which ends now', async () => {
    const { status, json } = await get('/api/dependencies');
    expect(status).toBe(200);
    const byName = (a: { parent: string; child: string }, b: typeof a): number =>
      a.parent + a.child < b.parent + b.child ? -1 : 1;
    expect(json.data.sort(byName)).toEqual(ALL_LINKS);
    expect(
      (await get(`/api/dependencies?endTs=${START_MS + 25_000}&lookback=10000`)).json.data,
    ).toEqual([{ parent: 'shop', child: 'OTLPResourceNoServiceName', callCount: 1 }]);
  });

  it('are of one service', async () => {
    const { json } = await get('/api/dependencies?service=payment');
    expect(json.data).toHaveLength(2);
  });

  it('want numbers', async () => {
    const { status, json } = await get('/api/dependencies?endTs=x');
    expect(status).toBe(400);
    expect(json.errors[0].msg).toBe(
      `unable to parse param 'endTs': strconv.ParseInt: parsing "x": invalid syntax`,
    );
  });
});

describe('charts', () => {
  // Both minutes of the spans, the first of which has one span alone.
  const RANGE = `endTs=${START_MS + 59_000}&lookback=120000&step=60000&ratePer=60000`;

  function lines(json: { metrics: { labels: object; metricPoints: object[] }[] }) {
    return json.metrics.map(({ labels, metricPoints }) => ({
      labels,
      values: metricPoints.map((point) => Object(point).gaugeValue.doubleValue),
    }));
  }

  it('tell the rate of calls per second', async () => {
    const { json } = await get(`/api/metrics/calls?service=shop&${RANGE}`);
    expect(json).toMatchObject({
      name: 'service_call_rate',
      type: 'GAUGE',
      help: 'calls/sec, grouped by service',
    });
    expect(lines(json)).toEqual([
      { labels: [{ name: 'service_name', value: 'shop' }], values: [0, 0, 3 / 60] },
    ]);
    expect(json.metrics[0].metricPoints[2].timestamp).toBe(
      new Date(START_MS + 59_000).toISOString(),
    );
  });

  it('tell it of several services, and of the time before each point', async () => {
    const { json } = await get(
      `/api/metrics/calls?service=shop,service=payment&${RANGE.replace('ratePer=60000', 'ratePer=120000')}`,
    );
    expect(lines(json).map(({ values }) => values)).toEqual([
      [0, 1 / 120, 2 / 120],
      [0, 0, 3 / 120],
    ]);
  });

  it('tell the share of errors, by operation', async () => {
    const { json } = await get(`/api/metrics/errors?service=shop&groupByOperation=true&${RANGE}`);
    expect(json.name).toBe('service_operation_error_rate');
    expect(lines(json)).toEqual([
      {
        labels: [
          { name: 'operation', value: 'GET /' },
          { name: 'service_name', value: 'shop' },
        ],
        values: ['NaN', 'NaN', 0],
      },
      {
        labels: [
          { name: 'operation', value: 'POST /checkout' },
          { name: 'service_name', value: 'shop' },
        ],
        values: ['NaN', 'NaN', 0.5],
      },
    ]);
  });

  it('tell quantiles of how long it took, in milliseconds', async () => {
    const { json } = await get(
      `/api/metrics/latencies?service=shop&quantile=0.95&spanKind=client&${RANGE}`,
    );
    expect(json.help).toBe('0.95th quantile latency, grouped by service');
    const [{ values = [] } = {}] = lines(json);
    // Between 80 and 100 ms, by buckets of a sixteenth of an octave.
    expect(values[2]).toBeGreaterThan(80);
    expect(values[2]).toBeLessThan(107);
    const median = await get(`/api/metrics/latencies?service=shop&quantile=0.5&${RANGE}`);
    const [{ values: medians = [] } = {}] = lines(median.json);
    expect(medians[2]).toBeGreaterThan(4);
    expect(medians[2]).toBeLessThan(21.5);
  });

  it('say the finest step', async () => {
    expect((await get('/api/metrics/minstep')).json.data).toBe(60_000);
  });

  it.each([
    ['calls', '', "unable to parse param 'service': please provide at least one service name"],
    [
      'latencies',
      'service=shop',
      `unable to parse param 'quantile': strconv.ParseFloat: parsing "": invalid syntax`,
    ],
    [
      'calls',
      'service=shop&spanKind=x',
      "unable to parse param 'spanKind': unsupported span kind: 'x'",
    ],
    ['calls', 'service=shop&step=0', "unable to parse param 'step': must be positive"],
  ])('refuse %s?%s', async (name, query, msg) => {
    const { status, json } = await get(`/api/metrics/${name}?${query}`);
    expect({ status, errors: json.errors }).toEqual({ status: 400, errors: [{ code: 400, msg }] });
  });
});
