import { bytesToHex } from '@throughline/model/base/hex';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppInstance } from './app-instance.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

const START_MS = Date.UTC(2026, 0, 31, 12);
const SERVER = 2;
const CLIENT = 3;
const FAST = '1'.padStart(32, '0');
const SLOW = '2'.padStart(32, '0');
const OTHER = '3'.padStart(32, '0');
const MISSING = '9'.padStart(32, '0');

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

interface Sent {
  readonly service: string;
  readonly id: number;
  readonly parent?: number;
  readonly name: string;
  readonly kind: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly isError?: boolean;
  readonly attributes?: readonly object[];
}

function batchOf(traceId: string, spans: readonly Sent[]): SpanBatch {
  const id = (number: number) => number.toString(16).padStart(16, '0');
  const timeOf = (ms: number) => `${START_MS + ms}000000`;
  const resourceSpans = spans.map(({ service, id: spanId, parent, name, kind, ...span }) => ({
    resource: { attributes: [text('service.name', service), text('zone', 'eu')] },
    scopeSpans: [
      {
        spans: [
          {
            ...{ traceId, spanId: id(spanId), name, kind },
            ...(parent === undefined ? {} : { parentSpanId: id(parent) }),
            startTimeUnixNano: timeOf(span.fromMs),
            endTimeUnixNano: timeOf(span.toMs),
            status: span.isError === true ? { code: 2 } : {},
            attributes: span.attributes ?? [],
          },
        ],
      },
    ],
  }));
  const batch = new SpanBatch();
  decodeTracesJson({ resourceSpans }, batch, START_MS);
  return batch;
}

function checkout(chargeMs: number, extra: readonly Sent[] = []): Sent[] {
  return [
    {
      ...{ service: 'gateway', id: 1, name: 'POST /checkout', kind: SERVER },
      ...{ fromMs: 0, toMs: chargeMs + 20, attributes: [text('tier', 'gold')] },
    },
    {
      ...{ service: 'payment', id: 2, parent: 1, name: 'POST /charge', kind: SERVER },
      ...{ fromMs: 10, toMs: chargeMs + 10 },
      attributes: [{ key: 'http.status', value: { intValue: '200' } }, text('tier', 'gold')],
    },
    ...extra,
  ];
}

const TRACES: Readonly<Record<string, SpanBatch>> = {
  [FAST]: batchOf(FAST, checkout(40)),
  [SLOW]: batchOf(
    SLOW,
    checkout(900, [
      {
        ...{ service: 'gateway', id: 3, parent: 1, name: 'GET /stock', kind: CLIENT },
        ...{ fromMs: 0, toMs: 5 },
      },
    ]),
  ),
  [OTHER]: batchOf(OTHER, [
    { service: 'gateway', id: 1, name: 'GET /', kind: SERVER, fromMs: 0, toMs: 5 },
  ]),
};

let app: AppInstance;
beforeAll(async () => {
  app = await createTestApp({
    answers: { trace: async (traceId: Uint8Array) => TRACES[bytesToHex(traceId)] },
  });
});
afterAll(() => app.close());

async function ask(url: string, template: string) {
  const response = await app.inject(url);
  await expectMatchesOpenApi(app, template, response);
  return response;
}

const compare = (query: string) => ask(`/api/v1/compare?${query}`, '/api/v1/compare');

describe('GET /api/v1/compare', () => {
  it('answers with one tree of two traces, and the biggest difference in words', async () => {
    const response = await compare(`left=${SLOW}&right=1`);
    expect(response.statusCode).toBe(200);
    const { operations, ...rest } = response.json();
    expect(rest).toEqual({
      left: {
        ...{ kind: 'trace', traceId: SLOW, startTimeUnixNano: `${START_MS}000000` },
        ...{ service: 'gateway', operation: 'POST /checkout', durationNs: 920e6 },
        ...{ spanCount: 3, errorCount: 0 },
      },
      right: {
        ...{ kind: 'trace', traceId: FAST, startTimeUnixNano: `${START_MS}000000` },
        ...{ service: 'gateway', operation: 'POST /checkout', durationNs: 60e6 },
        ...{ spanCount: 2, errorCount: 0 },
      },
      sentence:
        'payment `POST /charge` had 900 ms of the time; in the other trace 40 ms. ' +
        'That is 100 % of the difference.',
      biggest: 2,
      operationCount: 3,
      deeperSpans: 0,
    });
    type Row = { operation: string; change: string; parent: number; left?: { span?: string } };
    expect(
      operations.map(({ operation, change, parent, left }: Row) => [
        operation,
        change,
        parent,
        left?.span,
      ]),
    ).toEqual([
      ['POST /checkout', 'faster', -1, '0000000000000001'],
      ['GET /stock', 'new', 0, '0000000000000003'],
      ['POST /charge', 'slower', 0, '0000000000000002'],
    ]);
    expect(operations[2].right).toEqual({
      ...{ calls: 1, presence: 1, errorShare: 0, durationNs: 40e6, pathNs: 40e6 },
      span: '0000000000000002',
    });
  });

  it('says that there is too little to know what is usual', async () => {
    for (const query of [`left=${SLOW}`, `left=${SLOW}&right=usual`]) {
      const { right, sentence, operations } = (await compare(query)).json();
      expect(right).toMatchObject({ kind: 'usual', traces: 0, neededTraces: 20 });
      expect(sentence).toBe(
        'Not enough to compare: 0 other traces of gateway `POST /checkout`, and 20 are needed to say what is usual.',
      );
      expect(operations).toHaveLength(3);
      expect(operations[0]).toMatchObject({ change: 'same', deltaNs: 0 });
      expect(operations[0]).not.toHaveProperty('right');
    }
  });

  it('says that two endpoints have nothing in common', async () => {
    const { sentence } = (await compare(`left=${OTHER}&right=${FAST}`)).json();
    expect(sentence).toBe(
      'These are two endpoints, gateway `GET /` and gateway `POST /checkout`: everything in the one is missing in the other.',
    );
  });

  it.each([
    ['left=zz', 400, 'INVALID_ID', 'left'],
    [`left=${FAST}&right=zz`, 400, 'INVALID_ID', 'right'],
    [`left=${FAST}&right=${MISSING}`, 404, 'TRACE_NOT_FOUND', 'right'],
  ])('refuses %s', async (query, status, code, field) => {
    const response = await compare(query);
    expect(response.statusCode).toBe(status);
    expect(response.json().error).toMatchObject({ code, field });
  });
});

describe('GET /api/v1/traces/{traceId}/attributes', () => {
  it('lists what spans and resources have, the most frequent first', async () => {
    const response = await ask(
      `/api/v1/traces/${FAST}/attributes`,
      '/api/v1/traces/{traceId}/attributes',
    );
    expect(response.json().attributes).toEqual([
      { scope: 'resource', name: 'service.name', spanCount: 2 },
      { scope: 'span', name: 'tier', spanCount: 2 },
      { scope: 'resource', name: 'zone', spanCount: 2 },
      { scope: 'span', name: 'http.status', spanCount: 1 },
    ]);
  });

  it.each([
    ['span', 'http.status', ['200'], [-1, 0]],
    ['span', 'tier', ['gold'], [0, 0]],
    ['resource', 'service.name', ['gateway', 'payment'], [0, 1]],
    ['span', 'unknown', [], [-1, -1]],
  ])('gives %s.%s as a column', async (scope, name, values, value) => {
    const response = await ask(
      `/api/v1/traces/${FAST}/attributes/values?scope=${scope}&name=${name}`,
      '/api/v1/traces/{traceId}/attributes/values',
    );
    expect(response.json()).toEqual({ scope, name, values, value });
  });
});
