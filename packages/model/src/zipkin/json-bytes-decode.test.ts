import { describe, expect, it } from 'vitest';
import { textToUtf8 } from '../base/utf8.ts';
import { SpanBatch } from '../batch/span-batch.ts';
import { encodeTraceJson } from '../otlp/json-encode.ts';
import { decodeZipkinJsonBytes } from './json-bytes-decode.ts';
import { decodeZipkinJson } from './json-decode.ts';

const RECEIVED_MS = 1_700_000_000_000;

/** What each of the two decoders makes of a body: the spans, or what is wrong. */
function made(decode: (batch: SpanBatch) => unknown): unknown {
  const batch = new SpanBatch();
  try {
    if (decode(batch) === undefined) return 'left to the other';
    return [JSON.parse(encodeTraceJson(batch)), batch.receivedMs.unsignedAt(0)];
  } catch (error) {
    return String(error);
  }
}

function expectSame(text: string): void {
  const fast = made((batch) => decodeZipkinJsonBytes(textToUtf8(text), batch, RECEIVED_MS));
  expect(fast).toEqual(
    made((batch) => decodeZipkinJson(JSON.parse(text), 'JSON_V2', batch, RECEIVED_MS)),
  );
}

const IDS = '"traceId":"0af7651916cd43dd8448eb211c80319c","id":"00f067aa0ba902b7"';

const USUAL = `{${IDS},"parentId":"00f067aa0ba902b8","kind":"SERVER","name":"get /ä",
  "timestamp":1700000000000001,"duration":5,"localEndpoint":{"serviceName":"cart","ipv4":"10.0.0.1","port":80},
  "remoteEndpoint":{"serviceName":"db","ipv6":"2001:db8::1"},
  "annotations":[{"timestamp":1700000000000002,"value":"miss"},{"timestamp":2,"value":"a|{\\"b\\":1}|0"}],
  "tags":{"http.path":"/items","sql":"select \\"x\\"\\n","error":"","otel.scope.name":"lib","host.name":"h1",
  "k8s.pod.name":"p1","otel.status_code":"ok","otel.dropped_events_count":"3","span.kind":"internal"},
  "debug":true,"shared":true}`;

const spans: readonly string[] = [
  USUAL,
  `{${IDS}}`,
  '{"traceId":"48485a3953bb6124","id":"1"}',
  '{"traceId":"48485a3953bb6124","id":"00f067aa0ba902b7"}',
  `{${IDS},"parentId":"00f067aa0ba902b7"}`,
  `{${IDS},"parentId":"0000000000000000"}`,
  `{${IDS},"parentId":null,"tags":null,"name":null}`,
  `{${IDS},"kind":"CLIENT","shared":true}`,
  `{${IDS},"kind":"NOBODY"}`,
  `{${IDS},"name":"a","name":"b"}`,
  `{${IDS},"tags":{"a":"1","a":"2"}}`,
  `{${IDS},"tags":{"error":"1","error":"false","host.name":"a","host.name":"b"}}`,
  `{${IDS},"tags":{"a":1,"b":true}}`,
  `{${IDS},"tags":{"a":null}}`,
  `{${IDS},"tags":{"__proto__":"x","constructor":"y","":"z"}}`,
  `{${IDS},"tags":{"peer.service":"x"},"remoteEndpoint":{"serviceName":"y"}}`,
  `{${IDS},"tags":{"zipkin.shared":"x","network.local.port":"7"},"shared":true}`,
  `{${IDS},"tags":{"otlp.link.0":"${'1f'.repeat(16)}|${'2e'.repeat(8)}|a=b|{}|2"}}`,
  `{${IDS},"tags":{"service.name":"x","otel.library.name":"y","w3c.tracestate":"a=b"}}`,
  `{${IDS},"tags":{"error":"timeout"}}`,
  `{${IDS},"tags":{"error":"timeout","otel.status_code":"ERROR","otel.status_description":"late"}}`,
  `{${IDS},"tags":{"\\u0061":"\\ud83d\\ude00","host.n\\u0061me":"x"}}`,
  `{${IDS},"tags":{"host.name":"with \\"quotes\\""}}`,
  `{${IDS},"timestamp":"1700000000000001","duration":1.6}`,
  `{${IDS},"timestamp":9007199254740993}`,
  `{${IDS},"timestamp":-1}`,
  `{${IDS},"annotations":[{"timestamp":1,"value":"x","endpoint":{}}]}`,
  `{${IDS},"annotations":[]}`,
  `{${IDS},"binaryAnnotations":[]}`,
  `{${IDS},"unknown":{"a":[1,2]}}`,
  `{${IDS},"localEndpoint":{"serviceName":"","port":0}}`,
  `{${IDS},"localEndpoint":{"port":99999}}`,
  `{${IDS},"localEndpoint":7}`,
  `{${IDS},"debug":"yes"}`,
  '{"traceId":"0af7651916cd43dd8448eb211c80319c"}',
  '{"traceId":"00000000000000000000000000000000","id":"1"}',
  '{"traceId":"xyz","id":"1"}',
  'null',
  '7',
];

describe('the decoder of bytes agrees with that of objects', () => {
  it.each(spans)('on %s', (span) => expectSame(`[${span}]`));

  it('on what stands before and behind a span, whatever it is', () => {
    for (const span of spans) expectSame(` [ ${USUAL} ,${span},\n${USUAL}]\n`);
  });

  it('on a span of the batch before', () => {
    const batch = new SpanBatch();
    const bytes = textToUtf8(`[${USUAL},${USUAL}]`);
    decodeZipkinJsonBytes(bytes, batch, RECEIVED_MS);
    const first = encodeTraceJson(batch);
    batch.truncate(0);
    decodeZipkinJsonBytes(bytes, batch, RECEIVED_MS);
    expect(encodeTraceJson(batch)).toBe(first);
  });
});

it.each(['', '{}', '[', `[${USUAL}`, `[${USUAL},]`, `[${USUAL}] x`, '[{"traceId" 1}]', 'null'])(
  'leaves %j to the other, and the batch as it was',
  (text) => {
    const batch = new SpanBatch();
    expect(decodeZipkinJsonBytes(textToUtf8(text), batch, RECEIVED_MS)).toBeUndefined();
    expect(batch.rowCount).toBe(0);
  },
);
