import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpanStore } from '../contract/span-store.ts';
import { openTestStore } from '../testing/open-test-store.ts';

/** 2026-01-31T12:00:00Z. */
const NOON_MS = 1_769_860_800_000;
const MINUTE_MS = 60_000;
const LIMITS = { timeoutMs: 30_000, maxMemoryBytes: 512 * 1024 ** 2 };
const SERVER = 2;
const CLIENT = 3;

interface TestSpan {
  readonly service: string;
  readonly name: string;
  readonly kind?: number;
  readonly minute: number;
  readonly durationMs: number;
  readonly isFailed?: boolean;
  readonly state?: string;
}

let lastId = 0;

function resourceSpans({ service, name, kind = SERVER, minute, durationMs, ...how }: TestSpan) {
  const startNs = BigInt(NOON_MS + minute * MINUTE_MS) * 1_000_000n;
  const id = (++lastId).toString(16);
  return {
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: id.padStart(32, '0'),
            spanId: id.padStart(16, '0'),
            name,
            kind,
            ...(how.isFailed === true ? { status: { code: 2 } } : {}),
            ...(how.state === undefined ? {} : { traceState: how.state }),
            startTimeUnixNano: String(startNs),
            endTimeUnixNano: String(startNs + BigInt(durationMs) * 1_000_000n),
          },
        ],
      },
    ],
  };
}

const many = (count: number, span: TestSpan) => Array.from({ length: count }, () => span);

const SPANS: readonly TestSpan[] = [
  ...many(98, { service: 'cart', name: 'GET /cart', minute: 0, durationMs: 100 }),
  ...many(2, { service: 'cart', name: 'POST /buy', minute: 3, durationMs: 900, isFailed: true }),
  ...many(5, { service: 'cart', name: 'SELECT', kind: CLIENT, minute: 0, durationMs: 1 }),
  ...many(3, { service: 'job', name: 'tidy up', kind: 1, minute: 1, durationMs: 10 }),
  // One in four was kept.
  ...many(4, { service: 'thin', name: 'GET /', minute: 0, durationMs: 10, state: 'ot=th:c' }),
  { service: 'old', name: 'GET /', minute: -60 * 24 * 40, durationMs: 10 },
];

let store: SpanStore;

beforeAll(async () => {
  store = await openTestStore();
  const body = { resourceSpans: SPANS.map(resourceSpans) };
  await store.append(1, (batch) => decodeTracesJson(body, batch, NOON_MS));
  await store.drained();
});

afterAll(() => store.close(10_000));

const nsOf = (minute: number) => BigInt(NOON_MS + minute * MINUTE_MS) * 1_000_000n;
const RANGE = { startNs: nsOf(0), endNs: nsOf(10) };
const THRICE = [true, true, true];
const ASKED = { range: RANGE, nowNs: nsOf(10), bins: 10, limits: LIMITS };

describe('serviceFigures', () => {
  it('counts the requests of each service, and their durations', async () => {
    const { grid, services } = await store.serviceFigures(ASKED);
    expect(grid).toMatchObject({ startS: NOON_MS / 1000, binS: 60, binCount: 10 });
    expect(services.map(({ service }) => service)).toEqual(['cart', 'job', 'thin']);
    const [cart] = services;
    expect(cart).toMatchObject({
      spanCount: 105,
      errorSpanCount: 2,
      basis: 'requests',
      whole: { spanCount: 100, count: 100, countVariance: 0, errorCount: 2 },
    });
    expect(cart?.bins.map(({ bin, count, errorCount }) => [bin, count, errorCount])).toEqual([
      [0, 98, 0],
      [3, 2, 2],
    ]);
  });

  it('takes quantiles to 3 %', async () => {
    const [cart] = (await store.serviceFigures(ASKED)).services;
    const { p50Ns = 0, p95Ns = 0, p99Ns = 0 } = cart?.whole ?? {};
    const isAbout = (ns: number, ms: number) => Math.abs(ns / (ms * 1e6) - 1) < 0.04;
    expect([isAbout(p50Ns, 100), isAbout(p95Ns, 100), isAbout(p99Ns, 900)]).toEqual(THRICE);
    expect(isAbout(cart?.bins[1]?.p50Ns ?? 0, 900)).toBe(true);
  });

  it('counts all spans of a service that takes no requests', async () => {
    const job = (await store.serviceFigures(ASKED)).services[1];
    expect(job).toMatchObject({ service: 'job', basis: 'spans', whole: { count: 3 } });
  });

  it('counts what sampling left out, and says how sure that is', async () => {
    const thin = (await store.serviceFigures(ASKED)).services[2];
    expect(thin?.whole).toMatchObject({ spanCount: 4, count: 16, countVariance: 48 });
  });

  it('begins a long range where there is something', async () => {
    const { grid, services } = await store.serviceFigures({
      ...ASKED,
      range: { endNs: nsOf(10) },
    });
    expect(grid.startS).toBe(NOON_MS / 1000 - 40 * 86_400);
    expect(services.map(({ service }) => service)).toContain('old');
  });

  it('is empty where there is nothing', async () => {
    const range = { startNs: nsOf(100), endNs: nsOf(101) };
    expect((await store.serviceFigures({ ...ASKED, range })).services).toEqual([]);
  });
});

describe('operationFigures', () => {
  it('tells operations apart, those that take the most time first', async () => {
    const answer = await store.operationFigures({ ...ASKED, service: 'cart', maxOperations: 2 });
    expect(answer.service?.whole.count).toBe(100);
    expect(answer.operationCount).toBe(3);
    expect(answer.operations).toMatchObject([
      { operation: 'GET /cart', kind: SERVER, figures: { count: 98, errorCount: 0 } },
      { operation: 'POST /buy', kind: SERVER, figures: { count: 2, errorCount: 2 } },
    ]);
  });

  it('knows nothing of a service that sent nothing', async () => {
    const answer = await store.operationFigures({ ...ASKED, service: 'nobody', maxOperations: 2 });
    expect(answer).toMatchObject({ operations: [], operationCount: 0 });
    expect(answer.service).toBeUndefined();
  });
});
