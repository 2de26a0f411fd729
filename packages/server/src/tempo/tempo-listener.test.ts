// What the listener does with each request over HTTP, and with connections.

import { EventEmitter, once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { FULL_TRACE, TRACE_ID } from '@throughline/model/otlp/testing/full-trace';
import { QueryLimitError, StoreUnavailableError } from '@throughline/storage/contract/errors';
import type { TraceqlSearch } from '@throughline/storage/contract/traceql-store';
import { print } from '@throughline/traceql/syntax/print';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { describe, expect, it } from 'vitest';
import { TEST_QUERY_LIMITS } from '../http/testing/create-test-app.ts';
import { answerWith, foundTrace, NOTHING_READ, startTempo } from './testing/start-tempo.ts';
import { strictTempo } from './testing/strict-tempo.ts';
import { callQuerier } from './testing/tempo-client.ts';

describe('search', () => {
  it('tells of traces as Tempo does, in JSON and in protobuf', async () => {
    const { get } = await startTempo({
      search: async () => answerWith([foundTrace(0x2f), foundTrace(1, { hasRoot: false })]),
    });
    const path = `/api/search?q=${encodeURIComponent('{ span.http.method = "GET" && duration > 1ns && status = error }')}`;
    const json = await get(path);
    expect(json).toMatchObject({ status: 200, type: 'application/json' });
    const read = strictTempo.readJson('SearchResponse', json.text);
    expect(read.traces[0]).toEqual({
      traceID: '2f',
      rootServiceName: 'shop',
      rootTraceName: 'checkout',
      startTimeUnixNano: '1000000000',
      durationMs: 1,
      spanSet: read.traces[0].spanSets[0],
      spanSets: [
        {
          spans: [
            {
              spanID: '00000000000000ab',
              startTimeUnixNano: '1000000000',
              durationNanos: '5',
              attributes: [
                { key: 'http.method', value: { stringValue: 'GET' } },
                { key: 'status', value: { stringValue: 'error' } },
              ],
            },
          ],
          matched: 1,
        },
      ],
      serviceStats: { shop: { spanCount: 2 } },
    });
    expect(read.traces[1].rootServiceName).toBe('<root span not yet received>');
    expect(read.traces[1].rootTraceName).toBeUndefined();
    const protobuf = await get(path, { accept: 'application/protobuf' });
    expect(protobuf.type).toBe('application/protobuf');
    expect(strictTempo.readProtobuf('SearchResponse', protobuf.bytes)).toMatchObject(read);
  });

  it('hands the store what was asked for, and the names of spans when they are', async () => {
    const asked: TraceqlSearch[] = [];
    const { get } = await startTempo({
      search: async (request) => {
        asked.push(request);
        return answerWith([foundTrace(1)]);
      },
    });
    const { text } = await get('/api/search?q={name%3D"pay"}&limit=7&spss=2&start=10&end=20', {
      'x-scope-orgid': 'team-a|team-b',
    });
    expect(asked).toMatchObject([
      {
        limit: 7,
        spansPerSpanset: 2,
        range: { startNs: 10_000_000_000n, endNs: 20_000_000_001n },
        limits: TEST_QUERY_LIMITS,
      },
    ]);
    const [trace] = strictTempo.readJson('SearchResponse', text).traces;
    expect(trace.spanSet.spans[0].name).toBe('pay');
  });

  it('ends its work when the client goes away', async () => {
    const work = new EventEmitter();
    const { url } = await startTempo({
      search: async (_request, signal) => {
        work.emit('started');
        if (signal !== undefined) await once(signal, 'abort');
        work.emit('aborted');
        throw new Error('aborted');
      },
    });
    const started = once(work, 'started');
    const aborted = once(work, 'aborted');
    const asked = httpRequest(`${url}/api/search?q={}`);
    asked.on('error', () => {});
    asked.end();
    await started;
    asked.destroy();
    await aborted;
  });

  it('says by its jobs that an answer is not all there is', async () => {
    const { get } = await startTempo({
      search: async () => ({
        ...answerWith([]),
        incomplete: { limit: 'time', message: 'it took more than 10 s' },
      }),
    });
    expect((await get('/api/search?q={}')).text).toBe('{"traces":[],"metrics":{"totalJobs":1}}');
  });

  it.each([
    [new QueryLimitError('too much memory'), 422, 'too much memory'],
    [new StoreUnavailableError('the engine is away', 1500), 503, 'the engine is away'],
    [
      new TraceqlError('evaluate', 'not yet supported', { start: 0, end: 0 }),
      400,
      'invalid TraceQL query: not yet supported',
    ],
    [new Error('secret detail'), 500, 'internal error'],
  ])('answers %s', async (error, status, text) => {
    const { get } = await startTempo({ search: () => Promise.reject(error) });
    const answer = await get('/api/search?q={}');
    expect(answer).toMatchObject({ status, text, type: 'text/plain; charset=utf-8' });
    expect(answer.response.headers.get('retry-after')).toBe(status === 503 ? '2' : null);
  });
});

describe('traces', () => {
  const trace = new SpanBatch();
  decodeTracesJson(FULL_TRACE, trace, 0);

  it('are Trace in the first version and TraceByIDResponse in the second', async () => {
    const { get } = await startTempo({}, { trace });
    const accept = { accept: 'application/protobuf' };
    const first = await get(`/api/traces/${TRACE_ID}`, accept);
    const second = await get(`/api/v2/traces/${TRACE_ID}?start=1&end=2`, accept);
    expect(first.type).toBe('application/protobuf');
    const read = strictTempo.readProtobuf('TraceByIDResponse', second.bytes);
    expect(read.trace).toEqual(strictTempo.readProtobuf('Trace', first.bytes));
    const json = JSON.parse((await get(`/api/traces/${TRACE_ID}`)).text);
    expect(Object.keys(json)).toEqual(['batches']);
    const ofSecond = await get(`/api/v2/traces/${TRACE_ID}`);
    expect(strictTempo.readJson('TraceByIDResponse', ofSecond.text).trace).toEqual({
      resourceSpans: json.batches,
    });
    expect(read.trace.resourceSpans).toMatchObject(json.batches);
  });

  it('that are not there: an empty 404, or an empty trace', async () => {
    const { get } = await startTempo();
    expect(await get('/api/traces/1')).toMatchObject({ status: 404, text: '' });
    expect(await get('/api/v2/traces/1')).toMatchObject({
      status: 200,
      text: '{"trace":{},"metrics":{}}',
    });
    const { bytes } = await get('/api/v2/traces/1', { accept: 'application/protobuf' });
    expect(strictTempo.readProtobuf('TraceByIDResponse', bytes).trace).toEqual({});
  });

  it('of a wrong id', async () => {
    const { get } = await startTempo();
    expect(await get('/api/v2/traces/not-hex')).toMatchObject({
      status: 400,
      text: "trace IDs can only contain hex characters: invalid character 'n' at position 1",
    });
  });
});

describe('names and values', () => {
  const names = [
    { scope: 'span', name: 'http.method', count: 3 },
    { scope: 'resource', name: 'service.name', count: 2 },
    { scope: 'span', name: 'db', count: 1 },
    { scope: 'resource', name: 'db', count: 1 },
  ] as const;
  const completions = <T>(items: readonly T[]) => ({ items, hasMore: false, isEstimate: false });

  it('lists names by scope, intrinsics among them', async () => {
    const { get } = await startTempo({ attributeNames: async () => completions(names) });
    const { scopes } = strictTempo.readJson(
      'SearchTagsV2Response',
      (await get('/api/v2/search/tags?limit=5000&start=1&end=2')).text,
    );
    expect(scopes.map(({ name }: { name: string }) => name)).toEqual([
      'intrinsic',
      'resource',
      'span',
    ]);
    expect(scopes[0].tags).toContain('trace:rootService');
    expect(scopes.slice(1)).toEqual([
      { name: 'resource', tags: ['db', 'service.name'] },
      { name: 'span', tags: ['db', 'http.method'] },
    ]);
    expect((await get('/api/search/tags')).text).toBe(
      '{"tagNames":["db","http.method","service.name"],"metrics":{}}',
    );
    expect(await get('/api/v2/search/tags?scope=spam')).toMatchObject({
      status: 400,
      text: 'invalid scope: spam',
    });
    const intrinsics = JSON.parse((await get('/api/v2/search/tags?scope=intrinsic')).text);
    expect(intrinsics.scopes).toHaveLength(1);
  });

  it('lists values with their types, by names that hold slashes and colons', async () => {
    const fields: string[] = [];
    const { get } = await startTempo({
      attributeValues: async ({ field }) => {
        fields.push(field);
        return completions([
          { value: { type: 'string', value: 'a' }, count: 2 },
          { value: { type: 'int', value: 5n }, count: 1 },
          { value: { type: 'array', items: [] }, count: 1 },
        ]);
      },
    });
    const values = await get('/api/v2/search/tag/span.a%2Fb/values?limit=5000&tag=span.a%252Fb');
    expect(values.text).toBe(
      '{"tagValues":[{"type":"string","value":"a"},{"type":"int","value":"5"}],"metrics":{}}',
    );
    await get('/api/v2/search/tag/.a/b/values');
    expect((await get('/api/search/tag/service.name/values')).text).toBe(
      '{"tagValues":["a","5"],"metrics":{}}',
    );
    await get('/api/v2/search/tag/trace%3ArootService/values');
    expect(fields).toEqual(['span.a/b', '.a/b', '.service.name', 'rootServiceName']);
    for (const broken of ['%', '%E0%A4%A', '%ff']) {
      expect((await get(`/api/v2/search/tag/${broken}/values`)).status).toBe(400);
    }
    expect(await get('/api/v2/search/tag/foo/values')).toMatchObject({
      status: 400,
      text: expect.stringContaining('please provide a valid tagName: parse error at line 1, col 1'),
    });
  });

  it('narrows by what is finished of a query', async () => {
    const narrowed: string[] = [];
    const { get } = await startTempo({
      attributeNames: async ({ narrowedBy }) => {
        narrowed.push(narrowedBy === undefined ? 'nothing' : print(narrowedBy));
        return completions([]);
      },
    });
    const ask = (q: string) => get(`/api/v2/search/tags?q=${encodeURIComponent(q)}`);
    await ask('{ .a = 1 && .b = }');
    await ask('{ .a');
    expect(narrowed).toEqual(['{ .a = 1 }', 'nothing']);
    const many = Array.from({ length: 101 }, (_, at) => `.a = ${at}`).join(' || ');
    expect(await ask(`{ ${many} }`)).toMatchObject({
      status: 400,
      text: 'maximum condition groups reached (limit: 100)',
    });
  });

  it('knows the values of status, kind and durations without looking', async () => {
    const { get } = await startTempo({ attributeValues: () => Promise.reject(new Error('asked')) });
    const valuesOf = async (tag: string) =>
      JSON.parse((await get(`/api/v2/search/tag/${tag}/values`)).text).tagValues;
    expect(await valuesOf('span:status')).toEqual(
      ['ok', 'error', 'unset'].map((value) => ({ type: 'keyword', value })),
    );
    expect(await valuesOf('kind')).toHaveLength(6);
    expect(await valuesOf('trace:duration')).toEqual([]);
    expect((await get('/api/search/tag/status.code/values')).text).toContain('unset');
  });
});

describe('metrics', () => {
  const series = [
    {
      labels: [['resource.service.name', { type: 'string', value: 'shop' }] as const],
      values: Float64Array.of(0, Number.NaN, 2.5),
      exemplars: [
        {
          traceId: '0000000000000000000000000000002f',
          spanId: '00000000000000ab',
          timestampMs: 15_000,
          value: 2.5,
          labels: [['name', { type: 'string', value: 'pay' }] as const],
        },
      ],
    },
  ];
  const incomplete = { limit: 'series', message: 'more than 1 series' } as const;
  const traceql = {
    metrics: async () => ({ series, statistics: NOTHING_READ, incomplete }),
  };
  const q = encodeURIComponent('{} | rate() by (resource.service.name)');

  it('leaves out what is not there, and links exemplars to their traces', async () => {
    const { get } = await startTempo(traceql);
    const path = `/api/metrics/query_range?q=${q}&start=10&end=20&step=10s&maxSeries=1`;
    const { text } = await get(path);
    expect(strictTempo.readJson('QueryRangeResponse', text)).toEqual({
      series: [
        {
          labels: [{ key: 'resource.service.name', value: { stringValue: 'shop' } }],
          samples: [{ timestampMs: '10000' }, { value: 2.5, timestampMs: '30000' }],
          exemplars: [
            {
              labels: [
                { key: 'trace:id', value: { stringValue: '2f' } },
                { key: 'span:id', value: { stringValue: '00000000000000ab' } },
                { key: 'name', value: { stringValue: 'pay' } },
              ],
              value: 2.5,
              timestampMs: '15000',
            },
          ],
        },
      ],
      metrics: { totalJobs: 1 },
      status: 'PARTIAL',
      message:
        'Response exceeds maximum series limit of 1, a partial response is returned. Warning: the ' +
        'accuracy of each individual value is not guaranteed.',
    });
  });

  it('has one value for each series of an instant', async () => {
    const { get } = await startTempo(traceql);
    const { text } = await get(`/api/metrics/query?query=${q}&start=10&end=20`);
    expect(strictTempo.readJson('QueryInstantResponse', text).series).toEqual([
      { labels: [{ key: 'resource.service.name', value: { stringValue: 'shop' } }] },
    ]);
  });
});

describe('the process', () => {
  it('answers what probes and Grafana ask', async () => {
    const { get } = await startTempo();
    expect(await get('/api/echo')).toMatchObject({ status: 200, text: 'echo' });
    expect(await get('/ready')).toMatchObject({ status: 200, text: 'ready' });
    expect(JSON.parse((await get('/api/status/buildinfo')).text)).toMatchObject({
      version: '3.0.2',
      revision: 'throughline-0.0.0-test',
    });
    expect((await get('/status/version')).text).toContain('0.0.0-test');
    expect(await get('/api/overrides')).toMatchObject({ status: 404, text: '404 page not found' });
    await get('/api/search?q={}');
    expect((await get('/metrics')).text).toContain(
      'throughline_tempo_request_duration_seconds_count{method="GET",route="/api/search",status="200"} 1',
    );
  });

  it('says why it is not ready', async () => {
    const readiness = async () => ({ ready: false, reasons: ['the engine is away'] });
    const { get } = await startTempo({}, { readiness });
    expect(await get('/ready')).toMatchObject({
      status: 503,
      text: 'not ready: the engine is away',
    });
  });

  it('is not reached under names that a web page may have chosen', async () => {
    const { url } = await startTempo();
    const asked = httpRequest(`${url}/api/echo`, { headers: { host: 'evil.example' } });
    asked.end();
    const [response] = await once(asked, 'response');
    response.resume();
    expect(response.statusCode).toBe(403);
  });

  it('takes queries of the length that Tempo takes', async () => {
    const { get } = await startTempo();
    const long = `{ name = "${'x'.repeat(60_000)}" }`;
    expect((await get(`/api/search?q=${encodeURIComponent(long)}`)).status).toBe(200);
  });
});

it('stops while connections of both kinds are open', async () => {
  const { listener, get, url } = await startTempo();
  await get('/api/echo');
  const session = connect(url);
  await once(session, 'remoteSettings');
  const closed = once(session, 'close');
  await listener.stop(5_000);
  await closed;
  await expect(get('/api/echo')).rejects.toThrow();
});

it('cuts what does not end in time', async () => {
  const work = new EventEmitter();
  const { listener, url } = await startTempo({
    search: async (_request, signal) => {
      work.emit('started');
      if (signal !== undefined) await once(signal, 'abort');
      throw new Error('aborted');
    },
  });
  const started = once(work, 'started');
  const streaming = callQuerier(url, 'Search', strictTempo.write('SearchRequest', { Query: '{}' }));
  const ended = streaming.then(
    () => 'answered',
    () => 'cut',
  );
  await started;
  await listener.stop(10);
  expect(await ended).toBe('cut');
});

it('outlives connections that break the rules of HTTP/2, or break off', async () => {
  const { get, url } = await startTempo();
  const { port } = new URL(url);
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
  for (const more of ['', 'garbage that is no frame at all, and long enough']) {
    const socket = connectTcp(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(preface + more);
    await once(socket, 'data');
    socket.resetAndDestroy();
  }
  expect((await get('/api/echo')).status).toBe(200);
});
