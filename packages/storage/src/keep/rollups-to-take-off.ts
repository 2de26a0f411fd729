// What deleted spans have added to the table `rollups`, with the sign turned, as a query: the rows that
// write/rollups-block.ts made of them. The table adds up modulo 2^64, so that a negative number takes away.

/** OpenTelemetry's threshold in the trace state, of up to 14 hex digits: the share of spans left out. */
const SAMPLING_THRESHOLD =
  "extract(trace_state, '(?:^|,)\\s*ot=(?:[^,]*;)?th:([0-9a-f]{1,14})\\s*(?:[;,]|$)')";

const WEIGHT = `if(${SAMPLING_THRESHOLD} = '', 1, pow(2, 56) / (pow(2, 56) - reinterpretAsUInt64(
  reverse(unhex(rightPad(${SAMPLING_THRESHOLD}, 14, '0'))))))`;

/** The double's exponent and the first four bits of its mantissa. */
const BUCKET = `if(duration_ns <= 0, 0,
  bitShiftRight(reinterpretAsUInt64(toFloat64(duration_ns)), 48) - 16367)`;

/** `condition` on the spans is ours. */
export function rollupsToTakeOff(condition: string): string {
  return `
  SELECT
    toDate(received_at) AS day,
    service_name,
    name,
    kind,
    status_code,
    toStartOfMinute(filed_at) AS minute,
    toUInt64(-toInt64(count())) AS span_count,
    -sum(${WEIGHT}) AS weighted_count,
    toUInt64(-toInt64(sum(toUInt64(greatest(duration_ns, 0))))) AS duration_sum,
    sumMap([toUInt16(${BUCKET})], [toUInt64(-1)]) AS duration_histogram,
    toDateTime64(0, 3, 'UTC') AS last_seen
  FROM spans
  WHERE ${condition}
  GROUP BY day, service_name, name, kind, status_code, minute`;
}
