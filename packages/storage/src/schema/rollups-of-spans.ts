// What spans add to the table `rollups`, as a query over the stored spans: the rows that write/rollups-block.ts
// makes of them. Part of migration 0005: another schema needs another query.

/** OpenTelemetry's threshold in the trace state, of up to 14 hex digits: the share of spans left out. */
const SAMPLING_THRESHOLD =
  "extract(trace_state, '(?:^|,)\\s*ot=(?:[^,]*;)?th:([0-9a-f]{1,14})\\s*(?:[;,]|$)')";

const WEIGHT = `if(${SAMPLING_THRESHOLD} = '', 1, pow(2, 56) / (pow(2, 56) - reinterpretAsUInt64(
  reverse(unhex(rightPad(${SAMPLING_THRESHOLD}, 14, '0'))))))`;

/** The double's exponent and the first four bits of its mantissa. */
const BUCKET = `if(duration_ns <= 0, 0,
  bitShiftRight(reinterpretAsUInt64(toFloat64(duration_ns)), 48) - 16367)`;

/** `sign` -1: the rows that take it away again; the table adds up modulo 2^64. `condition` is ours. */
export function rollupsOfSpans(sign: 1 | -1, condition = '1'): string {
  return `
  SELECT
    toDate(received_at) AS day,
    service_name,
    name,
    kind,
    status_code,
    toStartOfMinute(filed_at) AS minute,
    toUInt64(${sign} * toInt64(count())) AS span_count,
    ${sign} * sum(${WEIGHT}) AS weighted_count,
    toUInt64(${sign} * toInt64(sum(toUInt64(greatest(duration_ns, 0))))) AS duration_sum,
    sumMap([toUInt16(${BUCKET})], [toUInt64(${sign})]) AS duration_histogram,
    max(received_at) AS last_seen
  FROM spans
  WHERE ${condition}
  GROUP BY day, service_name, name, kind, status_code, minute`;
}
