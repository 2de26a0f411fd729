// The process's metrics: one prom-client registry, made from the metric table, and typed handles
// for whoever counts. Holds no state beyond the registry; one instance per process (or per test).

import type { LimitedCounts } from '@throughline/model/limits/span-limits';
import type { RedactionCounts } from '@throughline/model/redact/redaction-rules';
import type { WriteStats } from '@throughline/storage/contract/span-store';
import type { KeepStats } from '@throughline/storage/contract/trace-keeper';
import type { WriteObserver } from '@throughline/storage/contract/write-observer';
import { type Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { AnalysisStats } from '../derive/background/trace-analyser.ts';
import { type EngineSource, registerEngineMetrics } from './engine-metrics.ts';
import { counter, type Figures, gauge, histogram, registerFigures } from './metric-registry.ts';
import { METRIC_TABLE, type MetricDeclaration } from './metric-table.ts';
import { createWriteMetrics } from './write-metrics.ts';

const PROTOCOLS = [
  'otlp_http',
  'otlp_grpc',
  'zipkin_http',
  'jaeger_http',
  'jaeger_grpc',
  'jaeger_compact',
  'jaeger_binary',
  'demo',
  'import',
] as const;

export type IngestProtocol = (typeof PROTOCOLS)[number];

/**
 * Why a request was not taken: undecodable; wrong media type or encoding; over the size limit; to be
 * retried (engine away, or overloaded); sender gone; our own fault; sent to where nothing is taken.
 */
export type IngestRefusal =
  | 'invalid'
  | 'unsupported'
  | 'too_large'
  | 'unavailable'
  | 'overloaded'
  | 'cancelled'
  | 'error'
  | 'unknown_path'
  | 'wrong_method';

/** How a request ended: all stored; stored with invalid spans left out; not taken. */
export type IngestOutcome = 'stored' | 'partial' | IngestRefusal;

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
  /** Something that never became an export request was refused. */
  refused(protocol: IngestProtocol, reason: IngestRefusal): void;
}

export interface HttpMetrics {
  /** A request has arrived. Call the returned function exactly once, when it was answered. */
  begin(): (method: string, route: string, status: number | string, seconds: number) => void;
}

export interface Metrics {
  readonly ingest: IngestMetrics;
  readonly http: HttpMetrics;
  /** Of Tempo's API; calls of gRPC have the name of a status. */
  readonly tempo: HttpMetrics;
  /** Of questions to Zipkin's API. */
  readonly zipkin: HttpMetrics;
  setReady(ready: boolean): void;
  /** Done before each scrape is answered; bounded in time, and never fails. */
  beforeScrape(refresh: () => Promise<void>): void;
  /** For the store to report to. */
  readonly writes: WriteObserver;
  /** Where the engine's figures come from, asked at each scrape and not waited for. */
  observeEngine(source: EngineSource): void;
  /** Where the store's figures come from, read at each scrape. */
  observeStore(stats: () => WriteStats): void;
  /** Where the figures of retention and deletion come from, read at each scrape. */
  observeKeeper(stats: () => KeepStats): void;
  /** Where the figures of the background analysis come from, read at each scrape. */
  observeAnalysis(stats: () => AnalysisStats): void;
  redacted(counts: RedactionCounts): void;
  /** Of one message, by what was cut or left out. */
  limited(counts: LimitedCounts): void;
  /** A client has asked for its sampling strategy. */
  samplingRequest(transport: 'http' | 'grpc'): void;
  /** Spans of the server itself. */
  selfSpans(outcome: 'stored' | 'dropped', spans: number): void;
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
  const selfSpans = counter(registry, METRIC_TABLE.selfSpans);
  const samplingRequests = counter(registry, METRIC_TABLE.samplingRequests);
  const refreshes: (() => Promise<void>)[] = [];
  const beforeScrape = (refresh: () => Promise<void>): void => {
    refreshes.push(refresh);
  };
  return {
    ingest: createIngestMetrics(registry),
    http: createHttpMetrics(registry, METRIC_TABLE.httpRequestSeconds, METRIC_TABLE.httpInFlight),
    tempo: createHttpMetrics(
      registry,
      METRIC_TABLE.tempoRequestSeconds,
      METRIC_TABLE.tempoInFlight,
    ),
    zipkin: createHttpMetrics(
      registry,
      METRIC_TABLE.zipkinRequestSeconds,
      METRIC_TABLE.zipkinInFlight,
    ),
    setReady: (isReady) => ready.set(isReady ? 1 : 0),
    beforeScrape,
    writes: createWriteMetrics(registry),
    observeEngine: (source) => beforeScrape(registerEngineMetrics(registry, source)),
    observeStore: (stats) => registerFigures(registry, STORE_FIGURES, stats),
    observeKeeper: (stats) => registerFigures(registry, KEEPER_FIGURES, stats),
    observeAnalysis: (stats) => registerFigures(registry, ANALYSIS_FIGURES, stats),
    limited: byLabel(counter(registry, METRIC_TABLE.ingestLimited), 'limit'),
    redacted: byLabel(counter(registry, METRIC_TABLE.redactedValues), 'action'),
    samplingRequest: (transport) => samplingRequests.inc({ transport }),
    selfSpans: (outcome, spans) => selfSpans.inc({ outcome }, spans),
    contentType: registry.contentType,
    async render() {
      await Promise.all(refreshes.map((refresh) => refresh()));
      return registry.metrics();
    },
  };
}

/** The reason of spans that are refused alone, from a request that is taken. */
const INVALID_SPAN = 'invalid_span';

function createIngestMetrics(registry: Registry): IngestMetrics {
  const requests = counter(registry, METRIC_TABLE.ingestRequests);
  const seconds = histogram(registry, METRIC_TABLE.ingestRequestSeconds);
  const inFlight = gauge(registry, METRIC_TABLE.ingestInFlight);
  const bytes = counter(registry, METRIC_TABLE.ingestBytes);
  const wireBytes = counter(registry, METRIC_TABLE.ingestWireBytes);
  const received = counter(registry, METRIC_TABLE.ingestSpansReceived);
  const accepted = counter(registry, METRIC_TABLE.ingestSpansAccepted);
  const rejected = counter(registry, METRIC_TABLE.ingestSpansRejected);
  const refusedRequests = counter(registry, METRIC_TABLE.ingestRequestsRefused);
  const refusedSpans = counter(registry, METRIC_TABLE.ingestSpansRefused);
  const countRefused = (protocol: IngestProtocol, report: IngestReport): void => {
    const { outcome: reason, receivedSpans, rejectedSpans } = report;
    if (rejectedSpans > 0) refusedSpans.inc({ protocol, reason: INVALID_SPAN }, rejectedSpans);
    if (reason === 'stored' || reason === 'partial') return;
    refusedRequests.inc({ protocol, reason });
    const others = receivedSpans - rejectedSpans;
    if (others > 0) refusedSpans.inc({ protocol, reason }, others);
  };
  // There from the start, so that the first increase is one.
  for (const protocol of PROTOCOLS) {
    for (const metric of [bytes, wireBytes, received, accepted, rejected])
      metric.inc({ protocol }, 0);
  }
  return {
    refused: (protocol, reason) => refusedRequests.inc({ protocol, reason }),
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
        countRefused(protocol, report);
      };
    },
  };
}

function createHttpMetrics(
  registry: Registry,
  requestSeconds: MetricDeclaration,
  requestsInFlight: MetricDeclaration,
): HttpMetrics {
  const seconds = histogram(registry, requestSeconds);
  const inFlight = gauge(registry, requestsInFlight);
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

const ANALYSIS_FIGURES: Figures<AnalysisStats> = [
  [METRIC_TABLE.analysisRested, (now) => now.restedTraces],
  [METRIC_TABLE.analysisTraces, (now) => now.analysedTraces],
  [METRIC_TABLE.analysisSpans, (now) => now.analysedSpans],
  [METRIC_TABLE.analysisLeftOut, (now) => now.leftOutTraces],
  [METRIC_TABLE.analysisTooLarge, (now) => now.tooLargeTraces],
  [METRIC_TABLE.analysisFindings, (now) => now.findings],
  [METRIC_TABLE.analysisSeconds, (now) => now.busyMs / 1000],
  [METRIC_TABLE.analysisFailures, (now) => now.failures],
  [METRIC_TABLE.analysisShare, (now) => now.share],
  [METRIC_TABLE.analysisBehind, (now) => now.behindMs / 1000],
];

const KEEPER_FIGURES: Figures<KeepStats> = [
  [METRIC_TABLE.retentionRuns, (now) => now.runs],
  [METRIC_TABLE.retentionFailures, (now) => now.failures],
  [METRIC_TABLE.retentionDroppedDays, (now) => now.droppedDays],
  [METRIC_TABLE.retentionExpiredSpans, (now) => now.expiredSpans],
  [METRIC_TABLE.retentionBytes, (now) => now.bytesOnDisk],
  [METRIC_TABLE.deletedSpans, (now) => now.deletedSpans],
];
