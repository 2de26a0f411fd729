// What the server's traces of itself are made from: requests of the API with the reads they wait for, and
// of what comes in a small share of the exports and inserts. Knows no OpenTelemetry; self-tracer.ts does.

import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { WriteObserver } from '@throughline/storage/contract/write-observer';
import type { AppInstance } from '../http/app-instance.ts';
import type { IngestMetrics, IngestReport } from './metrics.ts';

export type SelfAttributes = Readonly<Record<string, string | number>>;

export interface FinishedWork {
  readonly durationMs: number;
  readonly attributes: SelfAttributes;
  /** In a word or two, if it failed. */
  readonly failure?: string | undefined;
}

export type EndRequest = (end: Omit<FinishedWork, 'durationMs'>) => void;

export interface SelfTracer {
  /** Runs the work as a trace of its own; `undefined` for those beyond the rate, which have none. */
  request<T>(name: string, attributes: SelfAttributes, work: (end: EndRequest | undefined) => T): T;
  /** Runs the work as a step of the request that it belongs to, if that has a trace. */
  step<T>(name: string, attributes: SelfAttributes, work: () => Promise<T>): Promise<T>;
  /** Something that is over, as a trace of one span. */
  finished(name: string, work: FinishedWork): void;
  /** Resolves when what has ended is in the store, or dropped. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** One in so many exports and inserts is a span; those that fail all are, within the rate. */
const SAMPLE_ONE_IN = 100;

const API_PATH = '/api/';

/** Health checks, scrapes and the files of the UI would only hide what people do. */
export function traceRequests(app: AppInstance, tracer: SelfTracer): void {
  const ends = new WeakMap<object, EndRequest>();
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.url.startsWith(API_PATH)) return done();
    const route = request.routeOptions.url ?? 'unmatched';
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'throughline.request_id': request.id,
    };
    tracer.request(`${request.method} ${route}`, attributes, (end) => {
      if (end !== undefined) ends.set(request, end);
      done();
    });
  });
  app.addHook('onResponse', async (request, { statusCode }) => {
    const failure = statusCode >= 500 ? String(statusCode) : undefined;
    ends.get(request)?.({ attributes: { 'http.response.status_code': statusCode }, failure });
  });
}

/** The store with a step for each read. */
export function traceReads(store: SpanStore, tracer: SelfTracer): SpanStore {
  const read = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    tracer.step(name, { 'db.system.name': 'clickhouse', 'db.operation.name': name }, work);
  const { traceql, traceParts } = store;
  return {
    ...store,
    services: (signal) => read('services', () => store.services(signal)),
    operations: (service, signal) => read('operations', () => store.operations(service, signal)),
    dependencies: (request, signal) =>
      read('dependencies', () => store.dependencies(request, signal)),
    serviceMap: (request, signal) => read('serviceMap', () => store.serviceMap(request, signal)),
    diskUsage: (request, signal) => read('diskUsage', () => store.diskUsage(request, signal)),
    rollups: (request, signal) => read('rollups', () => store.rollups(request, signal)),
    serviceFigures: (request, signal) =>
      read('serviceFigures', () => store.serviceFigures(request, signal)),
    operationFigures: (request, signal) =>
      read('operationFigures', () => store.operationFigures(request, signal)),
    serviceVersions: (request, signal) =>
      read('serviceVersions', () => store.serviceVersions(request, signal)),
    traceql: {
      ...traceql,
      search: (request, signal, onProgress) =>
        read('traceql.search', () => traceql.search(request, signal, onProgress)),
      explain: (request, signal) => read('traceql.explain', () => traceql.explain(request, signal)),
      metrics: (request, signal) => read('traceql.metrics', () => traceql.metrics(request, signal)),
      cohorts: (request, signal) => read('traceql.cohorts', () => traceql.cohorts(request, signal)),
      attributeNames: (request, signal) =>
        read('traceql.attributeNames', () => traceql.attributeNames(request, signal)),
      attributeValues: (request, signal) =>
        read('traceql.attributeValues', () => traceql.attributeValues(request, signal)),
    },
    trace: (traceId, signal) => read('trace', () => store.trace(traceId, signal)),
    traces: (request, signal) => read('traces', () => store.traces(request, signal)),
    storedSpans: (traceIds, signal) =>
      read('storedSpans', () => store.storedSpans(traceIds, signal)),
    traceParts: {
      spanCount: (traceId, signal) =>
        read('trace.spanCount', () => traceParts.spanCount(traceId, signal)),
      outline: (traceId, maxSpans, signal) =>
        read('trace.outline', () => traceParts.outline(traceId, maxSpans, signal)),
      spans: (traceId, spanId, signal) =>
        read('trace.spans', () => traceParts.spans(traceId, spanId, signal)),
      spansWithText: (traceId, search, signal) =>
        read('trace.spansWithText', () => traceParts.spansWithText(traceId, search, signal)),
    },
  };
}

export interface IngestWatchers {
  readonly ingest: IngestMetrics;
  readonly writes: WriteObserver;
}

/**
 * The watchers of what comes in, with spans of some of it. Our own spans pass no receiver, so they make no
 * export; and an insert is a span only when something was received since the last one: alone with
 * itself, the server makes none.
 */
export function traceIngest(
  { ingest, writes }: IngestWatchers,
  tracer: SelfTracer,
  random: () => number = Math.random,
): IngestWatchers {
  const isSampled = (): boolean => random() * SAMPLE_ONE_IN < 1;
  let hasReceived = false;
  return {
    ingest: {
      ...ingest,
      begin(protocol) {
        const end = ingest.begin(protocol);
        return (report) => {
          end(report);
          if (report.acceptedSpans > 0) hasReceived = true;
          const failure = ownFailure(report);
          if (failure === undefined && !isSampled()) return;
          const attributes = exportAttributes(protocol, report);
          const durationMs = report.seconds * 1000;
          tracer.finished('OTLP export', { durationMs, attributes, failure });
        };
      },
    },
    writes: {
      appended: (waitedMs) => writes.appended(waitedMs),
      kept: (group) => writes.kept(group),
      inserted(insert) {
        writes.inserted(insert);
        if (!hasReceived || !isSampled()) return;
        hasReceived = false;
        const { spans, bytes, durationMs, waitedMs } = insert;
        const attributes = {
          'throughline.spans': spans,
          'throughline.bytes': bytes,
          ...(waitedMs === undefined ? {} : { 'throughline.waited_ms': Math.round(waitedMs) }),
        };
        tracer.finished('insert', { durationMs, attributes });
      },
    },
  };
}

/** What senders do wrong is no failure of ours. */
function ownFailure({ outcome }: IngestReport): string | undefined {
  return ['error', 'unavailable', 'overloaded'].includes(outcome) ? outcome : undefined;
}

function exportAttributes(protocol: string, report: IngestReport): SelfAttributes {
  return {
    'throughline.protocol': protocol,
    'throughline.outcome': report.outcome,
    'throughline.spans': report.receivedSpans,
    'throughline.bytes': report.bytes,
  };
}
