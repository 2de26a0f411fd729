// Every metric that Throughline declares, as data: what /metrics serves and what
// docs/reference/metrics.md lists come from this one table.

export type MetricType = 'counter' | 'gauge' | 'histogram';

export interface MetricDeclaration {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** From a request that never leaves memory to the ten seconds a shutdown waits for. */
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const METRIC_TABLE = {
  buildInfo: {
    name: 'throughline_build_info',
    type: 'gauge',
    help: 'Always 1; the label carries the running version.',
    labels: ['version'],
  },
  ready: {
    name: 'throughline_ready',
    type: 'gauge',
    help: '1 when spans can be stored and found, else 0; /readyz gives the reason.',
    labels: [],
  },
  ingestRequests: {
    name: 'throughline_ingest_requests_total',
    type: 'counter',
    help: 'Export requests answered, by protocol and outcome.',
    labels: ['protocol', 'outcome'],
  },
  ingestRequestSeconds: {
    name: 'throughline_ingest_request_duration_seconds',
    type: 'histogram',
    help: 'Time from the first byte of an export request to its answer, the durable write included.',
    labels: ['protocol'],
    buckets: SECONDS_BUCKETS,
  },
  ingestInFlight: {
    name: 'throughline_ingest_requests_in_flight',
    type: 'gauge',
    help: 'Export requests that have arrived and are not answered yet.',
    labels: ['protocol'],
  },
  ingestBytes: {
    name: 'throughline_ingest_received_bytes_total',
    type: 'counter',
    help: 'Bytes of export request bodies after decompression.',
    labels: ['protocol'],
  },
  ingestWireBytes: {
    name: 'throughline_ingest_wire_bytes_total',
    type: 'counter',
    help: 'Bytes of export request bodies as received, compressed or not; OTLP/HTTP only.',
    labels: ['protocol'],
  },
  ingestSpansReceived: {
    name: 'throughline_ingest_spans_received_total',
    type: 'counter',
    help: 'Spans found in export requests, whatever became of them.',
    labels: ['protocol'],
  },
  ingestSpansAccepted: {
    name: 'throughline_ingest_spans_accepted_total',
    type: 'counter',
    help: 'Spans acknowledged to the sender, which means they are on disk.',
    labels: ['protocol'],
  },
  ingestSpansRejected: {
    name: 'throughline_ingest_spans_rejected_total',
    type: 'counter',
    help: 'Spans refused for good because they are invalid; reported as partial success.',
    labels: ['protocol'],
  },
  httpRequestSeconds: {
    name: 'throughline_http_request_duration_seconds',
    type: 'histogram',
    help: 'Time to answer a request of the UI and API listener.',
    labels: ['method', 'route', 'status'],
    buckets: SECONDS_BUCKETS,
  },
  httpInFlight: {
    name: 'throughline_http_requests_in_flight',
    type: 'gauge',
    help: 'Requests of the UI and API listener that are not answered yet.',
    labels: [],
  },
  storeSpans: {
    name: 'throughline_store_spans_total',
    type: 'counter',
    help: 'Spans that the engine has acknowledged since this process started.',
    labels: [],
  },
  storeInserts: {
    name: 'throughline_store_inserts_total',
    type: 'counter',
    help: 'Insert statements that the engine has acknowledged.',
    labels: [],
  },
  storeInsertFailures: {
    name: 'throughline_store_insert_failures_total',
    type: 'counter',
    help: 'Insert statements that failed, each attempt counted.',
    labels: [],
  },
  storeBytesInFlight: {
    name: 'throughline_store_bytes_in_flight',
    type: 'gauge',
    help: 'Bytes taken from senders and not on disk yet.',
    labels: [],
  },
  storeMaxBytesInFlight: {
    name: 'throughline_store_max_bytes_in_flight',
    type: 'gauge',
    help: 'The bound of bytes in flight; senders are asked to retry beyond it.',
    labels: [],
  },
  spoolBytes: {
    name: 'throughline_spool_bytes',
    type: 'gauge',
    help: 'Bytes on disk of spans that were acknowledged and that the engine does not have yet.',
    labels: [],
  },
  spoolMaxBytes: {
    name: 'throughline_spool_max_bytes',
    type: 'gauge',
    help: 'The bound of the spool; senders are asked to retry beyond it.',
    labels: [],
  },
  spoolFiles: {
    name: 'throughline_spool_files',
    type: 'gauge',
    help: 'Files of the spool; one becomes one insert.',
    labels: [],
  },
  spoolOldestAge: {
    name: 'throughline_spool_oldest_age_seconds',
    type: 'gauge',
    help: 'How long the oldest file of the spool has waited for the engine.',
    labels: [],
  },
  spoolRejectedBytes: {
    name: 'throughline_spool_rejected_bytes',
    type: 'gauge',
    help: 'Bytes of files that are set aside, from before the start too; they count towards the bound.',
    labels: [],
  },
  spoolRejectedFiles: {
    name: 'throughline_spool_rejected_files_total',
    type: 'counter',
    help: 'Files set aside, because the engine would never take them.',
    labels: [],
  },
  retentionRuns: {
    name: 'throughline_retention_runs_total',
    type: 'counter',
    help: 'Times that the stored days were looked at for what is too old or too much.',
    labels: [],
  },
  retentionFailures: {
    name: 'throughline_retention_failures_total',
    type: 'counter',
    help: 'Such looks that failed; each is tried again.',
    labels: [],
  },
  retentionDroppedDays: {
    name: 'throughline_retention_dropped_days_total',
    type: 'counter',
    help: 'Days dropped as a whole, too old or too much.',
    labels: [],
  },
  retentionExpiredSpans: {
    name: 'throughline_retention_expired_spans_total',
    type: 'counter',
    help: 'Spans deleted trace by trace by retention rules; not those of days dropped as a whole.',
    labels: [],
  },
  retentionBytes: {
    name: 'throughline_retention_stored_bytes',
    type: 'gauge',
    help: 'Size on disk of all stored spans, as of the last look.',
    labels: [],
  },
  deletedSpans: {
    name: 'throughline_deleted_spans_total',
    type: 'counter',
    help: 'Spans deleted on request.',
    labels: [],
  },
  ingestLimited: {
    name: 'throughline_ingest_limited_total',
    type: 'counter',
    help: 'Things that were cut or left out because they exceed a limit, by what the limit is on.',
    labels: ['limit'],
  },
  redactedValues: {
    name: 'throughline_redacted_values_total',
    type: 'counter',
    help: 'Values dropped, hashed or masked on their way in; of a resource or scope when it is new.',
    labels: ['action'],
  },
} as const satisfies Record<string, MetricDeclaration>;
