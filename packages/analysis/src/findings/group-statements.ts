// Queries of one request to a service, together where they say the same by some measure. Statements are
// read only where enough spans of one name are there to make a group.

import { groupCalls, isQuery } from './calls.ts';
import type { FindingContext } from './finding.ts';
import { type Statement, statementOf } from './statements.ts';

export interface StatementGroup {
  /** By time. */
  readonly rows: number[];
  readonly statements: Statement[];
}

/** `measure`: what must be equal; undefined leaves the query out. */
export function groupStatements(
  context: FindingContext,
  minQueries: number,
  measure: (statement: Statement) => string | undefined,
): StatementGroup[] {
  const { trace } = context;
  const named = groupCalls(context, minQueries, (row) => isQuery(trace, row));
  return named.flatMap((rows) => {
    const groups = new Map<string, StatementGroup>();
    for (const row of rows) {
      const statement = statementOf(trace, row);
      const measured = statement === undefined ? undefined : measure(statement);
      if (statement === undefined || measured === undefined) continue;
      const group = groups.get(measured);
      if (group === undefined) groups.set(measured, { rows: [row], statements: [statement] });
      else {
        group.rows.push(row);
        group.statements.push(statement);
      }
    }
    return [...groups.values()].filter((group) => group.rows.length >= minQueries);
  });
}
