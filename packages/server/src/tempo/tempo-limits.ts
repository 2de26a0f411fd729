// The limits of Tempo's API, as Tempo has them by default: clients know these numbers, and what is said when one
// is exceeded names it.

/** Of a query, and thus of the line a request begins with. */
export const MAX_QUERY_BYTES = 128 * 1024;

export const DEFAULT_TRACES = 20;
export const MAX_TRACES = 262_144;

export const DEFAULT_SPANS_PER_SET = 3;
export const MAX_SPANS_PER_SET = 100;

/** 168 hours. */
export const MAX_SEARCH_RANGE_S = 168 * 3600;

export const DEFAULT_METRICS_RANGE_NS = 3_600_000_000_000n;
export const MAX_METRICS_RANGE_NS = 24n * DEFAULT_METRICS_RANGE_NS;
export const MAX_INTERVALS = 10_000n;

export const MAX_EXEMPLARS = 100;
export const MAX_SERIES = 1000;

/** Names of attributes, and values of one, when a request says no number: what Grafana asks for. */
export const DEFAULT_COMPLETIONS = 5000;

/** More than a person can choose from; Tempo's own bound is on the bytes of all. */
export const MAX_COMPLETIONS = 100_000;

/** Of one streamed message: what clients of gRPC take by default, less what is around it. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024 - 64 * 1024;
