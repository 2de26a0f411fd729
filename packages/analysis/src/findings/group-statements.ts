// Queries of one request to a service, together where they say the same by some measure.

import type { FindingContext } from './finding.ts';
import { type Statement, statementOf } from './statements.ts';

export interface StatementGroup {
  readonly rows: number[];
  readonly statements: Statement[];
}

/** `measure`: what must be equal; undefined leaves the query out. */
export function groupStatements(
  { trace, entryOf }: FindingContext,
  matches: (row: number) => boolean,
  measure: (statement: Statement) => string | undefined,
): StatementGroup[] {
  const groups = new Map<string, StatementGroup>();
  for (let row = 0; row < trace.rowCount; row++) {
    if (!matches(row)) continue;
    const statement = statementOf(trace, row);
    const measured = statement === undefined ? undefined : measure(statement);
    if (statement === undefined || measured === undefined) continue;
    const key = `${entryOf[row]} ${measured}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { rows: [row], statements: [statement] });
    else {
      group.rows.push(row);
      group.statements.push(statement);
    }
  }
  return [...groups.values()];
}
