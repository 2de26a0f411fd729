// Which spans the server makes of itself, and that storing them makes no more.

import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { plainSpans } from '@throughline/model/otlp/testing/plain-spans';
import { StoreOverloadedError } from '@throughline/storage/contract/errors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestApp } from '../http/testing/create-test-app.ts';
import { createRecordingSink } from '../testing/recording-sink.ts';
import { createMetrics, type IngestReport } from './metrics.ts';
import { createSelfTracer } from './self-tracer.ts';
import { traceIngest } from './self-traces.ts';

const ALWAYS = () => 0;
const NEVER = () => 0.999;

function selfTracing(sink = createRecordingSink()) {
  const counts = { stored: 0, dropped: 0 };
  const tracer = createSelfTracer({
    version: '1.2.3',
    append: sink.append,
    count: (outcome, spans) => {
      counts[outcome] += spans;
    },
  });
  onTestFinished(() => tracer.close());
  const spans = async () => {
    await tracer.flush();
    return sink.batches.flatMap((batch) => plainSpans(JSON.parse(encodeTraceJson(batch))));
  };
  return { tracer, sink, counts, spans };
}

const REPORT: IngestReport = {
  outcome: 'stored',
  seconds: 0.5,
  bytes: 100,
  wireBytes: 50,
  receivedSpans: 3,
  acceptedSpans: 3,
  rejectedSpans: 0,
};

const INSERT = { spans: 3, bytes: 10, durationMs: 20, waitedMs: 30 };

describe('a request of the API', () => {
  it('is a trace of the service throughline, with the read that it waits for', async () => {
    const { tracer, spans } = selfTracing();
    const app = await createTestApp({ selfTracer: tracer });
    const headers = { 'x-request-id': 'r-1' };
    await app.inject({ url: '/api/v1/traces?attribute=password=hunter2', headers });
    const found = await spans();
    expect(JSON.stringify(found)).not.toContain('hunter2');
    const [read, request] = found.map(({ span }) => span);
    expect(read).toMatchObject({ name: 'traceql.search', parentSpanId: request?.['spanId'] });
    expect(read?.['traceId']).toBe(request?.['traceId']);
    expect(request).toMatchObject({
      name: 'GET /api/v1/traces',
      attributes: [
        { key: 'http.request.method', value: { stringValue: 'GET' } },
        { key: 'http.response.status_code', value: { intValue: '200' } },
        { key: 'http.route', value: { stringValue: '/api/v1/traces' } },
        { key: 'throughline.request_id', value: { stringValue: 'r-1' } },
      ],
    });
    expect(request).not.toHaveProperty('parentSpanId');
    expect(request).not.toHaveProperty('status');
    expect(found[0]?.resource).toMatchObject({
      attributes: [
        { key: 'service.instance.id' },
        { key: 'service.name', value: { stringValue: 'throughline' } },
        { key: 'service.version', value: { stringValue: '1.2.3' } },
      ],
    });
  });

  it('has failed when its answer is our fault', async () => {
    const { tracer, spans } = selfTracing();
    const services = () => Promise.reject(new StoreOverloadedError('too much', 1));
    const app = await createTestApp({ selfTracer: tracer, answers: { services } });
    await app.inject('/api/v1/services');
    await app.inject('/api/v1/traces?limit=none');
    const statuses = (await spans()).map(({ span }) => [span['name'], span['status']]);
    expect(statuses.toSorted()).toEqual([
      ['GET /api/v1/services', { code: 2, message: '503' }],
      ['GET /api/v1/traces', undefined],
      ['services', { code: 2, message: 'StoreOverloadedError' }],
    ]);
  });

  it('is no trace when it is a check, a scrape or a page', async () => {
    const { tracer, spans } = selfTracing();
    const app = await createTestApp({ selfTracer: tracer });
    for (const path of ['/healthz', '/readyz', '/metrics', '/']) await app.inject(path);
    expect(await spans()).toEqual([]);
  });

  it('is answered when its spans find no room, and they are counted', async () => {
    const { tracer, sink, counts, spans } = selfTracing();
    sink.failWith(new StoreOverloadedError('too much', 1));
    const app = await createTestApp({ selfTracer: tracer });
    expect((await app.inject('/api/v1/services')).statusCode).toBe(200);
    expect(await spans()).toEqual([]);
    expect(counts).toEqual({ stored: 0, dropped: 2 });
  });

  it('is no trace beyond so many a second', async () => {
    const { tracer, counts, spans } = selfTracing();
    const startedMs = performance.now();
    for (let index = 0; index < 2000; index++) {
      tracer.request('GET', {}, (end) => end?.({ attributes: {} }));
    }
    const seconds = Math.ceil((performance.now() - startedMs) / 1000);
    await spans();
    expect(counts.stored).toBeGreaterThan(0);
    expect(counts.stored).toBeLessThanOrEqual(20 * (seconds + 1));
  });
});

describe('what comes in', () => {
  function watchersWith(random: () => number) {
    const tracing = selfTracing();
    const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
    return { ...tracing, metrics, watchers: traceIngest(metrics, tracing.tracer, random) };
  }

  it('is a span for one in a hundred, exports and inserts', async () => {
    const draws = Array.from({ length: 1000 }, (_, index) => index / 1000);
    const { watchers, spans, metrics } = watchersWith(() => draws.shift() ?? 0.5);
    for (let index = 0; index < 1000; index++) watchers.ingest.begin('otlp_http')(REPORT);
    const found = await spans();
    expect(found.map(({ span }) => span['name'])).toEqual(Array(10).fill('OTLP export'));
    expect(await metrics.render()).toContain('outcome="stored"} 1000\n');
  });

  it('is a span whenever we fail, but not when the sender does', async () => {
    const { watchers, spans } = watchersWith(NEVER);
    const end = (outcome: IngestReport['outcome']) =>
      watchers.ingest.begin('otlp_grpc')({ ...REPORT, outcome, acceptedSpans: 0 });
    end('unavailable');
    end('invalid');
    end('too_large');
    const found = await spans();
    expect(found).toMatchObject([{ span: { name: 'OTLP export', status: { code: 2 } } }]);
  });

  it('is no insert of our own spans alone: nothing was received since the last', async () => {
    const { watchers, spans, metrics } = watchersWith(ALWAYS);
    watchers.writes.inserted(INSERT);
    expect(await spans()).toEqual([]);
    watchers.ingest.begin('otlp_http')(REPORT);
    for (let index = 0; index < 5; index++) watchers.writes.inserted(INSERT);
    expect((await spans()).map(({ span }) => span['name']).toSorted()).toEqual([
      'OTLP export',
      'insert',
    ]);
    expect(await metrics.render()).toContain('throughline_store_insert_spans_count 6\n');
  });
});
