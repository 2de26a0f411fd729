// The analysis of a trace over the real store and engine: against the other traces of its endpoint, in the
// words of the published document.

import type { TraceAnalysisAnswer } from '@throughline/model/api/analysis';
import type { PropagationAnswer } from '@throughline/model/api/propagation';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppInstance } from './app-instance.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';
import { withoutDeadlines } from './testing/without-deadlines.ts';

const MINUTE_NS = 60_000_000_000n;
const HOUR_NS = 60n * MINUTE_NS;
/** Half past: what is usual is learned by the hour, and all traces are in the same one. */
const NOW_NS = ((BigInt(Date.now()) * 1_000_000n) / HOUR_NS) * HOUR_NS - 30n * MINUTE_NS;
const TEMPLATE = '/api/v1/traces/{traceId}/analysis';
const SERVER = 2;
const CLIENT = 3;

interface SentSpan {
  readonly service: string;
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly kind: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

let store: SpanStore;
let app: AppInstance;

const traceId = (number: number) => number.toString(16).padStart(32, '0');
const spanId = (number: number) => number.toString(16).padStart(16, '0');

async function send(number: number, spans: readonly SentSpan[]): Promise<void> {
  const startNs = NOW_NS - 5n * MINUTE_NS + BigInt(number) * 1_000_000_000n;
  const timeOf = (ms: number) => String(startNs + BigInt(ms) * 1_000_000n);
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const resourceSpans = spans.map((span) => ({
    resource: { attributes: [text('service.name', span.service)] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: traceId(number),
            spanId: span.id,
            ...(span.parent === undefined ? {} : { parentSpanId: span.parent }),
            name: span.name,
            kind: span.kind,
            startTimeUnixNano: timeOf(span.fromMs),
            endTimeUnixNano: timeOf(span.toMs),
            attributes: Object.entries(span.attributes ?? {}).map(([key, value]) =>
              text(key, value),
            ),
          },
        ],
      },
    ],
  }));
  await store.append(1, (batch) => decodeTracesJson({ resourceSpans }, batch, Date.now()));
}

function checkout(name: string, chargeMs: number): SentSpan[] {
  const toMs = 20 + chargeMs;
  return [
    { service: 'gateway', id: spanId(1), name, kind: SERVER, fromMs: 0, toMs: toMs + 20 },
    {
      ...{ service: 'gateway', id: spanId(2), parent: spanId(1), name: 'POST', kind: CLIENT },
      ...{ fromMs: 10, toMs: toMs + 10 },
    },
    {
      ...{ service: 'payment', id: spanId(3), parent: spanId(2), name: 'POST /charge' },
      ...{ kind: SERVER, fromMs: 20, toMs },
    },
  ];
}

const USUAL = 24;
const SLOW = 100;
const RARE = 101;
const CALLER = 102;
const CALLEE = 103;

beforeAll(async () => {
  store = await openTestStore();
  for (let at = 1; at <= USUAL; at++) await send(at, checkout('POST /checkout', 40 + (at % 5)));
  await send(SLOW, checkout('POST /checkout', 3800));
  await send(RARE, checkout('GET /rare', 40));
  const attributes = { 'http.request.method': 'POST', 'url.full': 'http://payment:8080/refund' };
  await send(CALLER, [
    {
      ...{ service: 'gateway', id: spanId(1), name: 'POST /refund', kind: SERVER },
      ...{ fromMs: 0, toMs: 3000 },
    },
    {
      ...{ service: 'gateway', id: spanId(2), parent: spanId(1), name: 'POST', kind: CLIENT },
      ...{ fromMs: 10, toMs: 2900, attributes },
    },
  ]);
  await send(CALLEE, [
    {
      ...{ service: 'payment', id: spanId(7), name: 'POST /refund', kind: SERVER },
      ...{ fromMs: 0, toMs: 1500 },
      attributes: { 'http.request.method': 'POST', 'url.path': '/refund' },
    },
  ]);
  await store.drained();
  app = await createTestApp({ store: withoutDeadlines(store), nowNs: () => NOW_NS });
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

async function analysisOf(number: number): Promise<TraceAnalysisAnswer> {
  const response = await app.inject({ url: `/api/v1/traces/${traceId(number)}/analysis` });
  await expectMatchesOpenApi(app, TEMPLATE, response);
  expect(response.statusCode).toBe(200);
  return response.json();
}

it('names what made a trace slow, and the spans of it', async () => {
  const { comparison, culprits, criticalPath, pathNs, shares, root } = await analysisOf(SLOW);
  expect(comparison).toMatchObject({
    state: 'compared',
    service: 'gateway',
    operation: 'POST /checkout',
    traces: USUAL,
  });
  expect(comparison.excessNs / 1e6).toBeGreaterThan(3700);
  expect(culprits).toHaveLength(1);
  expect(culprits[0]).toMatchObject({
    kind: 'slow',
    service: 'payment',
    operation: 'POST /charge',
    spans: [spanId(3)],
    spanCount: 1,
  });
  expect(culprits[0]?.sentence).toMatch(/^payment `POST \/charge` took 3\.80 s; usually 4\d ms/);
  expect(root).toBe(spanId(1));
  expect(criticalPath.map(({ span, fromNs, toNs }) => [span, fromNs / 1e6, toNs / 1e6])).toEqual([
    [spanId(1), 0, 10],
    [spanId(2), 10, 20],
    [spanId(3), 20, 3820],
    [spanId(2), 3820, 3830],
    [spanId(1), 3830, 3840],
  ]);
  expect(pathNs).toBe(3_840_000_000);
  expect(shares.services.map(({ service }) => service)).toEqual(['payment', 'gateway']);
});

it('compares a trace with what is usual', async () => {
  const response = await app.inject(`/api/v1/compare?left=${traceId(SLOW)}`);
  await expectMatchesOpenApi(app, '/api/v1/compare', response);
  const { right, sentence, operations, biggest } = response.json();
  expect(right).toMatchObject({ kind: 'usual', traces: USUAL });
  expect(sentence).toMatch(/^payment `POST \/charge` had 3\.80 s of the time; usually 4\d ms/);
  expect(operations[biggest]).toMatchObject({
    ...{ service: 'payment', change: 'slower' },
    left: { span: spanId(3), calls: 1 },
    right: { presence: 1, calls: 1 },
  });
});

it('blames nothing in a trace that is like the others, of which it is none itself', async () => {
  const { comparison, culprits, findings, propagation } = await analysisOf(3);
  expect({ culprits, findings, propagation }).toEqual({
    culprits: [],
    findings: [],
    propagation: [],
  });
  expect(comparison).toMatchObject({ state: 'compared', traces: USUAL, excessNs: 0 });
});

it('says when there are too few to compare with', async () => {
  const { comparison } = await analysisOf(RARE);
  expect(comparison).toMatchObject({ state: 'not-enough-traces', traces: 0, neededTraces: 20 });
});

it('finds the trace that goes on after the context was lost, and the one before', async () => {
  const lost = {
    cause: 'not-forwarded',
    caller: 'gateway',
    callee: 'payment',
    operation: 'POST /refund',
    entry: { traceId: traceId(CALLEE), span: spanId(7) },
    call: { traceId: traceId(CALLER), span: spanId(2) },
  };
  expect((await analysisOf(CALLER)).propagation).toMatchObject([lost]);
  const [entered] = (await analysisOf(CALLEE)).propagation;
  expect(entered).toMatchObject(lost);
  expect(entered?.sentence).toContain('this trace is the rest of another');
});

it('names the hop, over all traces of a range', async () => {
  const response = await app.inject({ url: '/api/v1/propagation?start=now-1h' });
  await expectMatchesOpenApi(app, '/api/v1/propagation', response);
  const { sample, hops, hopCount, services, oneSided } = response.json<PropagationAnswer>();
  expect(sample).toMatchObject({ traces: USUAL + 4, spans: 3 * (USUAL + 2) + 3, isWhole: true });
  expect(hopCount).toBe(1);
  expect(hops).toMatchObject([
    {
      ...{ caller: 'gateway', callee: 'payment', complete: USUAL + 2, notForwarded: 1 },
      notForwardedShare: 1,
      examples: [
        {
          entry: { traceId: traceId(CALLEE), span: spanId(7) },
          call: { traceId: traceId(CALLER), span: spanId(2) },
        },
      ],
    },
  ]);
  expect(services).toEqual([
    { service: 'gateway', forwarded: USUAL + 2, notForwarded: 1, oneSided: 0, begun: USUAL + 3 },
  ]);
  expect(oneSided).toEqual([]);
});

it.each([
  ['of a trace that is not there', traceId(999), 404, 'TRACE_NOT_FOUND'],
  ['of what is no id', 'nonsense', 400, 'INVALID_ID'],
])('refuses to speak %s', async (_, id, status, code) => {
  const response = await app.inject({ url: `/api/v1/traces/${id}/analysis` });
  await expectMatchesOpenApi(app, TEMPLATE, response);
  expect(response.statusCode).toBe(status);
  expect(response.json().error.code).toBe(code);
});
