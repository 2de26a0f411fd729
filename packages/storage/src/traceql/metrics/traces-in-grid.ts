// Whole traces for the reference evaluator: those by their ids, and all that have a span in a time grid, in the
// order of their beginnings and a batch at a time.

import type { TimeGrid } from '@throughline/traceql/eval/metrics/time-grid';
import type { Trace } from '@throughline/traceql/eval/trace';
import type { TraceCondition } from '@throughline/traceql/plan/trace-condition';
import { SqlParameters } from '../../read/sql-parameters.ts';
import { MAX_IDS } from '../../read/trace-id-set.ts';
import { allOf } from '../compare-sql.ts';
import { bindNs, type FiledRange, firstDay, secondOf } from '../filed-range.ts';
import { findingsOf } from '../findings-for.ts';
import { filedTracesOf } from '../found-trace.ts';
import type { ReadOrigins } from '../origin-cache.ts';
import type { ReadSession, Statement } from '../read-session.ts';
import { boundsById, readTraces, type TraceBounds } from '../read-traces.ts';
import { traceSql } from '../trace-sql.ts';
import { filedRangeOf } from './grid-sql.ts';

/** Traces fetched at a time, as many as ids travel together: the fewer, the more often is the same minute read. */
const BATCH = 2_000;
/** Bounds of one statement; more come by the next. */
const PAGE = 20_000;

export interface TraceSource {
  readonly session: ReadSession;
  readonly readOrigins: ReadOrigins;
  /** Of the spans, see span-columns.ts. */
  readonly columns: string;
  /** Whether the query asks what was found in traces. */
  readonly needsFindings: boolean;
}

interface BoundsRow {
  readonly traceId: string;
  readonly firstNs: string;
  readonly lastNs: string;
}

const BOUNDS = `lower(hex(trace_id)) AS traceId, toString(first_ns) AS firstNs, toString(last_ns) AS lastNs`;

export async function* tracesById(
  source: TraceSource,
  ids: readonly string[],
): AsyncGenerator<Trace> {
  for (let at = 0; at < ids.length; at += MAX_IDS) {
    yield* tracesOfBounds(source, await boundsById(source.session, ids.slice(at, at + MAX_IDS)));
  }
}

/** Those of which the condition may be true. */
export async function* tracesInGrid(
  source: TraceSource,
  grid: TimeGrid,
  condition: TraceCondition,
): AsyncGenerator<Trace> {
  const { session } = source;
  const spans = await readExtent(session, grid);
  let after: TraceBounds | undefined;
  for (;;) {
    const rows = await session.rows<BoundsRow>(pageStatement(grid, condition, spans, after));
    const page = rows.map(boundsOf);
    yield* tracesOfBounds(source, page);
    if (page.length < PAGE) return;
    after = page.at(-1);
  }
}

async function* tracesOfBounds(
  { session, readOrigins, columns, needsFindings }: TraceSource,
  bounds: readonly TraceBounds[],
): AsyncGenerator<Trace> {
  for (let at = 0; at < bounds.length; at += BATCH) {
    session.checkTime();
    const some = bounds.slice(at, at + BATCH);
    for await (const { traces, batch } of readTraces(session, some, readOrigins, columns)) {
      const findings = needsFindings ? await findingsOf(session, traces) : undefined;
      for (const trace of filedTracesOf(batch, findings)) {
        yield trace;
        session.checkTime();
      }
    }
  }
}

function boundsOf({ traceId, firstNs, lastNs }: BoundsRow): TraceBounds {
  return { traceId, firstNs: BigInt(firstNs), lastNs: BigInt(lastNs) };
}

/** All of a trace counts, whatever part of it is in the grid. */
function boundsInGrid(grid: TimeGrid, where: string, parameters: SqlParameters): string {
  const { firstNs, lastNs } = filedRangeOf(grid);
  const within = [
    ...(lastNs === undefined ? [] : [`start_ns <= ${bindNs(lastNs, parameters)}`]),
    ...(firstNs === undefined
      ? []
      : [
          `end_ns >= ${bindNs(firstNs, parameters)}`,
          `day >= ${firstDay(secondOf(firstNs), parameters)}`,
        ]),
  ];
  return `SELECT trace_id, min(start_ns) AS first_ns, max(end_ns) AS last_ns FROM trace_bounds
  WHERE trace_id IN (SELECT trace_id FROM trace_bounds WHERE ${allOf([...within, where])})
  GROUP BY trace_id`;
}

/** When the first of the traces begins that have a span in the grid, and the last of them ends. */
export async function readExtent(session: ReadSession, grid: TimeGrid): Promise<FiledRange> {
  type Row = { readonly firstNs: string; readonly lastNs: string };
  const parameters = new SqlParameters();
  const sql = `SELECT toString(min(first_ns)) AS firstNs, toString(max(last_ns)) AS lastNs
FROM (${boundsInGrid(grid, '1', parameters)})`;
  const [extent] = await session.rows<Row>({ sql, parameters });
  return { firstNs: BigInt(extent?.firstNs ?? 0), lastNs: BigInt(extent?.lastNs ?? 0) };
}

function pageStatement(
  grid: TimeGrid,
  condition: TraceCondition,
  spans: FiledRange,
  after: TraceBounds | undefined,
): Statement {
  const parameters = new SqlParameters();
  const { where, having } = traceSql(condition, 'may', spans, parameters);
  const isAfter =
    after === undefined
      ? '1'
      : `(first_ns, trace_id) > (${bindNs(after.firstNs, parameters)},
          toFixedString(unhex(${parameters.bind('String', after.traceId)}), 16))`;
  const sql = `SELECT ${BOUNDS} FROM (${boundsInGrid(grid, where, parameters)}
  HAVING ${allOf([having, isAfter])})
ORDER BY first_ns, trace_id
LIMIT ${PAGE}`;
  return { sql, parameters };
}
