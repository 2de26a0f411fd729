// Verdicts by the ids of their traces: the whole of them for search results, and only the names of what was found
// for the language.

import type { FindingName } from '@throughline/model/span/finding-name';
import type { StoredCulprit, StoredFinding, Verdict } from '../contract/verdict-store.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { MAX_IDS, traceIdSet } from '../read/trace-id-set.ts';
import { firstDay, secondOf } from '../traceql/filed-range.ts';
import type { ReadSession } from '../traceql/read-session.ts';

interface VerdictRow {
  readonly traceId: string;
  readonly startNs: string;
  readonly rootService: string;
  readonly rootName: string;
  readonly spanCount: number;
  readonly isUsual: number;
  readonly culprit: StoredCulprit | { readonly kind: '' };
  readonly findings: readonly {
    readonly name: FindingName;
    readonly service: string;
    readonly operation: string;
    readonly cost_ns: string;
    readonly span_count: number;
    readonly sentence: string;
  }[];
}

/** `sinceNs`: none of the traces begins before. */
export async function readVerdicts(
  session: ReadSession,
  traceIds: readonly string[],
  sinceNs: bigint,
): Promise<ReadonlyMap<string, Verdict>> {
  const found = new Map<string, Verdict>();
  for (let at = 0; at < traceIds.length; at += MAX_IDS) {
    const parameters = new SqlParameters();
    const sql = `SELECT
  lower(hex(trace_id)) AS traceId,
  toString(start_ns) AS startNs,
  root_service AS rootService,
  root_name AS rootName,
  span_count AS spanCount,
  is_usual AS isUsual,
  CAST(
    (culprit_kind, culprit_service, culprit_operation, culprit_sentence),
    'Tuple(kind String, service String, operation String, sentence String)'
  ) AS culprit,
  findings
FROM trace_verdicts
WHERE ${ofTraces(traceIds.slice(at, at + MAX_IDS), sinceNs, parameters)}
ORDER BY trace_id, analysed_at DESC
LIMIT 1 BY trace_id`;
    for (const row of await session.rows<VerdictRow>({ sql, parameters })) {
      found.set(row.traceId, verdictOf(row));
    }
  }
  return found;
}

/** Ids of traces with a verdict, and the names of what was found in each. */
export async function readFindingNames(
  session: ReadSession,
  traceIds: readonly string[],
  sinceNs: bigint,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (let at = 0; at < traceIds.length; at += MAX_IDS) {
    const parameters = new SqlParameters();
    const sql = `SELECT lower(hex(trace_id)) AS traceId, arrayDistinct(\`findings.name\`) AS names
FROM trace_verdicts
WHERE ${ofTraces(traceIds.slice(at, at + MAX_IDS), sinceNs, parameters)}
ORDER BY trace_id, analysed_at DESC
LIMIT 1 BY trace_id`;
    type Row = { readonly traceId: string; readonly names: readonly string[] };
    for (const { traceId, names } of await session.rows<Row>({ sql, parameters })) {
      found.set(traceId, names);
    }
  }
  return found;
}

function ofTraces(ids: readonly string[], sinceNs: bigint, parameters: SqlParameters): string {
  return `day >= ${firstDay(secondOf(sinceNs), parameters)}
  AND trace_id IN ${traceIdSet(parameters.bind('Array(String)', ids))}`;
}

function verdictOf(row: VerdictRow): Verdict {
  return {
    traceId: row.traceId,
    startNs: BigInt(row.startNs),
    rootService: row.rootService,
    rootName: row.rootName,
    spanCount: row.spanCount,
    isUsual: row.isUsual === 1,
    ...(row.culprit.kind === '' ? {} : { culprit: row.culprit }),
    findings: row.findings.map(
      ({ name, service, operation, cost_ns, span_count, sentence }): StoredFinding => ({
        ...{ name, service, operation, sentence },
        costNs: Number(cost_ns),
        spanCount: span_count,
      }),
    ),
  };
}
