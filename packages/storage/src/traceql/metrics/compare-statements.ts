// The statements of `compare`: spans by side, interval and one thing that is told of them.

import { isExtrapolated } from '@throughline/traceql/eval/metrics/hints';
import type { Compare } from '@throughline/traceql/syntax/ast';
import { SqlParameters } from '../../read/sql-parameters.ts';
import { allOf, anyOf, TRUE } from '../compare-sql.ts';
import { bindNs, type FiledRange, filedRangeSql } from '../filed-range.ts';
import type { Statement } from '../read-session.ts';
import type { CountedSpans } from './count-statement.ts';
import { intervalSql } from './grid-sql.ts';
import type { SpanFilter } from './span-filter.ts';
import { spansOnce } from './spans-once.ts';
import { NIL_OR_NONE } from './value-text.ts';
import { WEIGHT_SQL } from './weight-sql.ts';

export interface ComparedSpans extends CountedSpans {
  readonly isSelected: (parameters: SqlParameters) => string;
}

/** What is undecided of the selection is undecided at all. */
export function comparedSpans(
  spans: CountedSpans,
  { window }: Compare,
  selection: SpanFilter,
): ComparedSpans {
  const inTime = (parameters: SqlParameters) =>
    window === undefined
      ? TRUE
      : `start_ns >= ${bindNs(window.startNs, parameters)} AND start_ns <= ${bindNs(window.endNs, parameters)}`;
  const isSelected = (parameters: SqlParameters) =>
    allOf([inTime(parameters), selection.may(parameters)]);
  const open = [
    ...(spans.filter.undecided === undefined ? [] : [spans.filter.undecided]),
    ...(selection.undecided === undefined ? [] : [openSelection(isSelected, selection.undecided)]),
  ];
  const undecided =
    open.length === 0
      ? undefined
      : (parameters: SqlParameters) => anyOf(open.map((sql) => sql(parameters)));
  return { ...spans, filter: { may: spans.filter.may, undecided }, isSelected };
}

function openSelection(
  isSelected: ComparedSpans['isSelected'],
  undecided: (parameters: SqlParameters) => string,
): ComparedSpans['isSelected'] {
  return (parameters) => allOf([isSelected(parameters), undecided(parameters)]);
}

export const COMPARE_COLUMNS = {
  side: 'is_selected',
  undecided: 'undecided',
  interval: 'interval_index',
  spans: 'span_count',
  weight: 'weight',
  key: 'told_key',
  value: 'told_value',
} as const;

const { side, undecided, interval, spans, weight, key, value } = COMPARE_COLUMNS;

/** `columns`: of a span, by name. */
function spansOfSides(
  compared: ComparedSpans,
  columns: Readonly<Record<string, string>>,
  parameters: SqlParameters,
): string {
  const { query, grid, filter, minutesTwice } = compared;
  const source = spansOnce(grid, minutesTwice, parameters);
  const all = {
    [side]: `CAST(${compared.isSelected(parameters)} AS UInt8)`,
    [undecided]: `CAST(${filter.undecided?.(parameters) ?? '0'} AS UInt8)`,
    [interval]: intervalSql(grid, parameters),
    span_weight: isExtrapolated(query) ? WEIGHT_SQL : 'toFloat64(1)',
    ...columns,
  };
  return `SELECT ${Object.entries(all)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(',\n    ')}
  FROM ${source.from}
  WHERE ${allOf([source.where, filter.may(parameters)])}`;
}

const COUNTS = `toFloat64(count()) AS ${spans}, sum(span_weight) AS ${weight}`;

/** By what a column says of the span itself. */
export function columnStatement(compared: ComparedSpans, column: string): Statement {
  const parameters = new SqlParameters();
  const sql = `SELECT ${side}, ${undecided}, ${interval}, ${key}, ${COUNTS}
FROM (${spansOfSides(compared, { [key]: column }, parameters)})
GROUP BY ${side}, ${undecided}, ${interval}, ${key}
FORMAT Native`;
  return { sql, parameters };
}

/** By name and service of the root of their trace; both are empty where there is none. `filed`: when roots are. */
export function rootsStatement(compared: ComparedSpans, filed: FiledRange): Statement {
  const parameters = new SqlParameters();
  const sql = `SELECT ${side}, ${undecided}, ${interval}, root.1 AS ${key}, root.2 AS ${value}, ${COUNTS}
FROM (${spansOfSides(compared, { of_trace: 'trace_id' }, parameters)}) AS counted
LEFT JOIN (
  SELECT trace_id AS of_trace, argMin((name::String, service_name::String), (start_ns, span_id)) AS root
  FROM spans
  WHERE ${filedRangeSql(filed, parameters)} AND parent_span_id = toFixedString('', 8)
  GROUP BY of_trace
) AS roots USING of_trace
GROUP BY ${side}, ${undecided}, ${interval}, ${key}, ${value}
FORMAT Native`;
  return { sql, parameters };
}

/** All attributes of a span, each with its value as a text; see value-text.ts. */
export const ATTRIBUTES = `arrayConcat(
      arrayMap((k, v) -> (k::String, concat('s', v)), mapKeys(attr_string), mapValues(attr_string)),
      arrayMap((k, v) -> (k::String, concat('i', toString(v))), mapKeys(attr_int), mapValues(attr_int)),
      arrayMap((k, v) -> (k::String, concat('d', toString(reinterpretAsUInt64(v)))),
        mapKeys(attr_double), mapValues(attr_double)),
      arrayFilter(item -> NOT match(item.2, '${NIL_OR_NONE}'),
        arrayMap((k, v) -> (k::String, concat('o', v)), mapKeys(attr_other), mapValues(attr_other))))`;

/** By attribute and value, of each attribute the `most` that come up most often; the value of others is empty. */
export function attributesStatement(compared: ComparedSpans, most: number): Statement {
  const parameters = new SqlParameters();
  const items = () => spansOfSides(compared, { item: `arrayJoin(${ATTRIBUTES})` }, parameters);
  const sql = `SELECT ${side}, ${undecided}, ${interval}, item.1 AS ${key},
  if((${side}, item.1, item.2) IN (
    SELECT ${side}, item.1 AS k, item.2 AS v FROM (${items()})
    WHERE ${undecided} = 0
    GROUP BY ${side}, k, v
    ORDER BY sum(span_weight) DESC, v
    LIMIT ${most} BY ${side}, k
  ), item.2, '') AS ${value},
  ${COUNTS}
FROM (${items()})
GROUP BY ${side}, ${undecided}, ${interval}, ${key}, ${value}
FORMAT Native`;
  return { sql, parameters };
}
