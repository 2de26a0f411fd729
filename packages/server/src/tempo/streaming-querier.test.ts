// The gRPC side of the listener, over real connections with the wire in view.

import { EventEmitter, once } from 'node:events';
import { connect } from 'node:http2';
import { StoreUnavailableError } from '@throughline/storage/contract/errors';
import type { FoundTrace } from '@throughline/storage/contract/traceql-store';
import { describe, expect, it } from 'vitest';
import { answerWith, foundTrace, NOTHING_READ, startTempo } from './testing/start-tempo.ts';
import { strictTempo } from './testing/strict-tempo.ts';
import { callGrpc, callQuerier } from './testing/tempo-client.ts';

describe('streams', () => {
  const { write, readProtobuf } = strictTempo;

  it('sends traces as they are found, each once, and the figures of all at the end', async () => {
    const { url, metrics } = await startTempo({
      search: async (_request, _signal, onProgress) => {
        onProgress?.([foundTrace(1)], { ...NOTHING_READ, inspectedTraces: 1 });
        onProgress?.([foundTrace(2)], { ...NOTHING_READ, inspectedTraces: 2 });
        return {
          ...answerWith([foundTrace(1), foundTrace(2), foundTrace(3)]),
          statistics: { ...NOTHING_READ, inspectedTraces: 9 },
        };
      },
    });
    const request = write('SearchRequest', { Query: '{}', Limit: 20, start: 1, end: 2 });
    const { code, messages } = await callQuerier(url, 'Search', request, { 'x-scope-orgid': 'a' });
    expect(code).toBe(0);
    const read = messages.map((message) => readProtobuf('SearchResponse', message));
    const ids = read.map(({ traces = [] }) =>
      traces.map(({ traceID }: { traceID: string }) => traceID),
    );
    expect(ids).toEqual([['1'], ['2'], ['3']]);
    expect(read.map((message) => message.metrics.inspectedTraces)).toEqual([1, 2, 9]);
    expect(read.map((message) => message.metrics.completedJobs)).toEqual([undefined, undefined, 1]);
    expect(await metrics.render()).toContain(
      'tempo_request_duration_seconds_count{method="GRPC",route="/tempopb.StreamingQuerier/Search",status="OK"} 1',
    );
  });

  it('answers the other methods with the messages of HTTP', async () => {
    const completions = { hasMore: false, isEstimate: false };
    const { url } = await startTempo({
      attributeNames: async () => ({
        ...completions,
        items: [{ scope: 'span', name: 'a', count: 1 }],
      }),
      attributeValues: async () => ({
        ...completions,
        items: [{ value: { type: 'bool', value: true }, count: 1 }],
      }),
      metrics: async () => ({
        series: [{ labels: [], values: Float64Array.of(1, 2), exemplars: [] }],
        statistics: NOTHING_READ,
      }),
    });
    const call = async (method: string, request: Uint8Array) => {
      const { code, messages, details } = await callQuerier(url, method, request);
      expect({ code, details, count: messages.length }).toEqual({
        code: 0,
        details: 'OK',
        count: 1,
      });
      return messages[0] ?? Buffer.alloc(0);
    };
    const tags = write('SearchTagsRequest', { scope: 'span' });
    const values = write('SearchTagValuesRequest', { tagName: '.a' });
    const range = { query: '{} | rate()', start: '1000000000', end: '3000000000' };
    const rangeRequest = write('QueryRangeRequest', { ...range, step: '1000000000' });
    const instantRequest = write('QueryInstantRequest', range);
    expect(readProtobuf('SearchTagsResponse', await call('SearchTags', tags))).toMatchObject({
      tagNames: ['a'],
    });
    expect(readProtobuf('SearchTagsV2Response', await call('SearchTagsV2', tags))).toMatchObject({
      scopes: [{ name: 'span', tags: ['a'] }],
    });
    expect(
      readProtobuf('SearchTagValuesResponse', await call('SearchTagValues', values)),
    ).toMatchObject({ tagValues: ['true'] });
    expect(
      readProtobuf('SearchTagValuesV2Response', await call('SearchTagValuesV2', values)),
    ).toMatchObject({ tagValues: [{ type: 'bool', value: 'true' }] });
    expect(
      readProtobuf('QueryRangeResponse', await call('MetricsQueryRange', rangeRequest)),
    ).toMatchObject({
      series: [
        {
          samples: [
            { value: 1, timestampMs: '1000' },
            { value: 2, timestampMs: '2000' },
          ],
        },
      ],
    });
    expect(
      readProtobuf('QueryInstantResponse', await call('MetricsQueryInstant', instantRequest)),
    ).toMatchObject({ series: [{ value: 1 }] });
  });

  it('is found by reflection', async () => {
    const { url } = await startTempo();
    const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
    const bySymbol = Buffer.concat([Buffer.of(0x22, 24), Buffer.from('tempopb.StreamingQuerier')]);
    const { messages } = await callGrpc(url, path, bySymbol);
    const answer = Buffer.concat(messages).toString('latin1');
    expect(answer).toContain('MetricsQueryInstant');
    expect(answer).toContain('SpansPerSpanSet');
  });

  it('refuses what is wrong with the code for it', async () => {
    const { url } = await startTempo({
      attributeNames: () => Promise.reject(new StoreUnavailableError('away', 1000)),
      attributeValues: () => Promise.reject(new Error('secret detail')),
    });
    expect(
      await callQuerier(url, 'Search', write('SearchRequest', { Query: '{ .a = }' })),
    ).toMatchObject({ code: 3, details: expect.stringContaining('invalid TraceQL query: parse') });
    expect(await callQuerier(url, 'Search', Buffer.of(0x42, 9))).toMatchObject({ code: 3 });
    expect(await callQuerier(url, 'SearchTags', Buffer.alloc(0))).toMatchObject({ code: 14 });
    expect(
      await callQuerier(url, 'SearchTagValues', write('SearchTagValuesRequest', { tagName: 'a' })),
    ).toMatchObject({ code: 13, details: 'internal error' });
    expect(await callQuerier(url, 'Nothing', Buffer.alloc(0))).toMatchObject({ code: 12 });
  });

  it('splits what is too large for one message', async () => {
    const wide = (id: number): FoundTrace => {
      const [set] = foundTrace(id).spansets;
      const [span] = set?.spans ?? [];
      if (set === undefined || span === undefined) throw new Error('no span');
      const text = { type: 'string', value: 'x'.repeat(500_000) } as const;
      return foundTrace(id, {
        spansets: [{ ...set, spans: [{ ...span, fields: [['.big', text]] }] }],
      });
    };
    const { url } = await startTempo({
      search: async () => answerWith([1, 2, 3, 4, 5, 6].map(wide)),
    });
    const { messages } = await callQuerier(
      url,
      'Search',
      write('SearchRequest', { Query: '{ .big != nil }' }),
    );
    const sizes = messages.map(({ length }) => length);
    expect(Math.max(...sizes)).toBeLessThan(4 * 1024 * 1024);
    const ids = messages.flatMap((message) =>
      readProtobuf('SearchResponse', message).traces.map((t: { traceID: string }) => t.traceID),
    );
    expect(ids).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('ends the work when the client goes away', async () => {
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
    const session = connect(url);
    const stream = session.request({
      ':method': 'POST',
      ':path': '/tempopb.StreamingQuerier/Search',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', () => {});
    stream.end(Buffer.alloc(5));
    await started;
    stream.close(8);
    await aborted;
    session.destroy();
  });
});
