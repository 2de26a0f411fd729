// What the kill bench sends: a request of a few small traces, in protobuf and in JSON, and what must be
// found of it afterwards.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceProtobuf } from '@throughline/model/otlp/protobuf-encode';
import type { Random } from '../workload/random.ts';

const MAX_TRACES = 4;
const MAX_SPANS = 12;
const SERVICES = ['checkout', 'payment', 'stock', 'mail'] as const;

export interface SentTrace {
  readonly traceId: string;
  readonly spans: number;
}

export interface SmallRequest {
  readonly traces: readonly SentTrace[];
  readonly body: Uint8Array;
}

export function smallRequest(
  random: Random,
  encoding: 'protobuf' | 'json',
  nowNs: bigint,
): SmallRequest {
  const traces: SentTrace[] = [];
  const resourceSpans: unknown[] = [];
  for (let count = 1 + random.below(MAX_TRACES); count > 0; count--) {
    const trace = { traceId: random.hex(16), spans: 1 + random.below(MAX_SPANS) };
    traces.push(trace);
    resourceSpans.push(resourceOf(random, trace, nowNs));
  }
  const json = { resourceSpans };
  if (encoding === 'json') return { traces, body: Buffer.from(JSON.stringify(json)) };
  const batch = new SpanBatch();
  decodeTracesJson(json, batch, 0);
  return { traces, body: encodeTraceProtobuf(batch).slice() };
}

function resourceOf(random: Random, { traceId, spans }: SentTrace, nowNs: bigint): unknown {
  const service = { key: 'service.name', value: { stringValue: random.pick(SERVICES) } };
  const rootId = random.hex(8);
  const list = Array.from({ length: spans }, (_, at) => {
    const startNs = nowNs + BigInt(1000 * at);
    return {
      traceId,
      spanId: at === 0 ? rootId : random.hex(8),
      parentSpanId: at === 0 ? '' : rootId,
      name: `step ${at}`,
      kind: 1,
      startTimeUnixNano: String(startNs),
      endTimeUnixNano: String(startNs + 1_000_000n),
      attributes: [{ key: 'step', value: { intValue: at } }],
    };
  });
  return { resource: { attributes: [service] }, scopeSpans: [{ spans: list }] };
}
