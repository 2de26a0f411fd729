import { SpanBatch } from '@throughline/model/batch/span-batch';
import { allRows } from '@throughline/model/otlp/group-rows';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeMessageJson } from '@throughline/model/tempo/encode-message-json';
import { encodeMessageProtobuf } from '@throughline/model/tempo/encode-message-protobuf';
import {
  QUERY_RANGE_RESPONSE,
  type QueryRangeResponse,
  SEARCH_RESPONSE,
  type SearchResponse,
} from '@throughline/model/tempo/messages';
import { expect, it } from 'vitest';
import { strictTempo } from './testing/strict-tempo.ts';

const { readJson, readProtobuf } = strictTempo;

import { encodeTempoTrace, encodeTraceByIdResponse } from '@throughline/model/tempo/trace-protobuf';

const SPAN_SET = {
  spans: [
    {
      spanID: '563d623c76514f8e',
      name: 'pay',
      startTimeUnixNano: 2n ** 63n,
      durationNanos: 5n,
      attributes: [{ key: 'n', value: { type: 'int', value: -1n } as const }],
    },
  ],
  matched: 7,
  attributes: [{ key: 'by(name)', value: { type: 'string', value: 'pay' } as const }],
};

const SEARCH: SearchResponse = {
  traces: [
    {
      traceID: '2f',
      rootServiceName: 'shop',
      startTimeUnixNano: 9n,
      durationMs: 4_294_967_295,
      spanSet: SPAN_SET,
      spanSets: [SPAN_SET],
      serviceStats: new Map([['shop', { spanCount: 2, errorCount: 1 }]]),
    },
  ],
  metrics: { inspectedBytes: 3n },
};

const RANGE: QueryRangeResponse = {
  series: [
    {
      labels: [{ key: 'p', value: { type: 'double', value: 0.5 } }],
      samples: [{ value: 1.5, timestampMs: 12n }],
      exemplars: [{ labels: [], value: 2, timestampMs: -1n }],
    },
  ],
  status: 'PARTIAL',
  message: 'why',
};

it('is read by another implementation as what the JSON says', () => {
  const search = readProtobuf('SearchResponse', encodeMessageProtobuf(SEARCH_RESPONSE, SEARCH));
  expect(search).toEqual(readJson('SearchResponse', encodeMessageJson(SEARCH_RESPONSE, SEARCH)));
  const range = readProtobuf(
    'QueryRangeResponse',
    encodeMessageProtobuf(QUERY_RANGE_RESPONSE, RANGE),
  );
  expect(range).toMatchObject({
    series: [{ samples: [{ value: 1.5, timestampMs: '12' }], exemplars: [{ timestampMs: '-1' }] }],
    status: 'PARTIAL',
    message: 'why',
  });
});

it('has in a trace what Grafana reads without looking', () => {
  const spans = [{ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' }];
  const batch = new SpanBatch();
  decodeTracesJson({ resourceSpans: [{ scopeSpans: [{ spans }] }] }, batch, 0);
  const trace = encodeTempoTrace(batch, allRows(batch));
  const read = readProtobuf('TraceByIDResponse', encodeTraceByIdResponse(trace, 5n));
  const [resourceSpans] = read.trace.resourceSpans;
  expect(resourceSpans.resource.attributes).toEqual([
    { key: 'service.name', value: { stringValue: 'unknown_service' } },
  ]);
  const [scopeSpans] = resourceSpans.scopeSpans;
  expect(scopeSpans.scope).toEqual({});
  expect(scopeSpans.spans).toMatchObject([{ status: {} }]);
  expect(read.metrics).toEqual({ inspectedBytes: '5' });
  expect(readProtobuf('TraceByIDResponse', encodeTraceByIdResponse(new Uint8Array(), 0n))).toEqual({
    trace: {},
    metrics: {},
  });
});
