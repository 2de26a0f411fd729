// Who calls whom, on the engine: graphs that are known, with every way in which a call shows itself.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickHouse, openClickHouse } from '../client/clickhouse.ts';
import type { CallFigures, Peer, ServiceMap } from '../contract/service-map.ts';
import type { SpanStore } from '../contract/span-store.ts';
import { rollupsOfSpans } from '../schema/rollups-of-spans.ts';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { openTestStore } from '../testing/open-test-store.ts';
import { createCallCounter } from './count-calls.ts';
import { readServiceMap } from './service-map.ts';

const START_MS = 1_769_860_800_000;
const HOUR_MS = 3_600_000;
const LIMITS = { timeoutMs: 30_000, maxMemoryBytes: 512 * 1024 ** 2 };
const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;

interface TestSpan {
  readonly id: number;
  readonly parent?: number;
  readonly kind: number;
  readonly ms?: number;
  readonly isFailed?: boolean;
  readonly traceState?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

const hex = (id: number, width: number): string => id.toString(16).padStart(width, '0');

function spans(trace: number, service: string, list: readonly TestSpan[], atMs = START_MS) {
  return {
    resource: { attributes: attributesOf({ 'service.name': service }) },
    scopeSpans: [
      {
        spans: list.map(
          ({ id, parent, kind, ms = 10, isFailed = false, traceState, attributes }) => ({
            traceId: hex(trace, 32),
            spanId: hex(id, 16),
            ...(parent === undefined ? {} : { parentSpanId: hex(parent, 16) }),
            ...(traceState === undefined ? {} : { traceState }),
            name: 'work',
            kind,
            ...(isFailed ? { status: { code: 2 } } : {}),
            attributes: attributesOf(attributes ?? {}),
            startTimeUnixNano: String(BigInt(atMs) * 1_000_000n),
            endTimeUnixNano: String(BigInt(atMs + ms) * 1_000_000n),
          }),
        ),
      },
    ],
  };
}

function attributesOf(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

const GRAPH = [
  // shop calls cart, which asks its database, a cache that names no database, and a bank outside.
  spans(1, 'shop', [
    { id: 1, kind: SERVER, ms: 100 },
    { id: 2, parent: 1, kind: CLIENT, ms: 90, attributes: { 'server.address': 'cart.internal' } },
  ]),
  spans(1, 'cart', [
    { id: 3, parent: 2, kind: SERVER, ms: 80 },
    { id: 4, parent: 3, kind: 1 },
    {
      id: 5,
      parent: 4,
      kind: CLIENT,
      ms: 20,
      attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'carts' },
    },
    {
      id: 6,
      parent: 4,
      kind: CLIENT,
      ms: 40,
      isFailed: true,
      attributes: { 'db.system': 'postgresql', 'db.name': 'carts' },
    },
    { id: 7, parent: 3, kind: CLIENT, attributes: { 'db.system': 'redis' } },
    {
      id: 8,
      parent: 3,
      kind: CLIENT,
      ms: 5,
      attributes: { 'url.full': 'https://bank.example:443/pay?x=1' },
    },
    {
      id: 9,
      parent: 3,
      kind: PRODUCER,
      attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' },
    },
  ]),
  // Taken from the queue by a consumer of the same trace, and by one of its own.
  spans(1, 'mail', [
    {
      id: 10,
      parent: 9,
      kind: CONSUMER,
      attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' },
    },
  ]),
  spans(2, 'audit', [
    {
      id: 1,
      kind: CLIENT,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.destination.name': 'orders',
        'messaging.operation.type': 'receive',
      },
    },
    // The context was lost on the way to cart: its name is all there is.
    { id: 2, kind: CLIENT, attributes: { 'server.address': 'cart' } },
  ]),
  // Both sides under one id, as Zipkin has them; and a service that calls itself.
  spans(3, 'shop', [{ id: 9, kind: CLIENT }]),
  spans(3, 'payment', [
    { id: 9, kind: SERVER },
    { id: 10, parent: 9, kind: CLIENT },
    { id: 11, parent: 10, kind: SERVER, isFailed: true },
  ]),
];

/** Sampled one in four by whoever sent them. */
const SAMPLED = spans(
  4,
  'sampled',
  [{ id: 1, kind: SERVER, traceState: 'ot=th:c' }],
  START_MS + 2 * HOUR_MS,
);

let store: SpanStore;
let clickhouse: ClickHouse;

beforeAll(async () => {
  const connection = await createTestDatabase();
  store = await openTestStore(connection);
  clickhouse = openClickHouse(connection);
  const resourceSpans = [...GRAPH, SAMPLED];
  const send = () =>
    store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, START_MS));
  await send();
  // A sender that did not hear the acknowledgement.
  await send();
  await store.drained();
});

afterAll(async () => {
  await clickhouse.close();
  await store.close(10_000);
});

function rangeOf(fromMs: number, toMs: number) {
  return { startNs: BigInt(fromMs) * 1_000_000n, endNs: BigInt(toMs) * 1_000_000n };
}

function mapOf(fromMs: number, toMs: number): Promise<ServiceMap> {
  return store.serviceMap({ range: rangeOf(fromMs, toMs), limits: LIMITS });
}

const named = ({ type, name }: Peer) => (type === 'service' ? name : `${type}:${name}`);
const figures = ({ calls, errors, p50Ns }: CallFigures) => `${calls}/${errors} ${p50Ns / 1e6} ms`;

/** What was received on the first day: minutes, and the hours they are in. */
async function countAll(): Promise<number> {
  let units = 0;
  for (let last = 1; last > 0; units += last) {
    last = await store.calls.countNext({ settledMs: START_MS + 24 * HOUR_MS });
  }
  return units;
}

describe.each(['read from the spans', 'counted before'])('the map of services, %s', (how) => {
  beforeAll(async () => {
    if (how === 'counted before') expect(await countAll()).toBeGreaterThan(0);
  });

  it('has every call once, to services and to what sends no spans', async () => {
    const { edges, share, isWeighted, omittedEdges } = await mapOf(START_MS, START_MS + HOUR_MS);
    const lines = edges.map((edge) => `${named(edge.from)} > ${named(edge.to)} ${figures(edge)}`);
    expect(lines.sort()).toEqual([
      'audit > cart 1/0 10 ms',
      'cart > database:carts 2/1 20.97152 ms',
      'cart > database:redis 1/0 10 ms',
      'cart > external:bank.example 1/0 5 ms',
      'cart > queue:orders 1/0 10 ms',
      'payment > payment 1/1 10 ms',
      'queue:orders > audit 1/0 10 ms',
      'queue:orders > mail 1/0 10 ms',
      'shop > cart 1/0 80 ms',
      'shop > payment 1/0 10 ms',
    ]);
    expect({ share, isWeighted, omittedEdges }).toEqual({
      share: 1,
      isWeighted: false,
      omittedEdges: 0,
    });
  });

  it('leaves out what has the fewest calls, and says how much; no edge leads nowhere', async () => {
    const range = rangeOf(START_MS, START_MS + HOUR_MS);
    const bounds = { maxEdges: 4 };
    const map = await readServiceMap(clickhouse, { range, limits: LIMITS }, undefined, bounds);
    const names = map.nodes.map(named);
    const ends = map.edges.flatMap(({ from, to }) => [named(from), named(to)]);
    expect(ends.filter((end) => !names.includes(end))).toEqual([]);
    expect(map.edges.length).toBeGreaterThan(0);
    expect(map.edges.length + map.omittedEdges).toBe(10);
  });

  it('has what each service answers, and what others are asked', async () => {
    const { nodes } = await mapOf(START_MS, START_MS + HOUR_MS);
    const lines = nodes.map((node) =>
      `${named(node)} ${figures(node)} ${node.system ?? ''}`.trim(),
    );
    expect(lines.sort()).toEqual([
      'audit 0/0 0 ms',
      'cart 1/0 80 ms',
      'database:carts 2/1 20.97152 ms postgresql',
      'database:redis 1/0 10 ms redis',
      'external:bank.example 1/0 5 ms',
      'mail 1/0 10 ms',
      'payment 2/1 10 ms',
      'queue:orders 1/0 10 ms kafka',
      'shop 1/0 100 ms',
    ]);
  });

  it('counts what starts in the range, with parents from before it', async () => {
    const { edges, nodes } = await mapOf(START_MS + HOUR_MS, START_MS + 2 * HOUR_MS);
    expect([edges, nodes]).toEqual([[], []]);
  });

  it('counts a sampled trace for those it stands for, and says so', async () => {
    const { nodes, isWeighted } = await mapOf(START_MS + 2 * HOUR_MS, START_MS + 3 * HOUR_MS);
    expect(nodes.map(({ name, calls }) => [name, calls])).toEqual([['sampled', 4]]);
    expect(isWeighted).toBe(true);
  });

  it('takes a range that is open, and says when the time was too short', async () => {
    const { edges } = await store.serviceMap({ range: {}, limits: LIMITS });
    expect(edges).toHaveLength(10);
    const hurried = store.serviceMap({ range: {}, limits: { ...LIMITS, timeoutMs: 0 } });
    await expect(hurried).rejects.toThrow('stopped after 0 s');
  });
});

describe('messages that only links tell of', () => {
  it('lead from who sent them to who takes them, read or counted', async () => {
    const fromMs = START_MS + 14 * HOUR_MS;
    const taken = spans(401, 'mailer', [{ id: 2, kind: CONSUMER }], fromMs + 90_000);
    const links = [{ traceId: hex(400, 32), spanId: hex(1, 16) }];
    const [scope] = taken.scopeSpans;
    const linked = {
      ...taken,
      scopeSpans: [{ spans: scope?.spans.map((span) => ({ ...span, links })) }],
    };
    const sent = spans(400, 'orders', [{ id: 1, kind: PRODUCER }], fromMs);
    const resourceSpans = [sent, linked];
    await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, START_MS));
    await store.drained();
    for (const how of ['read', 'counted']) {
      if (how === 'counted') await countAll();
      const { edges } = await mapOf(fromMs, fromMs + HOUR_MS);
      const lines = edges.map((edge) => `${how} ${named(edge.from)} > ${named(edge.to)}`);
      expect(lines).toEqual([`${how} orders > mailer`]);
    }
  });
});

describe('counts of calls', () => {
  const edgesAt = async (fromMs: number) => {
    const { edges } = await mapOf(fromMs, fromMs + HOUR_MS);
    return edges.map((edge) => `${named(edge.from)} > ${named(edge.to)} ${figures(edge)}`);
  };
  const send = async (...resourceSpans: unknown[]) => {
    await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, START_MS));
    await store.drained();
  };

  it('are of no use when a span of the minute comes later, or a parent before it', async () => {
    const fromMs = START_MS + 5 * HOUR_MS;
    const server = (trace: number) =>
      spans(trace, 'back', [{ id: 2, parent: 1, kind: SERVER }], fromMs);
    await send(server(500));
    expect(await countAll()).toBe(1 + 1);
    expect(await edgesAt(fromMs)).toEqual([]);
    await send(spans(500, 'front', [{ id: 1, kind: CLIENT }], fromMs - 5 * 60_000));
    expect(await edgesAt(fromMs)).toEqual(['front > back 1/0 10 ms']);
    await send(server(501), spans(501, 'front', [{ id: 1, kind: CLIENT }], fromMs));
    expect(await edgesAt(fromMs)).toEqual(['front > back 2/0 10 ms']);
    expect(await countAll()).toBe(2 + 2);
    expect(await edgesAt(fromMs)).toEqual(['front > back 2/0 10 ms']);
  });

  it('are what is read, and end with what was counted', async () => {
    const fromMs = START_MS + 7 * HOUR_MS;
    await send(
      spans(600, 'front', [{ id: 1, kind: CLIENT }], fromMs),
      spans(600, 'back', [{ id: 2, parent: 1, kind: SERVER }], fromMs),
    );
    await countAll();
    const change = (query: string) => clickhouse.client().command({ query });
    await change(`ALTER TABLE calls UPDATE
      duration_histogram = (duration_histogram.1, arrayMap(calls -> 7 * calls, duration_histogram.2))
      WHERE begins >= toDateTime(${fromMs / 1000}, 'UTC') SETTINGS mutations_sync = 2`);
    expect(await edgesAt(fromMs)).toEqual(['front > back 7/0 10 ms']);
    // As a deletion takes its spans off the counts.
    await change(`INSERT INTO rollups ${rollupsOfSpans(-1, "service_name = 'back'")}`);
    await change("DELETE FROM spans WHERE service_name = 'back'");
    expect(await edgesAt(fromMs)).toEqual([]);
  });

  it('leave out minutes that need too much memory, and go on', async () => {
    await countAll();
    const fromMs = START_MS + 16 * HOUR_MS;
    await send(
      spans(800, 'front', [{ id: 1, kind: CLIENT }], fromMs),
      spans(801, 'front', [{ id: 1, kind: CLIENT }], fromMs + 60_000),
    );
    const small = createCallCounter(clickhouse, 1024 ** 2);
    const request = { settledMs: START_MS + 24 * HOUR_MS };
    expect(await small.countNext(request)).toBe(0);
    expect(await small.countNext(request)).toBe(0);
    expect(await countAll()).toBe(2 + 1);
  });

  it('of minutes that still change are left for later, and while something is deleted', async () => {
    await countAll();
    const fromMs = START_MS + 8 * HOUR_MS;
    await send(spans(700, 'front', [{ id: 1, kind: CLIENT }], fromMs));
    const countAt = (settledMs: number) => store.calls.countNext({ settledMs });
    expect(await countAt(START_MS - 1)).toBe(0);
    expect(await countAt(fromMs + 60_000)).toBe(0);
    const insert = `INSERT INTO deletion_traces (job, trace_id) VALUES (generateUUIDv4(), toFixedString('', 16))`;
    await clickhouse.client().command({ query: insert });
    expect(await countAll()).toBe(0);
    await clickhouse.client().command({ query: 'TRUNCATE TABLE deletion_traces' });
    // The hour before has one beside it that it did not have.
    expect(await countAll()).toBe(1 + 2);
  });
});

describe('the map of many spans', () => {
  it('takes a sample of traces and minutes when there are many spans, and scales it up', async () => {
    const fromMs = START_MS + 10 * HOUR_MS;
    const resourceSpans = Array.from({ length: 2_000 }, (_, at) => {
      const atMs = fromMs + at * 1_800;
      return [
        spans(1_000 + at, 'front', [{ id: 1, kind: CLIENT }], atMs),
        spans(1_000 + at, 'back', [{ id: 2, parent: 1, kind: SERVER }], atMs),
      ];
    }).flat();
    await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, START_MS));
    await store.drained();
    const range = rangeOf(fromMs, fromMs + HOUR_MS);
    const read = (maxJoinedSpans: number, maxReadSpans: number) =>
      readServiceMap(clickhouse, { range, limits: LIMITS }, undefined, {
        maxJoinedSpans,
        maxReadSpans,
      });
    expect((await read(4_000, 4_000)).edges).toMatchObject([{ calls: 2_000 }]);
    // Which traces are taken depends on their ids alone, so these are always the same numbers.
    for (const answer of [await read(1_000, 4_000), await read(500, 2_000)]) {
      const { edges, share } = answer;
      expect(share).toBeLessThan(0.3);
      expect(edges).toHaveLength(1);
      expect(edges[0]?.calls).toBeGreaterThan(1_600);
      expect(edges[0]?.calls).toBeLessThan(2_400);
    }
  });
});
