// Conditions on traces (packages/traceql/src/plan) as SQL over rows of `trace_bounds`: a span of a kind is looked
// for among the spans of a time, and the time that a trace takes is known from its bounds.

import { assertNever } from '@throughline/model/base/assert';
import {
  type Reading,
  readSpanCondition,
  readTraceCondition,
} from '@throughline/traceql/plan/reading';
import type { SpanCondition } from '@throughline/traceql/plan/span-condition';
import type { TraceCondition } from '@throughline/traceql/plan/trace-condition';
import { SqlParameters } from '../read/sql-parameters.ts';
import { allOf, anyOf, compareInt, FALSE, TRUE } from './compare-sql.ts';
import { type FiledRange, filedRangeSql, firstDay, secondOf } from './filed-range.ts';
import type { Statement } from './read-session.ts';
import { spanSql } from './span-sql.ts';
import { splitCondition } from './split-condition.ts';

export interface TraceSql {
  /** On the rows of a trace, one by one. */
  readonly where: string;
  /** On `first_ns` and `last_ns`, the bounds of the whole trace. */
  readonly having: string;
}

/** `spans`: when the spans may be filed that are looked for. */
export function traceSql(
  condition: TraceCondition,
  reading: Reading,
  spans: FiledRange,
  parameters: SqlParameters,
): TraceSql {
  const read = readTraceCondition(condition, reading);
  const parts = read.kind === 'and' ? read.parts : [read];
  const where: string[] = [];
  const having: string[] = [];
  for (const part of parts) {
    if (part.kind === 'duration') having.push(durationSql(part, parameters));
    else where.push(ofTrace(part, reading, spans, parameters));
  }
  return { where: allOf(where), having: allOf(having) };
}

/** A duration among alternatives is not known where they are asked for. */
function ofTrace(
  condition: TraceCondition,
  reading: Reading,
  spans: FiledRange,
  parameters: SqlParameters,
): string {
  switch (condition.kind) {
    case 'always':
      return TRUE;
    case 'never':
    case 'at-most':
      return FALSE;
    case 'finding':
      return findingSql(condition, spans, parameters);
    case 'duration':
      return reading === 'may' ? TRUE : FALSE;
    case 'and':
      return allOf(condition.parts.map((part) => ofTrace(part, reading, spans, parameters)));
    case 'or':
      return anyOf(condition.parts.map((part) => ofTrace(part, reading, spans, parameters)));
    case 'has':
      return anyOf(
        halvesOf(condition.span, reading).map((half) => {
          const matching = tracesWith(half, reading, spans, parameters);
          return matching === undefined ? FALSE : `trace_id IN (${matching})`;
        }),
      );
    default:
      return assertNever(condition);
  }
}

/** Of a trace that was analysed again the last verdict counts. */
function findingSql(
  { names, isDenial }: Extract<TraceCondition, { kind: 'finding' }>,
  { firstNs }: FiledRange,
  parameters: SqlParameters,
): string {
  const has = `hasAny(\`findings.name\`, ${parameters.bind('Array(String)', names)})`;
  const onDay = firstNs === undefined ? TRUE : `day >= ${firstDay(secondOf(firstNs), parameters)}`;
  return `trace_id ${isDenial ? 'NOT IN' : 'IN'} (
    SELECT trace_id FROM trace_verdicts
    WHERE ${onDay} AND trace_id IN (SELECT trace_id FROM trace_verdicts WHERE ${allOf([onDay, has])})
    GROUP BY trace_id HAVING argMax(${has}, analysed_at))`;
}

function halvesOf(span: SpanCondition, reading: Reading): readonly SpanCondition[] {
  if (reading === 'must') return [span];
  const { indexed, rest } = splitCondition(span);
  return [indexed, rest];
}

/** A query for the ids of traces with such a span; undefined when there cannot be any. */
function tracesWith(
  span: SpanCondition,
  reading: Reading,
  filed: FiledRange,
  parameters: SqlParameters,
): string | undefined {
  const matches = spanSql(span, reading, parameters);
  if (matches === FALSE) return undefined;
  return `SELECT trace_id FROM spans WHERE ${allOf([filedRangeSql(filed, parameters), matches])}`;
}

/** What `traceSql` asks of spans, each by itself: for explaining, as the engine explains only the outermost. */
export function spanStatements(condition: TraceCondition, filed: FiledRange): Statement[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.flatMap((part) => spanStatements(part, filed));
    case 'at-most':
      return spanStatements(condition.part, filed);
    case 'has':
      return halvesOf(readSpanCondition(condition.span, 'may'), 'may').flatMap((half) => {
        const parameters = new SqlParameters();
        const sql = tracesWith(half, 'may', filed, parameters);
        return sql === undefined ? [] : [{ sql, parameters }];
      });
    default:
      return [];
  }
}

function durationSql(
  { operator, value }: Extract<TraceCondition, { kind: 'duration' }>,
  parameters: SqlParameters,
): string {
  if (value.type !== 'int' && value.type !== 'float' && value.type !== 'duration') return FALSE;
  return compareInt('toInt64(last_ns - first_ns)', operator, value.value, parameters);
}
