// Writes what came of a slice of the analysis: verdicts, and what is usual. A trace that was deleted meanwhile must
// not come back as a verdict: deletions take the bounds of a trace before its verdict, so that whoever writes a
// verdict and then finds no bounds knows that it has to go.

import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ClickHouse } from '../client/clickhouse.ts';
import type {
  AnalysedSlice,
  BucketCounts,
  UsualOfEndpoint,
  UsualPath,
} from '../contract/verdict-store.ts';
import { rowsOf } from '../read/rows-of.ts';
import { MAX_IDS, traceIdSet } from '../read/trace-id-set.ts';

type SavedVerdict = AnalysedSlice['verdicts'][number];

const FINDINGS_TYPE = `Array(Tuple(name String, service String, operation String, cost_ns UInt64,
  span_count UInt32, sentence String))`;

const INSERT_VERDICTS = `INSERT INTO trace_verdicts
  (day, trace_id, analysed_at, start_ns, root_service, root_name, span_count, is_usual,
    culprit_kind, culprit_service, culprit_operation, culprit_sentence, findings)
SELECT day, toFixedString(unhex(id), 16), fromUnixTimestamp64Milli(at_ms, 'UTC'), start_ns, root_service, root_name,
  span_count, is_usual, culprit_kind, culprit_service, culprit_operation, culprit_sentence, findings
FROM input('day Date, id String, at_ms Int64, start_ns UInt64, root_service String, root_name String,
  span_count UInt32, is_usual UInt8, culprit_kind String, culprit_service String, culprit_operation String,
  culprit_sentence String, findings ${FINDINGS_TYPE}')
FORMAT JSONEachRow`;

export async function saveSlice(
  clickhouse: ClickHouse,
  { verdicts, usual }: AnalysedSlice,
  nowMs: number,
): Promise<void> {
  for (let at = 0; at < verdicts.length; at += MAX_IDS) {
    const some = verdicts.slice(at, at + MAX_IDS);
    await insertRows(
      clickhouse,
      INSERT_VERDICTS,
      some.map((verdict) => verdictRow(verdict, nowMs)),
    );
    await removeDeleted(clickhouse, some);
  }
  const rows = usual.flatMap(usualRows);
  if (rows.length === 0) return;
  await insertRows(clickhouse, 'INSERT INTO baselines FORMAT JSONEachRow', rows);
}

async function insertRows(
  clickhouse: ClickHouse,
  query: string,
  rows: readonly object[],
): Promise<void> {
  const values = Readable.from([rows.map((row) => JSON.stringify(row)).join('\n')], {
    objectMode: false,
  });
  const { stream } = await clickhouse.client().exec({ query, values });
  // An answer that is not read to its end holds its connection.
  await text(stream);
}

function verdictRow(verdict: SavedVerdict, nowMs: number) {
  const { culprit } = verdict;
  return {
    day: verdict.day,
    id: verdict.traceId,
    at_ms: nowMs,
    start_ns: String(verdict.startNs),
    root_service: verdict.rootService,
    root_name: verdict.rootName,
    span_count: verdict.spanCount,
    is_usual: verdict.isUsual ? 1 : 0,
    culprit_kind: culprit?.kind ?? '',
    culprit_service: culprit?.service ?? '',
    culprit_operation: culprit?.operation ?? '',
    culprit_sentence: culprit?.sentence ?? '',
    findings: verdict.findings.map(({ name, service, operation, costNs, spanCount, sentence }) => ({
      ...{ name, service, operation, sentence },
      cost_ns: String(Math.round(costNs)),
      span_count: spanCount,
    })),
  };
}

async function removeDeleted(
  clickhouse: ClickHouse,
  verdicts: readonly SavedVerdict[],
): Promise<void> {
  const ids = verdicts.map(({ traceId }) => traceId);
  const gone = await rowsOf<{ id: string }>(
    clickhouse,
    `SELECT id FROM (SELECT arrayJoin({ids:Array(String)}) AS id)
    WHERE toFixedString(unhex(id), 16) NOT IN (
      SELECT trace_id FROM trace_bounds
      WHERE trace_id IN ${traceIdSet('{ids:Array(String)}')})`,
    { ids },
    undefined,
  );
  if (gone.length === 0) return;
  await clickhouse.client().command({
    query: `DELETE FROM trace_verdicts
      WHERE trace_id IN ${traceIdSet('{gone:Array(String)}')}`,
    query_params: { gone: gone.map(({ id }) => id) },
  });
}

function usualRows({ service, name, hourS, paths }: UsualOfEndpoint): object[] {
  const day = new Date(hourS * 1000).toISOString().slice(0, 10);
  return paths.map((path: UsualPath) => ({
    day,
    service_name: service,
    name,
    hour: hourS,
    path: path.path,
    traces: path.traces,
    calls: path.calls,
    errors: path.errors,
    duration_histogram: bucketRow(path.duration),
    path_histogram: bucketRow(path.pathTime),
    calls_histogram: bucketRow(path.callsPerTrace),
  }));
}

function bucketRow(counts: BucketCounts): [number[], number[]] {
  const buckets = Object.keys(counts).map(Number);
  return [buckets, buckets.map((bucket) => counts[bucket] ?? 0)];
}
