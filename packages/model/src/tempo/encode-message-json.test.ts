import { expect, it } from 'vitest';
import { encodeMessageJson } from './encode-message-json.ts';
import {
  METADATA_METRICS,
  QUERY_INSTANT_RESPONSE,
  QUERY_RANGE_RESPONSE,
  SEARCH_RESPONSE,
} from './messages.ts';

it('writes a found trace as Tempo does', () => {
  const spanSet = {
    spans: [
      {
        spanID: '563d623c76514f8e',
        startTimeUnixNano: 1_684_778_327_735_077_898n,
        durationNanos: 446_979_497n,
        attributes: [{ key: 'status', value: { type: 'string', value: 'error' } as const }],
      },
    ],
    matched: 1,
  };
  const json = encodeMessageJson(SEARCH_RESPONSE, {
    traces: [
      {
        traceID: '2f3e0cee77ae5dc9c17ade3689eb2e54',
        rootServiceName: 'shop-backend',
        rootTraceName: 'update-billing',
        startTimeUnixNano: 1_684_778_327_699_392_724n,
        durationMs: 557,
        spanSet,
        spanSets: [spanSet],
        serviceStats: new Map([
          ['shop-backend', { spanCount: 2, errorCount: 1 }],
          ['auth', { spanCount: 1, errorCount: 0 }],
        ]),
      },
    ],
    metrics: { inspectedTraces: 3, inspectedBytes: 24_806n, completedJobs: 1, totalJobs: 1 },
  });
  const set =
    '{"spans":[{"spanID":"563d623c76514f8e","startTimeUnixNano":"1684778327735077898",' +
    '"durationNanos":"446979497","attributes":[{"key":"status","value":{"stringValue":"error"}}]}],' +
    '"matched":1}';
  expect(json).toBe(
    '{"traces":[{"traceID":"2f3e0cee77ae5dc9c17ade3689eb2e54","rootServiceName":"shop-backend",' +
      '"rootTraceName":"update-billing","startTimeUnixNano":"1684778327699392724","durationMs":557,' +
      `"spanSet":${set},"spanSets":[${set}],` +
      '"serviceStats":{"auth":{"spanCount":1},"shop-backend":{"spanCount":2,"errorCount":1}}}],' +
      '"metrics":{"inspectedTraces":3,"inspectedBytes":"24806","completedJobs":1,"totalJobs":1}}',
  );
});

it('keeps empty lists and messages that are there, and nothing that is not', () => {
  expect(encodeMessageJson(SEARCH_RESPONSE, { traces: [], metrics: {} })).toBe(
    '{"traces":[],"metrics":{}}',
  );
  expect(encodeMessageJson(SEARCH_RESPONSE, { traces: undefined })).toBe('{}');
  expect(encodeMessageJson(METADATA_METRICS, { inspectedBytes: 0n, totalJobs: 0 })).toBe('{}');
});

it('writes samples, exemplars and what is partial', () => {
  const labels = [{ key: 'p', value: { type: 'double', value: 0.9 } as const }];
  const json = encodeMessageJson(QUERY_RANGE_RESPONSE, {
    series: [
      {
        labels,
        samples: [
          { value: 0, timestampMs: 1000n },
          { value: Number.POSITIVE_INFINITY, timestampMs: 2000n },
        ],
        exemplars: [{ labels: [], value: 1.5, timestampMs: 1500n }],
      },
    ],
    metrics: {},
    status: 'PARTIAL',
    message: 'too many',
  });
  expect(json).toBe(
    '{"series":[{"labels":[{"key":"p","value":{"doubleValue":0.9}}],"samples":[{"timestampMs":"1000"},' +
      '{"value":"Infinity","timestampMs":"2000"}],"exemplars":[{"labels":[],"value":1.5,' +
      '"timestampMs":"1500"}]}],"metrics":{},"status":"PARTIAL","message":"too many"}',
  );
  expect(encodeMessageJson(QUERY_INSTANT_RESPONSE, { series: [], status: 'COMPLETE' })).toBe(
    '{"series":[]}',
  );
});
