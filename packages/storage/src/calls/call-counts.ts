// Calls as the spans of some minutes show them, counted by minute and bucket of durations. Each span is one or several
// lines of the map: the node it stands for, the edge from whoever called it, the edge to what it called when that
// sends no spans of its own.

import {
  KIND_CLIENT,
  KIND_CONSUMER,
  KIND_PRODUCER,
  KIND_SERVER,
} from '@throughline/model/span/span-kind';
import type { SqlParameters } from '../read/sql-parameters.ts';
import { SAME_SPAN } from '../read/trace.ts';
import { firstDay } from '../traceql/filed-range.ts';

import { WEIGHT_SQL } from '../traceql/metrics/weight-sql.ts';
import { CLOCK_SKEW_S, LONGEST_PARENT_S, widened, withinRuns } from './counted-units.ts';
import type { Run } from './runs.ts';

/** Which of the traces are looked at: chosen by their ids, within minutes chosen by a hash. 1: all. */
export interface TraceSample {
  readonly oneTraceIn: number;
  /** Which of them, from 0. */
  readonly part: number;
  readonly oneMinuteIn: number;
}

export interface CallWindow {
  /** Ascending, apart from each other; at least one. */
  readonly runs: readonly Run[];
  readonly sample: TraceSample;
  /** What each counts for, beside its own weight. */
  readonly scale: number;
}

/** As a number; the same on both sides of a sample. */
export function hashOfMinute(minute: string): string {
  return `intHash32(toUnixTimestamp(${minute}))`;
}

/** Durations are in buckets, four to a doubling: a quantile within one is off by a tenth at most. */
export const BUCKETS_PER_DOUBLING = 4;

/** The double's exponent and the first two bits of its mantissa; where buckets begin stands with the table. */
const BUCKET = `if(duration = 0, 0,
  bitShiftRight(reinterpretAsUInt64(toFloat64(duration)), 50) - ${1023 * BUCKETS_PER_DOUBLING - 1})`;

const SERVICE = 'toUInt64(cityHash64(service_name))';
const SPAN_KEY = 'cityHash64(trace_id, span_id)';

/** Of the table `calls`, that say what was counted. */
export const CALL_COLUMNS = `from_type, from_name, to_type, to_name, system, duration_histogram, errors,
  shortest_ns, longest_ns, max_weight`;

/** Rows of `minute` and CALL_COLUMNS. */
export function callCounts(window: CallWindow, parameters: SqlParameters): string {
  const scale = parameters.bind('Float64', window.scale);
  return `SELECT minute, from_type, from_name, to_type, to_name, any(its_system) AS system,
  arraySort(groupArray((bucket, calls))) AS buckets, (buckets.1, buckets.2) AS duration_histogram,
  sum(failed) AS errors, min(shortest) AS shortest_ns, max(longest) AS longest_ns, max(weightiest) AS max_weight
FROM (
  SELECT minute,
    line.1 AS from_type, line.2 AS from_name, line.3 AS to_type, line.4 AS to_name,
    any(line.5) AS its_system,
    toUInt16(${BUCKET}) AS bucket,
    sum(weight) * ${scale} AS calls,
    sumIf(weight, is_failed) * ${scale} AS failed,
    min(duration) AS shortest,
    max(duration) AS longest,
    max(weight) AS weightiest
  FROM (${linesOfSpans(window, parameters)})
  GROUP BY minute, from_type, from_name, to_type, to_name, bucket
)
GROUP BY minute, from_type, from_name, to_type, to_name`;
}

function linesOfSpans({ runs, sample }: CallWindow, parameters: SqlParameters): string {
  const { oneTraceIn, part, oneMinuteIn } = sample;
  const traces =
    oneTraceIn === 1
      ? ''
      : ` AND cityHash64(trace_id) % ${parameters.bind('UInt32', oneTraceIn)} = ${parameters.bind('UInt32', part)}`;
  const minutes =
    oneMinuteIn === 1
      ? ''
      : ` AND ${hashOfMinute('toStartOfMinute(filed_at)')} % ${parameters.bind('UInt32', oneMinuteIn)} = 0`;
  const withParents = runs.map((run) => widened(run, LONGEST_PARENT_S, CLOCK_SKEW_S));
  // What a message links to is of another trace.
  const everyTrace = filedWithin(withParents, parameters);
  const around = `${everyTrace}${traces}`;
  return `SELECT
    minute,
    arrayJoin(${LINES}) AS line,
    child.weight AS weight,
    child.status_code = 2 AS is_failed,
    greatest(child.duration_ns, 0) AS duration
  FROM (
    SELECT ${SPAN_KEY} AS key, cityHash64(trace_id, parent_span_id) AS parent_key,
      toStartOfMinute(filed_at) AS minute,
      ${SERVICE} AS service, kind, status_code, duration_ns, ${WEIGHT_SQL} AS weight,
      ${TARGET} AS target, ${IS_RECEIVED} AS is_received,
      if(kind = ${KIND_CONSUMER} AND target.1 = '', ${LINKED_KEY}, 0) AS linked_key
    FROM spans
    PREWHERE ${filedWithin(runs, parameters)}${traces}${minutes}
    LIMIT 1 BY cityHash64(${SAME_SPAN})
  ) AS child
  LEFT JOIN (
    SELECT ${SPAN_KEY} AS key, argMax(${SERVICE}, kind = ${KIND_SERVER}) AS service,
      max(kind = ${KIND_CLIENT}) AS is_client, 1 AS there
    FROM spans PREWHERE ${around} GROUP BY key
  ) AS parents ON parents.key = child.parent_key
  LEFT JOIN (
    SELECT ${SPAN_KEY} AS key, any(${SERVICE}) AS service, toUInt8(${KIND_SERVER}) AS server_kind, 1 AS there
    FROM spans PREWHERE ${around} AND kind = ${KIND_CLIENT} GROUP BY key
  ) AS sharing ON sharing.key = child.key AND sharing.server_kind = child.kind
  LEFT JOIN (
    SELECT arrayJoin([${SPAN_KEY}, cityHash64(trace_id, parent_span_id)]) AS key, 1 AS there
    FROM spans PREWHERE ${around} AND kind = ${KIND_SERVER} GROUP BY key
  ) AS answered ON answered.key = child.key
  LEFT JOIN (
    SELECT ${SPAN_KEY} AS key, any(${SERVICE}) AS service, 1 AS there
    FROM spans PREWHERE ${everyTrace} AND kind = ${KIND_PRODUCER} GROUP BY key
  ) AS sent ON sent.key = child.linked_key`;
}

/** What is filed is whole seconds, and minutes begin with one. */
function filedWithin(runs: readonly Run[], parameters: SqlParameters): string {
  const day = firstDay(runs[0]?.firstS ?? 0, parameters);
  return `toDate(received_at) >= ${day} AND ${withinRuns('filed_at', runs, parameters)}`;
}

/** The first attribute that says something, as OpenTelemetry calls it today and as it was called before. */
function firstOf(...names: readonly string[]): string {
  const values = names.map((name) => `attr_string['${name}']`);
  return values.reduceRight(
    (later, value) => (later === '' ? value : `if(${value} != '', ${value}, ${later})`),
    '',
  );
}

const HOST = firstOf('peer.service', 'server.address', 'net.peer.name', 'net.sock.peer.name');
const URL_HOST = `domain(${firstOf('url.full', 'http.url')})`;
const DB_SYSTEM = firstOf('db.system.name', 'db.system', 'db.type');
const DB_NAME = firstOf('db.namespace', 'db.name', 'db.instance', 'peer.service', 'server.address');
const QUEUE_SYSTEM = firstOf('messaging.system');
const QUEUE_NAME = firstOf(
  'messaging.destination.template',
  'messaging.destination.name',
  'messaging.destination',
  'message_bus.destination',
);
const IS_RECEIVED = `kind != ${KIND_PRODUCER} AND (kind = ${KIND_CONSUMER}
  OR ${firstOf('messaging.operation.type', 'messaging.operation')} IN ('receive', 'process'))`;

/** Of the message that was taken; of several the first. */
const LINKED_KEY = 'cityHash64(links.trace_id[1], links.span_id[1])';

/** What a span speaks to, by its own account: type, name, system. */
const TARGET = `multiIf(
  kind = ${KIND_SERVER}, ('', '', ''),
  ${DB_SYSTEM} != '',
    ('database', if(${DB_NAME} != '', ${DB_NAME}, ${DB_SYSTEM}), ${DB_SYSTEM}),
  ${QUEUE_SYSTEM} != '' OR ${QUEUE_NAME} != '',
    ('queue', if(${QUEUE_NAME} != '', ${QUEUE_NAME}, ${QUEUE_SYSTEM}), ${QUEUE_SYSTEM}),
  kind IN (${KIND_CLIENT}, ${KIND_PRODUCER}) AND ((if(${HOST} != '', ${HOST}, ${URL_HOST}) AS host) != ''),
    ('external', host, ''),
  ('', '', ''))`;

const ME = 'toString(child.service)';
const CALLER = 'if(sharing.there = 1, sharing.service, parents.service)';
const NO_LINE = "CAST([], 'Array(Tuple(String, String, String, String, String))')";
const IS_QUEUE = "child.target.1 = 'queue'";

/** A service that calls itself does so over the network; what is inside of it is no call. */
const IS_CALLED = `(sharing.there = 1 OR parents.there = 1)
  AND (${CALLER} != child.service
    OR (child.kind = ${KIND_SERVER} AND (sharing.there = 1 OR parents.is_client = 1)))
  AND NOT (${IS_QUEUE} AND child.is_received)`;
const IS_CALLING = `child.target.1 != '' AND NOT child.is_received
  AND (answered.there = 0 OR ${IS_QUEUE})`;

const LINES = `arrayConcat(
  [('any', '', 'service', ${ME}, '')],
  if(child.kind IN (${KIND_SERVER}, ${KIND_CONSUMER}), [('', '', 'service', ${ME}, '')], ${NO_LINE}),
  if(${IS_CALLED}, [('service', toString(${CALLER}), 'service', ${ME}, '')], ${NO_LINE}),
  if(sent.there = 1 AND NOT (${IS_CALLED}),
    [('service', toString(sent.service), 'service', ${ME}, '')], ${NO_LINE}),
  if(${IS_CALLING},
    [('service', ${ME}, child.target.1, child.target.2, child.target.3)], ${NO_LINE}),
  if(${IS_CALLING},
    [('', '', child.target.1, child.target.2, child.target.3)], ${NO_LINE}),
  if(${IS_QUEUE} AND child.is_received,
    [('queue', child.target.2, 'service', ${ME}, ''),
     ('any', '', 'queue', child.target.2, child.target.3)], ${NO_LINE}))`;
