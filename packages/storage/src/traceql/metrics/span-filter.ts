// Which spans count, in SQL: those of which the condition may be true, and of those which it need not be. In minutes
// in which the condition says nothing, every span may count and none must.

import type { SpanCondition } from '@throughline/traceql/plan/span-condition';
import { SqlParameters } from '../../read/sql-parameters.ts';
import { anyOf, notSql } from '../compare-sql.ts';
import { spanSql } from '../span-sql.ts';
import { filedInMinutes } from './spans-once.ts';

type Sql = (parameters: SqlParameters) => string;

export interface SpanFilter {
  readonly may: Sql;
  /** Undefined: there are none. */
  readonly undecided: Sql | undefined;
}

/** `minutes`: in which the condition says nothing. */
export function spanFilter(condition: SpanCondition, minutes: readonly number[]): SpanFilter {
  const unless = (sql: string, parameters: SqlParameters) =>
    minutes.length === 0 ? sql : anyOf([sql, filedInMinutes(minutes, parameters)]);
  const isSame =
    spanSql(condition, 'may', new SqlParameters()) ===
    spanSql(condition, 'must', new SqlParameters());
  return {
    may: (parameters) => unless(spanSql(condition, 'may', parameters), parameters),
    undecided:
      isSame && minutes.length === 0
        ? undefined
        : (parameters) => unless(notSql(spanSql(condition, 'must', parameters)), parameters),
  };
}
