// Which traces have come to rest in a window of time, from when their spans were received: every trace whose last
// span falls into the window is there once, however often it was at rest before. The parts of `spans` know the
// range of `received_at` they have, so that only the newest are read.

import type { RestedCount, RestedTrace, RestWindow } from '../contract/verdict-store.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { MAX_IDS, traceIdSet } from '../read/trace-id-set.ts';
import type { ReadSession } from '../traceql/read-session.ts';

/** Of hashes: what `share` is a part of. */
const HASH_RANGE = 1_000_000;

function atMs(ms: number, parameters: SqlParameters): string {
  return `fromUnixTimestamp64Milli(${parameters.bind('Int64', Math.floor(ms))}, 'UTC')`;
}

/** Id and number of spans of each trace whose last span is in the window. */
function restedSql(
  { fromMs, untilMs, restMs }: RestWindow,
  share: number,
  parameters: SqlParameters,
): string {
  const at = (ms: number): string => atMs(ms, parameters);
  const chosen = Math.ceil(share * HASH_RANGE);
  const sample =
    share >= 1
      ? ''
      : `AND cityHash64(trace_id) % ${HASH_RANGE} < ${parameters.bind('UInt32', chosen)}`;
  return `SELECT trace_id, count() AS new_spans
  FROM spans
  PREWHERE received_at >= ${at(fromMs)} AND received_at < ${at(untilMs + restMs)} ${sample}
  GROUP BY trace_id
  HAVING max(received_at) < ${at(untilMs)}`;
}

export async function readFirstReceived(
  session: ReadSession,
  fromMs: number,
): Promise<number | undefined> {
  const parameters = new SqlParameters();
  const sql = `SELECT toFloat64(toUnixTimestamp64Milli(min(received_at))) AS ms, count() > 0 AS there
FROM spans WHERE received_at >= ${atMs(fromMs, parameters)}`;
  const [row] = await session.rows<{ ms: number; there: number }>({ sql, parameters });
  return row?.there === 1 ? row.ms : undefined;
}

export async function countRested(session: ReadSession, window: RestWindow): Promise<RestedCount> {
  const parameters = new SqlParameters();
  const sql = `SELECT toFloat64(count()) AS traces, toFloat64(sum(new_spans)) AS spans
FROM (${restedSql(window, 1, parameters)})`;
  const [row] = await session.rows<RestedCount>({ sql, parameters });
  return row ?? { traces: 0, spans: 0 };
}

interface IdRow {
  readonly traceId: string;
  readonly newSpans: number;
}

interface BoundsRow {
  readonly traceId: string;
  readonly firstNs: string;
  readonly lastNs: string;
  readonly day: string;
  readonly wasUsual: number;
}

/** By their ends, so that those that are read together lie beside each other. */
export async function readRested(
  session: ReadSession,
  window: RestWindow,
  share: number,
): Promise<RestedTrace[]> {
  const parameters = new SqlParameters();
  const sql = `SELECT lower(hex(trace_id)) AS traceId, toFloat64(new_spans) AS newSpans
FROM (${restedSql(window, share, parameters)})`;
  const ids = await session.rows<IdRow>({ sql, parameters });
  const newSpans = new Map(ids.map((row) => [row.traceId, row.newSpans]));
  const rested: RestedTrace[] = [];
  for (let at = 0; at < ids.length; at += MAX_IDS) {
    const some = ids.slice(at, at + MAX_IDS).map(({ traceId }) => traceId);
    for (const row of await session.rows<BoundsRow>(boundsStatement(some))) {
      rested.push({
        traceId: row.traceId,
        firstNs: BigInt(row.firstNs),
        lastNs: BigInt(row.lastNs),
        day: row.day,
        newSpans: newSpans.get(row.traceId) ?? 0,
        wasUsual: row.wasUsual === 1,
      });
    }
  }
  return rested.sort((a, b) => (a.lastNs < b.lastNs ? -1 : 1));
}

function boundsStatement(traceIds: readonly string[]) {
  const parameters = new SqlParameters();
  const ids = traceIdSet(parameters.bind('Array(String)', traceIds));
  const sql = `SELECT
  lower(hex(trace_id)) AS traceId,
  toString(first_ns) AS firstNs,
  toString(last_ns) AS lastNs,
  toString(first_day) AS day,
  was_usual AS wasUsual
FROM (
  SELECT trace_id, min(start_ns) AS first_ns, max(end_ns) AS last_ns, min(day) AS first_day
  FROM trace_bounds WHERE trace_id IN ${ids} GROUP BY trace_id
) AS bounds
LEFT JOIN (
  SELECT trace_id, argMax(is_usual, analysed_at) AS was_usual
  FROM trace_verdicts WHERE trace_id IN ${ids} GROUP BY trace_id
) AS before USING trace_id`;
  return { sql, parameters };
}
