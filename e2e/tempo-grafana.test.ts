// The requests that Grafana makes of a Tempo data source, for what people do in it, against the product with the
// shop's traces: each is answered, and read as strictly as Grafana reads.

import { expect, it } from 'vitest';
import { eventually, untilStored } from './support/api.ts';
import { createGrafana, type Grafana, type Range } from './support/grafana.ts';
import { startShop } from './support/shop.ts';
import { startThroughline, type Throughline } from './support/throughline.ts';

const MS_PER_S = 1000;

interface Attribute {
  readonly key: string;
  readonly value: Record<string, unknown>;
}

interface FoundTrace {
  readonly traceID: string;
  readonly spanSets: readonly { readonly spans: readonly FoundSpan[] }[];
}

interface FoundSpan {
  readonly spanID: string;
  readonly attributes: readonly Attribute[];
}

interface Series {
  readonly labels: readonly Attribute[];
  readonly samples: readonly { readonly value?: number; readonly timestampMs: string }[];
  readonly exemplars?: readonly {
    readonly labels: readonly Attribute[];
    readonly value?: number;
    readonly timestampMs: string;
  }[];
}

function attribute(attributes: readonly Attribute[], key: string): unknown {
  const found = attributes.find((candidate) => candidate.key === key)?.value ?? {};
  return Object.values(found)[0];
}

function labelsOf(series: readonly Series[], key: string): unknown[] {
  return series.map(({ labels }) => attribute(labels, key)).sort();
}

async function request(shopUrl: string, path: string, fault?: string): Promise<string> {
  const answer = await fetch(`${shopUrl}${path}`, {
    method: path === '/checkout' ? 'POST' : 'GET',
    headers: fault === undefined ? {} : { 'x-shop-fault': fault },
  });
  await answer.arrayBuffer();
  return answer.headers.get('x-trace-id') ?? '';
}

const flows = new Map<string, () => Promise<void>>();
let groupName = '';

function group(name: string, declare: () => void): void {
  groupName = name;
  declare();
}

/** What somebody does, to be run once the product and the shop are there. */
function flow(name: string, run: () => Promise<void>): void {
  flows.set(`${groupName}: ${name}`, run);
}

let throughline: Throughline;
let grafana: Grafana;
let range: Range;
let slow: string;
let failed: string;

const CHECKOUT = ['auth', 'cart', 'currency', 'gateway', 'inventory', 'payment', 'shipping'];

async function startEverything(): Promise<void> {
  throughline = await startThroughline();
  const shop = await startShop(throughline);
  const startS = Math.floor(Date.now() / MS_PER_S) - 60;
  for (const path of ['/', '/products', '/cart', '/checkout']) await request(shop.url, path);
  slow = await request(shop.url, '/checkout', 'slow-payment');
  failed = await request(shop.url, '/checkout', 'payment-error');
  grafana = createGrafana(throughline.tempo);
  await eventually(async () => {
    const { trace } = await grafana.trace(slow);
    const services = new Set(serviceNames(trace));
    return CHECKOUT.every((service) => services.has(service)) || undefined;
  });
  await untilStored(throughline.http);
  range = { startS, endS: Math.floor(Date.now() / MS_PER_S) + 60 };
}

interface Trace {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly scope?: object;
      readonly spans: readonly { readonly status?: object; readonly name: string }[];
    }[];
  }[];
}

function serviceNames({ resourceSpans = [] }: Trace): unknown[] {
  return resourceSpans.map(({ resource }) => attribute(resource.attributes, 'service.name'));
}

group('the settings of the data source', () => {
  flow('"Save & test", without and with streaming', async () => {
    expect(await grafana.health()).toBe(200);
    const messages = await grafana.streamingHealth();
    expect(messages.flatMap(({ traces = [] }) => traces)).toHaveLength(1);
  });
});

group('Explore', () => {
  flow('opens a trace, in which everything is that Grafana reads without looking', async () => {
    for (const times of [undefined, range]) {
      const { trace, status } = await grafana.trace(slow, times);
      expect(status).toBeUndefined();
      expect(new Set(serviceNames(trace))).toEqual(new Set(CHECKOUT));
      for (const { scopeSpans } of (trace as Trace).resourceSpans ?? []) {
        for (const { scope, spans } of scopeSpans) {
          expect(scope).toBeDefined();
          expect(spans.every(({ status: set }) => set !== undefined)).toBe(true);
        }
      }
    }
  });

  flow('is told of a trace that is not there by an empty one', async () => {
    expect(await grafana.trace('abc')).toEqual({ trace: {}, metrics: {} });
  });

  flow('searches as the search tab builds its queries, newest first', async () => {
    const { traces } = await grafana.search(
      '{resource.service.name="payment" && name="POST /charge" && duration>3s}',
      range,
    );
    expect(traces).toHaveLength(1);
    expect(traces[0]).toMatchObject({
      traceID: slow.replace(/^0+/, ''),
      rootServiceName: 'gateway',
      rootTraceName: 'POST /checkout',
    });
    expect(Object.keys(traces[0].serviceStats).sort()).toEqual(CHECKOUT);
    const all = await grafana.search('{}', range, 50);
    const starts = all.traces.map((trace: { startTimeUnixNano: string }) =>
      BigInt(trace.startTimeUnixNano),
    );
    expect(starts).toEqual([...starts].sort((a, b) => (a < b ? 1 : -1)));
  });

  flow('follows the service graph’s links to the traces of a service, and of a span', async () => {
    const ofService = await grafana.search('{resource.service.name="shipping"}', range, 20);
    expect(ofService.traces.length).toBeGreaterThan(0);
    const ofEdge = await grafana.search(
      '{resource.service.name="payment" && name="POST /charge" && status=error}',
      range,
    );
    expect(ofEdge.traces.map(({ traceID }: FoundTrace) => traceID)).toEqual([
      failed.replace(/^0+/, ''),
    ]);
  });

  flow('offers names by scope, and values narrowed by the query so far', async () => {
    const { scopes } = await grafana.tags(range);
    const byScope = new Map<string, readonly string[]>(
      scopes.map(({ name, tags }: { name: string; tags: string[] }) => [name, tags]),
    );
    expect(byScope.get('intrinsic')).toContain('rootServiceName');
    expect(byScope.get('resource')).toContain('service.name');
    expect(byScope.get('span')).toContain('http.route');
    const services = await grafana.tagValues('resource.service.name');
    const values = services.tagValues.map(({ value }: { value: string }) => value);
    expect(values).toEqual(expect.arrayContaining(CHECKOUT));
    const narrowed = await grafana.tagValues('resource.service.name', '{status=error && }', range);
    const failing = narrowed.tagValues.map(({ value }: { value: string }) => value);
    expect(failing).toContain('payment');
    expect(failing).not.toContain('inventory');
    expect((await grafana.tagValues('status')).tagValues).toHaveLength(3);
    const codes = await grafana.tagValues('span.http.response.status_code');
    expect(codes.tagValues).toContainEqual({ type: 'int', value: '200' });
  });

  flow('draws metrics with exemplars that link to their traces', async () => {
    const { series } = await grafana.range(
      '{status=error} | rate() by (resource.service.name)',
      range,
    );
    expect(labelsOf(series, 'resource.service.name')).toContain('payment');
    const exemplars = (series as Series[]).flatMap((line) => line.exemplars ?? []);
    expect(exemplars.length).toBeGreaterThan(0);
    for (const exemplar of exemplars) {
      expect(exemplar.value).toBeGreaterThan(0);
      expect(Number(exemplar.timestampMs)).toBeGreaterThan(0);
      const { trace } = await grafana.trace(String(attribute(exemplar.labels, 'trace:id')));
      expect(serviceNames(trace)).not.toHaveLength(0);
    }
    const instant = await grafana.instant(
      '{} | count_over_time() by (resource.service.name)',
      range,
    );
    expect(labelsOf(instant.series, 'resource.service.name')).toEqual(
      expect.arrayContaining(CHECKOUT),
    );
  });

  flow('shows what is wrong with a query', async () => {
    await expect(grafana.search('{ name = }', range)).rejects.toThrow(
      '400 invalid TraceQL query: parse error at line 1, col 10: syntax error: unexpected "}"',
    );
    await expect(grafana.search('{} | rate()', range)).rejects.toThrow('400 invalid TraceQL query');
    await expect(grafana.range('{}', range)).rejects.toThrow('400 invalid TraceQL query');
    await expect(grafana.stream('Search', { Query: '{ name = }' })).rejects.toThrow(
      'INVALID_ARGUMENT: invalid TraceQL query: parse error at line 1, col 10',
    );
  });
});

group('streaming', () => {
  flow('has the traces of a search, each once', async () => {
    const messages = await grafana.stream('Search', {
      Query: '{ name = "POST /checkout" }',
      Limit: 20,
      SpansPerSpanSet: 3,
      start: range.startS,
      end: range.endS,
    });
    const ids = messages.flatMap(({ traces = [] }) =>
      traces.map(({ traceID }: FoundTrace) => traceID),
    );
    expect(ids).toHaveLength(new Set(ids).size);
    expect(ids).toEqual(
      expect.arrayContaining([slow.replace(/^0+/, ''), failed.replace(/^0+/, '')]),
    );
    const { metrics } = messages.at(-1);
    expect(metrics.completedJobs).toBe(metrics.totalJobs);
  });

  flow('has metrics whose last message says it all', async () => {
    const query = '{} | rate() by (resource.service.name)';
    const times = { start: `${range.startS}000000000`, end: `${range.endS}000000000` };
    const ranges = await grafana.stream('MetricsQueryRange', { query, ...times });
    expect(labelsOf(ranges.at(-1).series, 'resource.service.name')).toEqual(
      expect.arrayContaining(CHECKOUT),
    );
    const instants = await grafana.stream('MetricsQueryInstant', { query, ...times });
    expect(labelsOf(instants.at(-1).series, 'resource.service.name')).toEqual(
      expect.arrayContaining(CHECKOUT),
    );
  });
});

group('Traces Drilldown', () => {
  /** "Root spans" of all services, as the app filters by default. */
  const ROOTS = 'nestedSetParent<0 && true';

  flow('draws rate, errors and durations of the root spans', async () => {
    const rate = await grafana.range(`{${ROOTS}} | rate() with(sample=true)`, range);
    expect(rate.series).toHaveLength(1);
    const errors = await grafana.range(`{${ROOTS} && status=error} | rate() `, range);
    const total = (errors.series as Series[])[0]?.samples.some(({ value = 0 }) => value > 0);
    expect(total).toBe(true);
    const durations = await grafana.range(`{${ROOTS}} | quantile_over_time(duration, 0.9) `, range);
    const [ofP90] = durations.series as Series[];
    expect(attribute(ofP90?.labels ?? [], 'p')).toBe(0.9);
    expect(Math.max(...(ofP90?.samples ?? []).map(({ value = 0 }) => value))).toBeGreaterThan(1);
    const heat = await grafana.range(
      `{${ROOTS}} | histogram_over_time(duration) with(sample=true)`,
      range,
    );
    expect(labelsOf(heat.series, '__bucket').every((bucket) => typeof bucket === 'number')).toBe(
      true,
    );
  });

  flow('breaks down by an attribute', async () => {
    const { series } = await grafana.range(
      '{true && resource.service.name != nil} | rate() by(resource.service.name)',
      range,
    );
    expect(labelsOf(series, 'resource.service.name')).toEqual(expect.arrayContaining(CHECKOUT));
  });

  flow('compares what failed with the rest', async () => {
    const step = `${range.endS - range.startS}s`;
    const { series } = await grafana.range(
      `{${ROOTS}} | compare({status = error}, 10)`,
      range,
      step,
    );
    const types = new Set(labelsOf(series, '__meta_type'));
    expect(types).toEqual(new Set(['baseline', 'selection', 'baseline_total', 'selection_total']));
    const selected = (series as Series[]).filter(
      ({ labels }) => attribute(labels, '__meta_type') === 'selection',
    );
    expect(labelsOf(selected, 'name')).toContain('POST /checkout');
  });

  flow('draws the structure of traces from nested sets', async () => {
    const { traces } = await grafana.search(
      `({${ROOTS} && status = error} &>> { status = error }) || ({${ROOTS} && status = error}) | ` +
        'select(status, resource.service.name, name, nestedSetParent, nestedSetLeft, nestedSetRight)',
      range,
      200,
      20,
    );
    const found = (traces as FoundTrace[]).find(
      ({ traceID }) => traceID === failed.replace(/^0+/, ''),
    );
    const spans = found?.spanSets[0]?.spans ?? [];
    expect(spans.length).toBeGreaterThan(1);
    for (const { attributes } of spans) {
      expect(attribute(attributes, 'status')).toBe('error');
      expect(CHECKOUT).toContain(attribute(attributes, 'service.name'));
      const left = Number(attribute(attributes, 'nestedSetLeft'));
      expect(Number(attribute(attributes, 'nestedSetRight'))).toBeGreaterThan(left);
    }
    const roots = spans.filter(
      ({ attributes }) => attribute(attributes, 'nestedSetParent') === '-1',
    );
    expect(roots).toHaveLength(1);
  });

  flow('lists exceptions with their messages', async () => {
    const { traces } = await grafana.search(
      '{true && status = error} | select(resource.service.name, event.exception.message,' +
        'event.exception.stacktrace,event.exception.type) with(most_recent=true)',
      range,
      400,
      10,
    );
    const messages = (traces as FoundTrace[]).flatMap(({ spanSets }) =>
      spanSets.flatMap(({ spans }) =>
        spans.map(({ attributes }) => attribute(attributes, 'exception.message')),
      ),
    );
    expect(messages.filter((message) => typeof message === 'string').length).toBeGreaterThan(0);
  });
});

it('answers everything that Grafana asks, as Grafana reads it', async () => {
  await startEverything();
  const failures: string[] = [];
  for (const [name, run] of flows) {
    await run().catch((error: unknown) => {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
  expect(failures).toEqual([]);
  expect(flows.size).toBe(15);
});
