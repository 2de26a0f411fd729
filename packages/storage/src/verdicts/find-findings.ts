// What was found in the traces of a range, counted by finding, service and operation, with the latest examples, and
// how many of the traces of the range were analysed.

import type { FindingName } from '@throughline/model/span/finding-name';
import type { TimeRange } from '../contract/traceql-store.ts';
import type {
  FindingExample,
  FindingGroup,
  FindingsRequest,
  FoundFindings,
} from '../contract/verdict-store.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { allOf } from '../traceql/compare-sql.ts';
import { bindNs, firstDay, secondOf } from '../traceql/filed-range.ts';
import type { ReadSession } from '../traceql/read-session.ts';

export async function findFindings(
  session: ReadSession,
  request: FindingsRequest,
): Promise<FoundFindings> {
  const [groups, byName, counted] = await Promise.all([
    readGroups(session, request),
    countByName(session, request.range),
    countTraces(session, request.range),
  ]);
  return { ...groups, byName, ...counted };
}

function rangeSql({ startNs, endNs }: TimeRange, parameters: SqlParameters): string {
  return allOf([
    ...(startNs === undefined
      ? []
      : [
          `day >= ${firstDay(secondOf(startNs), parameters)}`,
          `start_ns >= ${bindNs(startNs, parameters)}`,
        ]),
    ...(endNs === undefined ? [] : [`start_ns < ${bindNs(endNs, parameters)}`]),
  ]);
}

/** A trace has all its verdicts under one day. */
const BY_DAY = 'SETTINGS do_not_merge_across_partitions_select_final = 1';

/**
 * One row for each finding. Of a trace that was analysed again the last verdict counts, also where that found nothing,
 * so rows without findings are left out only afterwards.
 */
function found(range: TimeRange, parameters: SqlParameters): string {
  return `SELECT trace_id, start_ns, root_service, root_name, finding
  FROM (
    SELECT trace_id, start_ns, root_service, root_name, findings
    FROM trace_verdicts FINAL
    WHERE ${rangeSql(range, parameters)}
  )
  ARRAY JOIN findings AS finding`;
}

interface GroupRow {
  readonly name: FindingName;
  readonly service: string;
  readonly operation: string;
  readonly traces: number;
  readonly costNs: number;
  readonly firstNs: string;
  readonly lastNs: string;
  readonly groupCount: number;
  readonly examples: readonly ExampleCell[];
}

type ExampleCell = readonly [
  startNs: string,
  traceId: string,
  rootService: string,
  rootName: string,
  costNs: string,
  spanCount: number,
  sentence: string,
];

async function readGroups(
  session: ReadSession,
  { range, service, name, maxGroups, examples }: FindingsRequest,
): Promise<Pick<FoundFindings, 'groups' | 'groupCount'>> {
  const parameters = new SqlParameters();
  const wanted = allOf([
    ...(service === undefined ? [] : [`finding.service = ${parameters.bind('String', service)}`]),
    ...(name === undefined ? [] : [`finding.name = ${parameters.bind('String', name)}`]),
  ]);
  const example = `tuple(start_ns, lower(hex(trace_id)), root_service, root_name, finding.cost_ns,
    finding.span_count, finding.sentence)`;
  // Ascending by the first of each: the latest come first.
  const latest =
    examples === 0
      ? "CAST([], 'Array(Tuple(UInt64, String, String, String, UInt64, UInt32, String))')"
      : `arrayMap(each -> each.2, groupArraySorted(${Math.floor(examples)})(tuple(-toInt64(start_ns), ${example})))`;
  const sql = `SELECT
  finding.name AS name,
  finding.service AS service,
  finding.operation AS operation,
  toFloat64(uniqExact(trace_id)) AS traces,
  toFloat64(sum(finding.cost_ns)) AS costNs,
  toString(min(start_ns)) AS firstNs,
  toString(max(start_ns)) AS lastNs,
  toUInt32(count() OVER ()) AS groupCount,
  ${latest} AS examples
FROM (${found(range, parameters)})
WHERE ${wanted}
GROUP BY name, service, operation
ORDER BY traces DESC, costNs DESC, name, service, operation
LIMIT ${parameters.bind('UInt32', maxGroups)}
${BY_DAY}`;
  const rows = await session.rows<GroupRow>({ sql, parameters });
  return { groups: rows.map(groupOf), groupCount: rows[0]?.groupCount ?? 0 };
}

function groupOf({ examples, firstNs, lastNs, groupCount: _, ...group }: GroupRow): FindingGroup {
  return {
    ...group,
    firstNs: BigInt(firstNs),
    lastNs: BigInt(lastNs),
    examples: examples.map(
      ([startNs, traceId, rootService, rootName, costNs, spanCount, sentence]): FindingExample => ({
        ...{ traceId, rootService, rootName, spanCount, sentence },
        startNs: BigInt(startNs),
        costNs: Number(costNs),
      }),
    ),
  };
}

export async function countByName(
  session: ReadSession,
  range: TimeRange,
): Promise<FoundFindings['byName']> {
  const parameters = new SqlParameters();
  const sql = `SELECT finding.name AS name, toFloat64(uniqExact(trace_id)) AS traces,
  toFloat64(sum(finding.cost_ns)) AS costNs
FROM (${found(range, parameters)})
GROUP BY name
${BY_DAY}`;
  return session.rows({ sql, parameters });
}

/**
 * `uniq` is exact up to some ten thousand, and beyond gives the same for the same traces, so that all are analysed
 * where all were.
 */
async function countTraces(
  session: ReadSession,
  range: TimeRange,
): Promise<Pick<FoundFindings, 'traces' | 'analysedTraces'>> {
  const count = async (table: 'trace_bounds' | 'trace_verdicts'): Promise<number> => {
    const parameters = new SqlParameters();
    const sql = `SELECT toFloat64(uniq(trace_id)) AS traces FROM ${table}
WHERE ${rangeSql(range, parameters)}`;
    const [row] = await session.rows<{ traces: number }>({ sql, parameters });
    return row?.traces ?? 0;
  };
  const [traces, analysed] = await Promise.all([count('trace_bounds'), count('trace_verdicts')]);
  return { traces, analysedTraces: Math.min(analysed, traces) };
}
