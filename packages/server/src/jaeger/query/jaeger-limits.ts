// The limits and defaults of Jaeger's query API: those that clients count on are Jaeger's own.

/** Traces of a search that says no number. */
export const DEFAULT_TRACES = 100;

/** The most that Jaeger's own page lets choose: all of them are told whole. */
export const MAX_TRACES = 1500;

/** Of a search that says no start. */
export const DEFAULT_LOOKBACK_NS = 48n * 3_600_000_000_000n;

/** Before the range of a search: how long ago a trace may have begun that is still looked through. */
export const EARLIER_NS = 900_000_000_000n;

/** Of these traces, the latest, and of the spans that match in each of them, the first. */
export const EARLIER_TRACES = 1000;
export const EARLIER_SPANS = 100;

/** Of a file of spans to be shown: some 30,000 spans. */
export const MAX_TRANSFORM_BYTES = 16 * 1024 * 1024;

/** Spans in one message of api_v2, as Jaeger has it. */
export const SPANS_PER_CHUNK = 10;

/** Of one line in a chart: more than a screen has pixels. */
export const MAX_METRIC_POINTS = 11_000;

/** Of which dependencies are told when a request does not say. */
export const DEFAULT_DEPENDENCIES_MS = 86_400_000;

/** Spans in one message of api_v3: some hundred kilobytes. */
export const SPANS_PER_CHUNK_V3 = 500;

/** Of a request over gRPC: a search with many tags. */
export const MAX_CALL_BYTES = 256 * 1024;
