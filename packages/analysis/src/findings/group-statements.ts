// Queries of one request to a service, with what they say, together where they have one name: those are
// what rules about statements look through. Statements are read only where there is more than one query.

import { groupCalls, isQuery } from './calls.ts';
import type { FindingContext } from './finding.ts';
import { type Statement, statementOf } from './statements.ts';

export interface Query {
  readonly row: number;
  readonly statement: Statement;
}

/** By time within a group. Without the control of transactions. */
export function groupQueries(context: Pick<FindingContext, 'trace' | 'entryOf'>): Query[][] {
  const { trace } = context;
  return groupCalls(context, 2, (row) => isQuery(trace, row)).map((rows) =>
    rows.flatMap((row) => {
      const statement = statementOf(trace, row);
      return statement === undefined ? [] : [{ row, statement }];
    }),
  );
}

/** The queries of each group that are equal by a measure; undefined leaves a query out. */
export function groupStatements(
  { queries }: FindingContext,
  minQueries: number,
  measure: (statement: Statement) => string | undefined,
): Query[][] {
  return queries.flatMap((named) => {
    if (named.length < minQueries) return [];
    const groups = new Map<string, Query[]>();
    for (const query of named) {
      const measured = measure(query.statement);
      if (measured === undefined) continue;
      const group = groups.get(measured);
      if (group === undefined) groups.set(measured, [query]);
      else group.push(query);
    }
    return [...groups.values()].filter((group) => group.length >= minQueries);
  });
}
