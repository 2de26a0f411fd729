// The statement behind the service map. Each span is one or several lines of it: the node it stands for, the edge
// from whoever called it, the edge to what it called when that sends no spans of its own.

import {
  KIND_CLIENT,
  KIND_CONSUMER,
  KIND_PRODUCER,
  KIND_SERVER,
} from '@throughline/model/span/span-kind';
import type { TimeRange } from '../contract/traceql-store.ts';
import { filedRangeSql } from '../traceql/filed-range.ts';
import { WEIGHT_SQL } from '../traceql/metrics/weight-sql.ts';
import type { Statement } from '../traceql/read-session.ts';
import { SqlParameters } from './sql-parameters.ts';
import { SAME_SPAN } from './trace.ts';

/** Which of the traces are looked at: chosen by their ids, within minutes chosen by a hash. 1: all. */
export interface TraceSample {
  readonly oneTraceIn: number;
  readonly oneMinuteIn: number;
}

const NS_PER_MINUTE = 60_000_000_000n;
/** A span's parent starts before it, at most so long, but for the clocks of the two. */
const LONGEST_PARENT_NS = 10n * NS_PER_MINUTE;
const CLOCK_SKEW_NS = NS_PER_MINUTE;

const SERVICE = 'toUInt64(cityHash64(service_name))';
const SPAN_KEY = 'cityHash64(trace_id, span_id)';

export function serviceMapStatement(
  range: TimeRange,
  sample: TraceSample,
  maxEdges: number,
): Statement {
  const parameters = new SqlParameters();
  const sql = `SELECT
  line.1 AS fromType, line.2 AS fromName, line.3 AS toType, line.4 AS toName,
  any(line.5) AS system,
  sum(weight) AS calls,
  sumIf(weight, is_failed) AS errors,
  quantiles(0.5, 0.95, 0.99)(duration) AS durations,
  max(weight) AS maxWeight,
  toFloat64(count() OVER (PARTITION BY fromType IN ('', 'any'))) AS rowCount
FROM (${linesOfSpans(range, sample, parameters)})
GROUP BY fromType, fromName, toType, toName
ORDER BY fromType = 'any', calls DESC, fromName, toName
LIMIT ${parameters.bind('UInt32', maxEdges)} BY if(fromType IN ('', 'any'), fromType, 'edge')`;
  return { sql, parameters };
}

function linesOfSpans(range: TimeRange, sample: TraceSample, parameters: SqlParameters): string {
  const traces =
    sample.oneTraceIn === 1
      ? ''
      : ` AND cityHash64(trace_id) % ${parameters.bind('UInt32', sample.oneTraceIn)} = 0`;
  const minutes =
    sample.oneMinuteIn === 1
      ? ''
      : ` AND intHash32(toUnixTimestamp(toStartOfMinute(filed_at))) % ${parameters.bind('UInt32', sample.oneMinuteIn)} = 0`;
  const around = `${aroundRange(range, parameters)}${traces}`;
  return `SELECT
    arrayJoin(${LINES}) AS line,
    child.weight AS weight,
    child.status_code = 2 AS is_failed,
    greatest(child.duration_ns, 0) AS duration
  FROM (
    SELECT ${SPAN_KEY} AS key, cityHash64(trace_id, parent_span_id) AS parent_key,
      ${SERVICE} AS service, kind, status_code, duration_ns, ${WEIGHT_SQL} AS weight,
      ${TARGET} AS target, ${IS_RECEIVED} AS is_received
    FROM spans
    PREWHERE ${withinRange(range, parameters)}${traces}${minutes}
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
  ) AS answered ON answered.key = child.key`;
}

/** Exact: what is filed is whole seconds. */
function withinRange({ startNs, endNs }: TimeRange, parameters: SqlParameters): string {
  const filed = filedRangeSql(
    {
      ...(startNs === undefined ? {} : { firstNs: startNs }),
      ...(endNs === undefined ? {} : { lastNs: endNs - 1n }),
    },
    parameters,
  );
  const from =
    startNs === undefined ? '' : ` AND filed_ns >= ${parameters.bind('UInt64', String(startNs))}`;
  const to =
    endNs === undefined ? '' : ` AND filed_ns < ${parameters.bind('UInt64', String(endNs))}`;
  return `${filed}${from}${to}`;
}

function aroundRange({ startNs, endNs }: TimeRange, parameters: SqlParameters): string {
  return filedRangeSql(
    {
      ...(startNs === undefined
        ? {}
        : { firstNs: startNs > LONGEST_PARENT_NS ? startNs - LONGEST_PARENT_NS : 0n }),
      ...(endNs === undefined ? {} : { lastNs: endNs + CLOCK_SKEW_NS }),
    },
    parameters,
  );
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

/** An outside service that sends spans after all, under the name by which it was called, is that service. */
const KNOWN_OR_EXTERNAL = `if(cityHash64(host) IN (SELECT cityHash64(service_name) FROM rollups),
  ('service', toString(cityHash64(host)), ''), ('external', host, ''))`;

/** What a span speaks to, by its own account: type, name, system. */
const TARGET = `multiIf(
  kind = ${KIND_SERVER}, ('', '', ''),
  ${DB_SYSTEM} != '',
    ('database', if(${DB_NAME} != '', ${DB_NAME}, ${DB_SYSTEM}), ${DB_SYSTEM}),
  ${QUEUE_SYSTEM} != '' OR ${QUEUE_NAME} != '',
    ('queue', if(${QUEUE_NAME} != '', ${QUEUE_NAME}, ${QUEUE_SYSTEM}), ${QUEUE_SYSTEM}),
  kind IN (${KIND_CLIENT}, ${KIND_PRODUCER}) AND ((if(${HOST} != '', ${HOST}, ${URL_HOST}) AS host) != ''),
    ${KNOWN_OR_EXTERNAL},
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
  if(${IS_CALLING},
    [('service', ${ME}, child.target.1, child.target.2, child.target.3)], ${NO_LINE}),
  if(${IS_CALLING} AND child.target.1 != 'service',
    [('', '', child.target.1, child.target.2, child.target.3)], ${NO_LINE}),
  if(${IS_QUEUE} AND child.is_received,
    [('queue', child.target.2, 'service', ${ME}, ''),
     ('any', '', 'queue', child.target.2, child.target.3)], ${NO_LINE}))`;
