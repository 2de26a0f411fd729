// What the engine found, as the API tells it.

import type { MatchedSpan, SearchEnd, Spanset, TraceSummary } from '@throughline/model/api/search';
import type {
  FoundSpan,
  FoundSpanset,
  FoundTrace,
  TraceOrder,
  TraceqlSearchAnswer,
} from '@throughline/storage/contract/traceql-store';
import type { Verdict } from '@throughline/storage/contract/verdict-store';
import type { Query } from '@throughline/traceql/syntax/ast';
import { print } from '@throughline/traceql/syntax/print';
import { encodeCursor } from './cursor.ts';
import { traceVerdict } from './findings-answer.ts';
import { namedValue } from './named-value.ts';

export function traceSummary(trace: FoundTrace, verdict?: Verdict): TraceSummary {
  return {
    traceId: trace.traceId,
    rootService: trace.rootService,
    rootName: trace.rootName,
    hasRoot: trace.hasRoot,
    startTimeUnixNano: String(trace.startNs),
    durationNano: String(trace.endNs - trace.startNs),
    spanCount: trace.spanCount,
    errorCount: trace.errorCount,
    services: [...trace.services],
    spansets: trace.spansets.map(spansetOf),
    ...(verdict === undefined ? {} : { verdict: traceVerdict(verdict) }),
  };
}

function spansetOf({ matched, spans, attributes }: FoundSpanset): Spanset {
  return {
    matchedSpanCount: matched,
    spans: spans.map(matchedSpan),
    attributes: attributes.map(namedValue),
  };
}

function matchedSpan(span: FoundSpan): MatchedSpan {
  return {
    spanId: span.spanId,
    name: span.name,
    service: span.service,
    startTimeUnixNano: String(span.startNs),
    durationNano: String(span.durationNs),
    fields: span.fields.map(namedValue),
  };
}

/** All of the answer but its traces. */
export function searchEnd(query: Query, order: TraceOrder, answer: TraceqlSearchAnswer): SearchEnd {
  const { next, total, incomplete, statistics } = answer;
  return {
    query: print(query),
    hasMore: next !== undefined,
    ...(next === undefined ? {} : { nextCursor: encodeCursor(order, next) }),
    total: { ...total },
    ...(incomplete === undefined ? {} : { incomplete: { ...incomplete } }),
    statistics: { ...statistics },
  };
}
