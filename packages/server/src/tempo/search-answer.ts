// Found traces as Tempo tells of them.

import type { Attribute } from '@throughline/model/span/attribute-value';
import type {
  FoundSpanMessage,
  SearchMetrics,
  SpanSetMessage,
  TraceSearchMetadata,
} from '@throughline/model/tempo/messages';
import type {
  FoundSpan,
  FoundSpanset,
  FoundTrace,
  ReadStatistics,
} from '@throughline/storage/contract/traceql-store';
import { requestedFields } from '@throughline/traceql/eval/requested-fields';
import type { IntrinsicName, Query } from '@throughline/traceql/syntax/ast';
import { printField } from '@throughline/traceql/syntax/print-value';
import { tempoLabel, tempoValue } from './tempo-value.ts';

/** Told by fields of their own, or of the trace. */
const TOLD_ELSEWHERE: ReadonlySet<IntrinsicName> = new Set([
  'name',
  'duration',
  'traceDuration',
  'rootName',
  'rootServiceName',
  'trace:id',
  'span:id',
]);

const NO_ROOT = '<root span not yet received>';

const MAX_UINT32 = 2 ** 32 - 1;

/** How the answers to one query tell of traces: by the fields that it speaks of. */
export function traceTeller(query: Query): (found: FoundTrace) => TraceSearchMetadata {
  const fields = requestedFields(query);
  const keys = new Map<string, string>();
  for (const field of fields) {
    if (field.kind === 'attribute') keys.set(printField(field), field.name);
    else if (!TOLD_ELSEWHERE.has(field.name)) keys.set(field.name, field.name);
  }
  const hasName = fields.some(({ kind, name }) => kind === 'intrinsic' && name === 'name');
  const tellSpan = (span: FoundSpan) => spanOf(span, keys, hasName);
  return (found) => traceOf(found, tellSpan);
}

function traceOf(
  found: FoundTrace,
  tellSpan: (span: FoundSpan) => FoundSpanMessage,
): TraceSearchMetadata {
  const spanSets = found.spansets.map((set) => spanSetOf(set, tellSpan));
  return {
    traceID: found.traceId.replace(/^0+/, ''),
    rootServiceName: found.hasRoot ? found.rootService : NO_ROOT,
    rootTraceName: found.hasRoot ? found.rootName : '',
    startTimeUnixNano: found.startNs,
    durationMs: uint32((found.endNs - found.startNs) / 1_000_000n),
    spanSet: spanSets[0],
    spanSets,
    serviceStats: new Map(
      found.services.map(({ name, spanCount, errorCount }) => [name, { spanCount, errorCount }]),
    ),
  };
}

function spanSetOf(
  { matched, spans, attributes }: FoundSpanset,
  tellSpan: (span: FoundSpan) => FoundSpanMessage,
): SpanSetMessage {
  return {
    spans: spans.map(tellSpan),
    matched,
    ...(attributes.length === 0 ? {} : { attributes: attributes.map(tempoLabel) }),
  };
}

/** Attributes go by their names without scope: of two that differ in it only, the first counts. */
function spanOf(
  span: FoundSpan,
  keys: ReadonlyMap<string, string>,
  hasName: boolean,
): FoundSpanMessage {
  const attributes = new Map<string, Attribute>();
  for (const [name, value] of span.fields) {
    const key = keys.get(name);
    if (key === undefined || attributes.has(key)) continue;
    attributes.set(key, { key, value: tempoValue(value) });
  }
  return {
    spanID: span.spanId,
    ...(hasName ? { name: span.name } : {}),
    startTimeUnixNano: span.startNs,
    durationNanos: span.durationNs < 0n ? 0n : span.durationNs,
    ...(attributes.size === 0 ? {} : { attributes: [...attributes.values()] }),
  };
}

/**
 * One job, from which Grafana draws how far a search is: it is not completed while more is to come, and never when
 * an answer is not all there is.
 */
export function searchMetrics(
  { inspectedTraces, inspectedSpans, inspectedBytes }: ReadStatistics,
  isComplete: boolean,
): SearchMetrics {
  return {
    inspectedTraces: Math.min(inspectedTraces, MAX_UINT32),
    inspectedBytes: BigInt(Math.trunc(inspectedBytes)),
    completedJobs: isComplete ? 1 : 0,
    totalJobs: 1,
    inspectedSpans: BigInt(inspectedSpans),
  };
}

function uint32(value: bigint): number {
  return value < 0n ? 0 : Number(value > MAX_UINT32 ? MAX_UINT32 : value);
}
