// The process's metrics: one prom-client registry, made from the metric table, and typed handles
// for whoever counts. Holds no state beyond the registry; one instance per process (or per test).

import type { LimitedCounts } from '@throughline/model/limits/span-limits';
import type { RedactionCounts } from '@throughline/model/redact/redaction-rules';
import type { WriteStats } from '@throughline/storage/contract/span-store';
import type { KeepStats } from '@throughline/storage/contract/trace-keeper';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRIC_TABLE, type MetricDeclaration } from './metric-table.ts';

export type IngestProtocol = 'otlp_http' | 'otlp_grpc';

/**
 * How an export request ended: all stored; stored with invalid spans left out; undecodable;
 * wrong media type or encoding; over the size limit; to be retried (engine away or overloaded);
 * sender gone; our own fault.
 */
export type IngestOutcome =
  | 'stored'
  | 'partial'
  | 'invalid'
  | 'unsupported'
  | 'too_large'
  | 'unavailable'
  | 'overloaded'
  | 'cancelled'
  | 'error';

/** What an ingest receiver reports about one request, once it has been answered. */
export interface IngestReport {
  readonly outcome: IngestOutcome;
  readonly seconds: number;
  /** After decompression; 0 when the body was not read. */
  readonly bytes: number;
  /** Before decompression; 0 where that is not known, as in gRPC, whose library decompresses. */
  readonly wireBytes: number;
  readonly acceptedSpans: number;
  readonly rejectedSpans: number;
  /** Spans found in the body; larger than accepted + rejected when the write failed. */
  readonly receivedSpans: number;
}

export interface IngestMetrics {
  /** A request has arrived. Call the returned function exactly once, with how it ended. */
  begin(protocol: IngestProtocol): (report: IngestReport) => void;
}

export interface HttpMetrics {
  /** A request has arrived. Call the returned function exactly once, when it was answered. */
  begin(): (method: string, route: string, status: number, seconds: number) => void;
}

export interface Metrics {
  readonly ingest: IngestMetrics;
  readonly http: HttpMetrics;
  setReady(ready: boolean): void;
  /** Where the store's figures come from, read at each scrape. */
  observeStore(stats: () => WriteStats): void;
  /** Where the figures of retention and deletion come from, read at each scrape. */
  observeKeeper(stats: () => KeepStats): void;
  redacted(counts: RedactionCounts): void;
  /** Of one message, by what was cut or left out. */
  limited(counts: LimitedCounts): void;
  readonly contentType: string;
  /** The Prometheus text form. */
  render(): Promise<string>;
}

export interface MetricsOptions {
  readonly version: string;
  /** Also the process's own figures (CPU, memory, event loop). */
  readonly withProcessMetrics: boolean;
}

export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  if (options.withProcessMetrics) collectDefaultMetrics({ register: registry });
  gauge(registry, METRIC_TABLE.buildInfo).set({ version: options.version }, 1);
  const ready = gauge(registry, METRIC_TABLE.ready);
  return {
    ingest: createIngestMetrics(registry),
    http: createHttpMetrics(registry),
    setReady: (isReady) => ready.set(isReady ? 1 : 0),
    observeStore: (stats) => registerFigures(registry, STORE_FIGURES, stats),
    observeKeeper: (stats) => registerFigures(registry, KEEPER_FIGURES, stats),
    limited: byLabel(counter(registry, METRIC_TABLE.ingestLimited), 'limit'),
    redacted: byLabel(counter(registry, METRIC_TABLE.redactedValues), 'action'),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}

function createIngestMetrics(registry: Registry): IngestMetrics {
  const requests = counter(registry, METRIC_TABLE.ingestRequests);
  const seconds = histogram(registry, METRIC_TABLE.ingestRequestSeconds);
  const inFlight = gauge(registry, METRIC_TABLE.ingestInFlight);
  const bytes = counter(registry, METRIC_TABLE.ingestBytes);
  const wireBytes = counter(registry, METRIC_TABLE.ingestWireBytes);
  const received = counter(registry, METRIC_TABLE.ingestSpansReceived);
  const accepted = counter(registry, METRIC_TABLE.ingestSpansAccepted);
  const rejected = counter(registry, METRIC_TABLE.ingestSpansRejected);
  return {
    begin(protocol) {
      inFlight.inc({ protocol });
      return (report) => {
        inFlight.dec({ protocol });
        requests.inc({ protocol, outcome: report.outcome });
        seconds.observe({ protocol }, report.seconds);
        bytes.inc({ protocol }, report.bytes);
        wireBytes.inc({ protocol }, report.wireBytes);
        received.inc({ protocol }, report.receivedSpans);
        accepted.inc({ protocol }, report.acceptedSpans);
        rejected.inc({ protocol }, report.rejectedSpans);
      };
    },
  };
}

function createHttpMetrics(registry: Registry): HttpMetrics {
  const seconds = histogram(registry, METRIC_TABLE.httpRequestSeconds);
  const inFlight = gauge(registry, METRIC_TABLE.httpInFlight);
  return {
    begin() {
      inFlight.inc();
      return (method, route, status, elapsedSeconds) => {
        inFlight.dec();
        seconds.observe({ method, route, status: String(status) }, elapsedSeconds);
      };
    },
  };
}

/** Adds counts that go by the values of one label. */
function byLabel<T extends { readonly [K in keyof T]: number }>(
  metric: Counter,
  label: string,
): (counts: T) => void {
  return (counts) => {
    for (const [value, count] of Object.entries<number>(counts)) {
      if (count > 0) metric.inc({ [label]: value }, count);
    }
  };
}

type Figures<Stats> = readonly (readonly [MetricDeclaration, (now: Stats) => number])[];

const STORE_FIGURES: Figures<WriteStats> = [
  [METRIC_TABLE.storeSpans, (now) => now.spansStored],
  [METRIC_TABLE.storeInserts, (now) => now.inserts],
  [METRIC_TABLE.storeInsertFailures, (now) => now.insertFailures],
  [METRIC_TABLE.storeBytesInFlight, (now) => now.bytesInFlight],
  [METRIC_TABLE.storeMaxBytesInFlight, (now) => now.maxBytesInFlight],
  [METRIC_TABLE.spoolBytes, (now) => now.spool.bytes],
  [METRIC_TABLE.spoolMaxBytes, (now) => now.spool.maxBytes],
  [METRIC_TABLE.spoolFiles, (now) => now.spool.segments],
  [METRIC_TABLE.spoolOldestAge, (now) => now.spool.oldestAgeMs / 1000],
  [METRIC_TABLE.spoolRejectedBytes, (now) => now.spool.rejectedBytes],
  [METRIC_TABLE.spoolRejectedFiles, (now) => now.spool.rejectedSegments],
];

const KEEPER_FIGURES: Figures<KeepStats> = [
  [METRIC_TABLE.retentionRuns, (now) => now.runs],
  [METRIC_TABLE.retentionFailures, (now) => now.failures],
  [METRIC_TABLE.retentionDroppedDays, (now) => now.droppedDays],
  [METRIC_TABLE.retentionExpiredSpans, (now) => now.expiredSpans],
  [METRIC_TABLE.retentionBytes, (now) => now.bytesOnDisk],
  [METRIC_TABLE.deletedSpans, (now) => now.deletedSpans],
];

function registerFigures<Stats>(
  registry: Registry,
  figures: Figures<Stats>,
  stats: () => Stats,
): void {
  for (const [declaration, read] of figures) {
    if (declaration.type === 'counter') {
      const metric = counter(registry, declaration, () => {
        metric.reset();
        metric.inc(read(stats()));
      });
    } else {
      const metric = gauge(registry, declaration, () => metric.set(read(stats())));
    }
  }
}

function counter(registry: Registry, declaration: MetricDeclaration, collect?: () => void) {
  return new Counter({
    ...common(registry, declaration),
    ...(collect === undefined ? {} : { collect }),
  });
}

function gauge(registry: Registry, declaration: MetricDeclaration, collect?: () => void) {
  return new Gauge({
    ...common(registry, declaration),
    ...(collect === undefined ? {} : { collect }),
  });
}

function histogram(registry: Registry, declaration: MetricDeclaration) {
  return new Histogram({
    ...common(registry, declaration),
    buckets: [...(declaration.buckets ?? [])],
  });
}

function common(registry: Registry, declaration: MetricDeclaration) {
  const { name, help, labels } = declaration;
  return { name, help, labelNames: [...labels], registers: [registry] };
}
