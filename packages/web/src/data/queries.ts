// The questions the pages ask, as TanStack Query options: what identifies an answer, how long it
// holds, how often it is asked again.

import { queryOptions } from '@tanstack/react-query';
import {
  ApiError,
  fetchAnalysis,
  fetchLinkTemplates,
  fetchServices,
  fetchSpan,
  fetchStatus,
  fetchTrace,
  fetchTraceAttribute,
  fetchTraceAttributes,
  fetchTraceText,
  findInTrace,
  searchTraces,
  type TraceAttribute,
} from './api-client.ts';
import type { TraceModel } from './trace-model.ts';

/** While nothing has arrived yet the page waits for the first trace. */
const EMPTY_POLL_MS = 3000;
const CATALOGUE_STALE_MS = 15_000;
/** A trace may still be arriving when it is opened first; coming back to it asks again. */
const TRACE_STALE_MS = 60_000;
const TRACE_KEPT_MS = 30_000;
const MAX_RETRIES = 1;

/** One quiet retry for what a moment can heal; never for what the server has answered. */
export function shouldRetry(failureCount: number, error: Error): boolean {
  if (error instanceof ApiError && error.status >= 400 && error.status < 500) return false;
  return failureCount < MAX_RETRIES;
}

export function servicesQuery() {
  return queryOptions({
    queryKey: ['services'],
    queryFn: ({ signal }) => fetchServices(signal),
    staleTime: CATALOGUE_STALE_MS,
    refetchInterval: (query) =>
      query.state.data !== undefined && query.state.data.services.length === 0
        ? EMPTY_POLL_MS
        : false,
  });
}

export function statusQuery() {
  return queryOptions({
    queryKey: ['status'],
    queryFn: ({ signal }) => fetchStatus(signal),
    staleTime: CATALOGUE_STALE_MS,
  });
}

export function traceQuery(traceId: string) {
  return queryOptions({
    queryKey: ['trace', traceId],
    queryFn: ({ signal }) => fetchTrace(traceId, signal),
    staleTime: TRACE_STALE_MS,
    // A large one is a hundred megabytes: kept for who goes back at once, and no longer.
    gcTime: TRACE_KEPT_MS,
    structuralSharing: false,
  });
}

/** Anew for a trace that has changed: it speaks of its spans. */
export function analysisQuery({ traceId, rowCount }: Pick<TraceModel, 'traceId' | 'rowCount'>) {
  return queryOptions({
    queryKey: ['analysis', traceId, rowCount],
    queryFn: ({ signal }) => fetchAnalysis(traceId, signal),
    staleTime: TRACE_STALE_MS,
    structuralSharing: false,
  });
}

export function matchesQuery(traceId: string, find: string) {
  return queryOptions({
    queryKey: ['matches', traceId, find],
    queryFn: ({ signal }) => findInTrace(traceId, find, signal),
    enabled: find !== '',
    staleTime: TRACE_STALE_MS,
    gcTime: TRACE_KEPT_MS,
    structuralSharing: false,
  });
}

/** `isWhole`: with values that are longer than is usually shown. */
export function spanQuery(traceId: string, spanId: string, isWhole = false) {
  return queryOptions({
    queryKey: ['span', traceId, spanId, isWhole],
    queryFn: ({ signal }) => fetchSpan(traceId, spanId, isWhole, signal),
    staleTime: TRACE_STALE_MS,
  });
}

export function linkTemplatesQuery() {
  return queryOptions({
    queryKey: ['link-templates'],
    queryFn: ({ signal }) => fetchLinkTemplates(signal),
    // They change with a start of the server.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const DAY_NS = 86_400_000_000_000n;
const LINKING_TRACES = 20;

/** Traces of a day around this one that link to a span of it. */
export function linkingSpansQuery({ traceId, startNs }: TraceModel, spanId: string) {
  const query = new URLSearchParams({
    q: `{ link:traceID = "${traceId}" && link:spanID = "${spanId}" }`,
    start: String(startNs - DAY_NS),
    end: String(startNs + DAY_NS),
    limit: String(LINKING_TRACES),
  });
  return queryOptions({
    queryKey: ['linking', traceId, spanId],
    queryFn: ({ signal }) => searchTraces(query, signal),
    staleTime: TRACE_STALE_MS,
  });
}

type TraceIdentity = Pick<TraceModel, 'traceId' | 'rowCount'>;

/** Anew for a trace that has changed: columns are by its rows. */
export function traceAttributesQuery({ traceId, rowCount }: TraceIdentity) {
  return queryOptions({
    queryKey: ['trace-attributes', traceId, rowCount],
    queryFn: ({ signal }) => fetchTraceAttributes(traceId, signal),
    staleTime: TRACE_STALE_MS,
  });
}

export function traceAttributeQuery(
  { traceId, rowCount }: TraceIdentity,
  attribute: TraceAttribute,
  enabled: boolean,
) {
  return queryOptions({
    queryKey: ['trace-attribute', traceId, rowCount, attribute.scope, attribute.name],
    queryFn: ({ signal }) => fetchTraceAttribute(traceId, attribute, signal),
    staleTime: TRACE_STALE_MS,
    structuralSharing: false,
    enabled,
  });
}

/** Large: it goes as soon as nobody looks at it. */
export function traceTextQuery({ traceId, rowCount }: TraceIdentity) {
  return queryOptions({
    queryKey: ['trace-text', traceId, rowCount],
    queryFn: ({ signal }) => fetchTraceText(traceId, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
