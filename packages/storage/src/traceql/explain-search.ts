// The plan of a search and the statements that it becomes, over the whole of its range at once, with what the
// engine says of the indexes it would use. Nothing is searched.

import { planSearch } from '@throughline/traceql/plan/plan-search';
import type { ClickHouse } from '../client/clickhouse.ts';
import type {
  ExplainedStatement,
  TraceqlExplanation,
  TraceqlSearch,
} from '../contract/traceql-store.ts';
import { candidatesStatement, countStatement } from './candidates.ts';
import { wholeSearch } from './candidates-in-order.ts';
import { openReadSession, type ReadSession, type Statement } from './read-session.ts';
import { tracesStatement } from './read-traces.ts';
import { pipelineOf } from './search.ts';
import { spanColumns } from './span-columns.ts';
import { spanStatements } from './trace-sql.ts';

export async function explainSearch(
  clickhouse: ClickHouse,
  request: TraceqlSearch,
  signal: AbortSignal | undefined,
): Promise<TraceqlExplanation> {
  const plan = planSearch(pipelineOf(request.query));
  const session = openReadSession(clickhouse, request.limits, signal);
  const search = await wholeSearch(session, request, plan.condition, request.limit + 1);
  // Where nothing is stored, nothing is asked.
  if (search === undefined) return { plan, statements: [] };
  const statements: ExplainedStatement[] = [];
  for (const statement of spanStatements(plan.condition, search.spans)) {
    statements.push(await explained(session, 'which traces have such a span', statement));
  }
  statements.push(
    await explained(session, 'which traces may be found, in order', candidatesStatement(search)),
    await explained(
      session,
      'those traces as a whole, for the evaluator (here of none)',
      tracesStatement([], spanColumns(request.query)),
    ),
  );
  if (request.countAll === true) {
    statements.push(await explained(session, 'how many there are', countStatement(search)));
  }
  return { plan, statements };
}

async function explained(
  session: ReadSession,
  purpose: string,
  { sql, parameters }: Statement,
): Promise<ExplainedStatement> {
  const bare = sql.replace(/\nFORMAT Native$/, '');
  const rows = await session.rows<{ explain: string }>({
    sql: `EXPLAIN indexes = 1 ${bare}`,
    parameters,
  });
  return {
    purpose,
    sql: bare,
    parameters: parameters.values,
    indexes: rows.map(({ explain }) => explain),
  };
}
