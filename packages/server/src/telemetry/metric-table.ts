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

/** Of what waits on disk: as long as the engine is away, which may be a day. */
const WAIT_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600, 86_400];

/** From one span to the most that one insert has. */
const SPANS_BUCKETS = [1, 10, 100, 500, 1000, 5000, 10_000, 25_000, 50_000, 100_000];

/** From a handful of spans to the largest file of the spool; powers of four. */
const BYTES_BUCKETS = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536].map((kib) => kib * 1024);

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
  ingestRequestsRefused: {
    name: 'throughline_ingest_requests_refused_total',
    type: 'counter',
    help: 'Requests of the OTLP listeners that were not taken, by reason.',
    labels: ['protocol', 'reason'],
  },
  ingestSpansRefused: {
    name: 'throughline_ingest_spans_refused_total',
    type: 'counter',
    help: 'Spans received and not taken, by reason; those of bodies that could not be read are not known.',
    labels: ['protocol', 'reason'],
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
  tempoRequestSeconds: {
    name: 'throughline_tempo_request_duration_seconds',
    type: 'histogram',
    help: 'Time to answer a request of the Tempo API, over HTTP or (method GRPC) streamed.',
    labels: ['method', 'route', 'status'],
    buckets: SECONDS_BUCKETS,
  },
  tempoInFlight: {
    name: 'throughline_tempo_requests_in_flight',
    type: 'gauge',
    help: 'Requests of the Tempo API that are not answered yet.',
    labels: [],
  },
  zipkinRequestSeconds: {
    name: 'throughline_zipkin_request_duration_seconds',
    type: 'histogram',
    help: "Time to answer a question of Zipkin's API.",
    labels: ['method', 'route', 'status'],
    buckets: SECONDS_BUCKETS,
  },
  zipkinInFlight: {
    name: 'throughline_zipkin_requests_in_flight',
    type: 'gauge',
    help: "Questions of Zipkin's API that are not answered yet.",
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
  storeAppendSeconds: {
    name: 'throughline_store_append_wait_seconds',
    type: 'histogram',
    help: 'Time from a body being complete to its spans being on disk, decoding included.',
    labels: [],
    buckets: SECONDS_BUCKETS,
  },
  storeGroupSpans: {
    name: 'throughline_store_group_spans',
    type: 'histogram',
    help: 'Spans that were written to disk together.',
    labels: [],
    buckets: SPANS_BUCKETS,
  },
  storeGroupBytes: {
    name: 'throughline_store_group_bytes',
    type: 'histogram',
    help: 'Bytes that were written to disk together.',
    labels: [],
    buckets: BYTES_BUCKETS,
  },
  storeGroupSeconds: {
    name: 'throughline_store_group_write_seconds',
    type: 'histogram',
    help: 'Time to encode a group, write it to the spool and flush it.',
    labels: [],
    buckets: SECONDS_BUCKETS,
  },
  storeInsertSpans: {
    name: 'throughline_store_insert_spans',
    type: 'histogram',
    help: 'Spans of one insert into the engine.',
    labels: [],
    buckets: SPANS_BUCKETS,
  },
  storeInsertBytes: {
    name: 'throughline_store_insert_bytes',
    type: 'histogram',
    help: 'Bytes of one insert into the engine.',
    labels: [],
    buckets: BYTES_BUCKETS,
  },
  storeInsertSeconds: {
    name: 'throughline_store_insert_duration_seconds',
    type: 'histogram',
    help: 'Time that the engine took for an insert that succeeded.',
    labels: [],
    buckets: SECONDS_BUCKETS,
  },
  storeInsertWaitSeconds: {
    name: 'throughline_store_insert_wait_seconds',
    type: 'histogram',
    help: 'Time from the oldest span of an insert being on disk to its being found.',
    labels: [],
    buckets: WAIT_BUCKETS,
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
  engineUp: {
    name: 'throughline_engine_up',
    type: 'gauge',
    help: '1 when the engine answers within a second, else 0; its other figures are then its last.',
    labels: [],
  },
  engineRestarts: {
    name: 'throughline_engine_restarts_total',
    type: 'counter',
    help: 'Times that the embedded engine ended by itself and was started again.',
    labels: [],
  },
  engineMemory: {
    name: 'throughline_engine_memory_bytes',
    type: 'gauge',
    help: 'Memory of the engine, by its own accounting.',
    labels: [],
  },
  engineMerges: {
    name: 'throughline_engine_merges',
    type: 'gauge',
    help: 'Merges that the engine is running.',
    labels: [],
  },
  engineParts: {
    name: 'throughline_engine_parts',
    type: 'gauge',
    help: 'Active parts of all tables.',
    labels: [],
  },
  enginePartitionParts: {
    name: 'throughline_engine_partition_parts_max',
    type: 'gauge',
    help: 'Active parts of the partition that has most; the engine slows inserts down from 1,000.',
    labels: [],
  },
  engineStoredBytes: {
    name: 'throughline_engine_stored_bytes',
    type: 'gauge',
    help: 'Bytes on disk of all tables, compressed, indexes included.',
    labels: [],
  },
  engineDiskFree: {
    name: 'throughline_engine_disk_free_bytes',
    type: 'gauge',
    help: 'Free space of the disk that the engine stores on.',
    labels: [],
  },
  engineDiskSize: {
    name: 'throughline_engine_disk_size_bytes',
    type: 'gauge',
    help: 'Size of the disk that the engine stores on.',
    labels: [],
  },
  dataDirFree: {
    name: 'throughline_data_dir_free_bytes',
    type: 'gauge',
    help: 'Free space of the disk of --data-dir, where the spool is.',
    labels: [],
  },
  dataDirSize: {
    name: 'throughline_data_dir_size_bytes',
    type: 'gauge',
    help: 'Size of the disk of --data-dir.',
    labels: [],
  },
  selfSpans: {
    name: 'throughline_self_spans_total',
    type: 'counter',
    help: 'Spans that --self-traces made, by whether they were stored or found no room.',
    labels: ['outcome'],
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
  analysisRested: {
    name: 'throughline_analysis_rested_traces_total',
    type: 'counter',
    help: 'Times that a trace came to rest and was due for the analysis.',
    labels: [],
  },
  analysisTraces: {
    name: 'throughline_analysis_traces_total',
    type: 'counter',
    help: 'Traces analysed in the background; one whose spans came later counts again.',
    labels: [],
  },
  analysisSpans: {
    name: 'throughline_analysis_spans_total',
    type: 'counter',
    help: 'Spans of these traces.',
    labels: [],
  },
  analysisLeftOut: {
    name: 'throughline_analysis_left_out_traces_total',
    type: 'counter',
    help: 'Traces not analysed, because there were more than --analysis-cpu allows.',
    labels: [],
  },
  analysisTooLarge: {
    name: 'throughline_analysis_too_large_traces_total',
    type: 'counter',
    help: 'Traces not analysed in the background, because they are larger than 8 MiB.',
    labels: [],
  },
  analysisFindings: {
    name: 'throughline_analysis_findings_total',
    type: 'counter',
    help: 'Findings of the traces analysed in the background.',
    labels: [],
  },
  analysisSeconds: {
    name: 'throughline_analysis_busy_seconds_total',
    type: 'counter',
    help: 'Time that the background analysis was at work, waiting for the engine included.',
    labels: [],
  },
  analysisFailures: {
    name: 'throughline_analysis_failures_total',
    type: 'counter',
    help: 'Slices of the background analysis that failed; each is tried again.',
    labels: [],
  },
  analysisShare: {
    name: 'throughline_analysis_share',
    type: 'gauge',
    help: 'Share of the traces that was analysed in the last slice that had any: 1 is all of them.',
    labels: [],
  },
  analysisBehind: {
    name: 'throughline_analysis_behind_seconds',
    type: 'gauge',
    help: 'How long the oldest trace at rest has waited for the analysis.',
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
  samplingRequests: {
    name: 'throughline_sampling_requests_total',
    type: 'counter',
    help: 'Times that a client asked for its sampling strategy, by how it asked.',
    labels: ['transport'],
  },
} as const satisfies Record<string, MetricDeclaration>;
