// A workload in the shape of the public benchmark of Jaeger on ClickHouse: traces of a parent and 9 children in 10
// services, 11 attributes per span out of 97 keys and 1,000 values. What its description leaves open is said here.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceProtobuf } from '@throughline/model/otlp/protobuf-encode';
import { SPANS_PER_BODY } from './canonical-workload.ts';
import { createRandom, type Random } from './random.ts';

const SPANS_PER_TRACE = 10;
const ATTRIBUTES_PER_SPAN = 11;
const KEYS = 97;
const VALUES = 1_000;

const SERVICES = 10;

// Not in the description.
const OPERATIONS_PER_SERVICE = 10;
const ERROR_RATE = 0.02;
const NS_PER_MS = 1_000_000n;

const keyName = (at: number) => `attribute.key.${at}`;
const valueText = (at: number) => `value-${at}`;
const serviceName = (at: number) => `service-${at}`;
const operationName = (service: number, at: number) => `operation-${service}-${at}`;

/**
 * One ExportTraceServiceRequest of SPANS_PER_BODY spans in whole traces, which start in the minute
 * before `endNs`. Deterministic in `seed`.
 */
export function manyKeysBody(seed: number, endNs: bigint): Uint8Array {
  const random = createRandom(seed);
  const spansOf = new Map<number, unknown[]>();
  for (let spans = 0; spans < SPANS_PER_BODY; spans += SPANS_PER_TRACE) {
    addTrace(random, endNs - BigInt(random.below(60_000)) * NS_PER_MS, spansOf);
  }
  const batch = new SpanBatch();
  const resourceSpans = [...spansOf].map(([service, spans]) => ({
    resource: {
      attributes: [{ key: 'service.name', value: { stringValue: serviceName(service) } }],
    },
    scopeSpans: [{ scope: { name: 'many-keys', version: '1' }, spans }],
  }));
  decodeTracesJson({ resourceSpans }, batch, 0);
  return encodeTraceProtobuf(batch).slice();
}

function addTrace(random: Random, startNs: bigint, spansOf: Map<number, unknown[]>): void {
  const traceId = random.hex(16);
  const rootId = random.hex(8);
  for (let at = 0; at < SPANS_PER_TRACE; at++) {
    const service = random.below(SERVICES);
    const spanStartNs = startNs + BigInt(at) * NS_PER_MS;
    const span = {
      traceId,
      spanId: at === 0 ? rootId : random.hex(8),
      parentSpanId: at === 0 ? '' : rootId,
      name: operationName(service, random.below(OPERATIONS_PER_SERVICE)),
      kind: at === 0 ? 2 : 3,
      startTimeUnixNano: String(spanStartNs),
      endTimeUnixNano: String(spanStartNs + BigInt(1_000_000 + random.below(100_000_000))),
      attributes: attributesOf(random),
      status: random.next() < ERROR_RATE ? { code: 2 } : {},
    };
    const spans = spansOf.get(service);
    if (spans === undefined) spansOf.set(service, [span]);
    else spans.push(span);
  }
}

/** Different keys, in any order. */
function attributesOf(random: Random) {
  const keys = new Set<number>();
  while (keys.size < ATTRIBUTES_PER_SPAN) keys.add(random.below(KEYS));
  return [...keys].map((key) => ({
    key: keyName(key),
    value: { stringValue: valueText(random.below(VALUES)) },
  }));
}
