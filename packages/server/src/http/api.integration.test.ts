// The API over the real store and engine: what an exporter sent is listed, found page by page and read
// back in every form, and each answer is what the published OpenAPI document says.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import { FULL_TRACE, TRACE_ID } from '@throughline/model/otlp/testing/full-trace';
import { plainSpans } from '@throughline/model/otlp/testing/plain-spans';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ODD_TRACE_ID, ODD_TRACE_JSON, RECEIVED_MS, START_NS } from '../query/testing/odd-trace.ts';
import type { AppInstance } from './app-instance.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

let store: SpanStore;
let app: AppInstance;

beforeAll(async () => {
  store = await openTestStore();
  for (const traces of [ODD_TRACE_JSON, FULL_TRACE]) {
    await store.append(1, (batch) => decodeTracesJson(traces, batch, RECEIVED_MS));
  }
  await store.drained();
  app = await createTestApp({ store });
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

async function get(
  template: string,
  url: string,
  accept?: string,
): Promise<LightMyRequestResponse> {
  const response = await app.inject({ url, headers: accept === undefined ? {} : { accept } });
  await expectMatchesOpenApi(app, template, response);
  return response;
}

const q = (query: string) => `q=${encodeURIComponent(query)}`;

describe('what was sent', () => {
  it('is listed by service and operation', async () => {
    const { services } = (await get('/api/v1/services', '/api/v1/services')).json();
    expect(services).toContainEqual(
      expect.objectContaining({ name: 'cart', spanCount: 3, errorCount: 1 }),
    );
    const url = '/api/v1/operations?service=cart';
    const { operations } = (await get('/api/v1/operations', url)).json();
    expect(operations).toMatchObject([
      { service: 'cart', name: 'SELECT', kind: 'client', spanCount: 2, errorCount: 1 },
      { service: 'cart', name: 'orphan', kind: 'unspecified', spanCount: 1 },
    ]);
  });

  it.each([
    'service=cart&status=error',
    q('{ resource.service.name = "gateway" } && { name = "orphan" }'),
    q('{ span.big = 9007199254740993 } | select(kind)'),
    'operation=orphan',
    'attribute=big=9007199254740993',
    'attribute=resource.service.name=gateway&minSpanDuration=1us',
    'minDuration=1.5us&maxDuration=1.5us&service=gateway',
    `start=${START_NS}&end=${START_NS + 1n}&service=gateway`,
  ])('is found by %s', async (query) => {
    const { traces } = (await get('/api/v1/traces', `/api/v1/traces?${query}`)).json();
    expect(traces.map(({ traceId }: { traceId: string }) => traceId)).toEqual([ODD_TRACE_ID]);
  });

  it.each([
    'service=nobody',
    'attribute=span.service.name=cart',
    'end=1970-01-02T00:00:00Z',
    q('{ status = error } >> { }'),
  ])('is not found by %s', async (query) => {
    const answer = (await get('/api/v1/traces', `/api/v1/traces?${query}`)).json();
    expect(answer).toMatchObject({
      traces: [],
      hasMore: false,
      total: { count: 0, isExact: true },
    });
  });

  it('is found with the spans that matched and the fields asked for', async () => {
    const query = '{ resource.service.name = "cart" } | by(name) | select(status)';
    const answer = (await get('/api/v1/traces', `/api/v1/traces?${q(query)}`)).json();
    expect(answer.query).toBe(query);
    const [{ spansets }] = answer.traces;
    expect(spansets).toMatchObject([
      {
        matchedSpanCount: 2,
        attributes: [{ name: 'by(name)', type: 'string', value: 'SELECT' }],
        spans: [
          {
            spanId: '0202020202020202',
            service: 'cart',
            durationNano: '500',
            fields: [
              { name: 'resource.service.name', type: 'string', value: 'cart' },
              { name: 'name', type: 'string', value: 'SELECT' },
              { name: 'status', type: 'status', value: 'error' },
            ],
          },
          { durationNano: '1200' },
        ],
      },
      { matchedSpanCount: 1, attributes: [{ name: 'by(name)', value: 'orphan' }] },
    ]);
  });

  it.each(['start', 'duration', 'spans', 'errors'])(
    'comes page by page, each trace once, by %s',
    async (order) => {
      const found: string[] = [];
      let cursor = '';
      do {
        const url = `/api/v1/traces?limit=1&order=${order}${cursor}`;
        const page = (await get('/api/v1/traces', url)).json();
        found.push(...page.traces.map(({ traceId }: { traceId: string }) => traceId));
        cursor = page.hasMore ? `&cursor=${page.nextCursor}` : '';
      } while (cursor !== '');
      expect(found.toSorted()).toEqual([ODD_TRACE_ID, TRACE_ID].toSorted());
    },
  );

  it('is counted whole when asked to', async () => {
    const all = '/api/v1/traces?limit=1&countAll=true';
    expect((await get('/api/v1/traces', all)).json()).toMatchObject({
      hasMore: true,
      total: { count: 2, isExact: true },
    });
  });

  it('is found as the explanation says', async () => {
    const query = '{ span.big = 9007199254740993 } >> { status = error }';
    const template = '/api/v1/explain';
    const explained = (await get(template, `${template}?${q(query)}`)).json();
    expect(explained).toMatchObject({ query, plan: { decidedBy: 'evaluator' } });
    expect(JSON.stringify(explained.plan)).toContain('"9007199254740993"');
    const [statement] = explained.statements;
    expect(statement.sql).toMatch(/^SELECT/);
    expect(statement.indexes.join('\n')).toContain('ReadFromMergeTree');
    const wrong = await get(template, `${template}?${q('{ } | rate()')}`);
    expect(wrong.json().error.code).toBe('INVALID_QUERY');
  });

  it('is counted, over time and by what it is', async () => {
    const query = '{ resource.service.name = "cart" } | count_over_time() by(status)';
    const range = `start=${START_NS}&end=${START_NS + 60_000_000_000n}`;
    const url = `/api/v1/metrics/query?${q(query)}&${range}&instant=true&exemplars=1`;
    const { series, timesMs } = (await get('/api/v1/metrics/query', url)).json();
    expect(timesMs).toEqual([Number(START_NS / 1_000_000n) + 60_000]);
    expect(series).toMatchObject([
      { labels: [{ name: 'status', type: 'status', value: 'error' }], values: [1] },
      { labels: [{ name: 'status', type: 'status', value: 'unset' }], values: [2] },
    ]);
    const exemplars = series.flatMap((one: { exemplars: object[] }) => one.exemplars);
    expect(exemplars).toMatchObject([{ traceId: ODD_TRACE_ID }]);
  });

  it('comes back equal as JSON and as protobuf', async () => {
    const template = '/api/v1/traces/{traceId}';
    const json = await get(template, `/api/v1/traces/${TRACE_ID}`);
    expect(plainSpans(json.json())).toEqual(plainSpans(FULL_TRACE));
    const binary = await get(template, `/api/v1/traces/${TRACE_ID}`, 'application/x-protobuf');
    const batch = new SpanBatch();
    decodeTracesProtobuf(binary.rawPayload, batch, RECEIVED_MS);
    expect(plainSpans(JSON.parse(encodeTraceJson(batch)))).toEqual(plainSpans(FULL_TRACE));
  });

  it('comes as columns and span by span, its id shortened', async () => {
    const columns = await get('/api/v1/traces/{traceId}/columns', '/api/v1/traces/ab/columns');
    expect(columns.json()).toMatchObject({ traceId: ODD_TRACE_ID, parentRow: [-1, 0, -1, 0] });
    const template = '/api/v1/traces/{traceId}/spans/{spanId}';
    const span = (await get(template, `/api/v1/traces/ab/spans/${'03'.repeat(8)}`)).json();
    expect(span.spans).toMatchObject([
      { span: { name: 'orphan' }, scope: { name: 'hand' }, receivedAt: '2026-01-31T12:00:00.500Z' },
    ]);
  });

  it('is missing under other ids', async () => {
    const response = await get('/api/v1/traces/{traceId}', '/api/v1/traces/1');
    expect(response.json().error.code).toBe('TRACE_NOT_FOUND');
  });
});
