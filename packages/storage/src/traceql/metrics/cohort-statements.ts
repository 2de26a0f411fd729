// The statements of cohorts: which spans are looked at, and all that they say in one pass, by field and value.
// To read the attributes of spans is what costs: so of many spans whole blocks of storage are left out, by a hash
// of their place, and of what is left single spans, by a hash of their ids.

import { BLOCK_HASH } from '../../read/block-hash.ts';
import type { SqlParameters as Parameters } from '../../read/sql-parameters.ts';
import { SqlParameters } from '../../read/sql-parameters.ts';
import { allOf } from '../compare-sql.ts';
import { type FiledRange, filedRangeSql } from '../filed-range.ts';
import type { Statement } from '../read-session.ts';
import { ATTRIBUTES, type ComparedSpans } from './compare-statements.ts';
import { spansOnce } from './spans-once.ts';

/** One of so many, of blocks and then of the spans in them. */
export interface Rate {
  readonly blocks: number;
  readonly spans: number;
}

export interface Rates {
  readonly selection: Rate;
  readonly baseline: Rate;
}

/** How many spans of either side are looked at, about: enough to say which values differ most. */
export interface Expected {
  readonly selection: number;
  readonly baseline: number;
}

/** The same spans each time, until the engine merges what is stored and they lie in other blocks. */
export function sampledOf(compared: ComparedSpans, rates: Rates): ComparedSpans {
  const { filter, isSelected } = compared;
  const { selection, baseline } = rates;
  const isSampled = (parameters: Parameters): string => {
    const isOne = isSelected(parameters);
    const hashed = (hash: string, ofSelection: number, ofBaseline: number): string =>
      ofSelection === 1 && ofBaseline === 1
        ? '1'
        : `${hash} % if(${isOne}, ${parameters.bind('UInt64', ofSelection)}, ${parameters.bind('UInt64', ofBaseline)}) = 0`;
    return allOf([
      hashed(BLOCK_HASH, selection.blocks, baseline.blocks),
      hashed('cityHash64(span_id, trace_id)', selection.spans, baseline.spans),
    ]);
  };
  const may = (parameters: Parameters): string =>
    allOf([filter.may(parameters), isSampled(parameters)]);
  return { ...compared, filter: { ...filter, may } };
}

export const COHORT_COLUMNS = {
  key: 'told_key',
  value: 'told_value',
  selection: 'selection_count',
  baseline: 'baseline_count',
} as const;

/** Whose items they are is the first letter of a key. */
export const KEY_OF = { intrinsic: 'i', resource: 'r', attribute: 'a' } as const;

const { key, value, selection, baseline } = COHORT_COLUMNS;

/** What every span has, as items beside its attributes. */
const OWN = `[
      ('${KEY_OF.intrinsic}name', name::String),
      ('${KEY_OF.intrinsic}status', toString(status_code)),
      ('${KEY_OF.intrinsic}statusMessage', status_message::String),
      ('${KEY_OF.intrinsic}kind', toString(kind)),
      ('${KEY_OF.resource}', toString(resource_id))]`;

/**
 * Fields and values with the number of spans of either side. Of a field the `most` values are told that differ
 * most; the others together, with an empty value. Resources are told all.
 */
export function itemsStatement(
  sampled: ComparedSpans,
  expected: Expected,
  most: number,
): Statement {
  const parameters = new SqlParameters();
  const { grid, filter, minutesTwice } = sampled;
  const source = spansOnce(grid, minutesTwice, parameters);
  const decided = filter.undecided === undefined ? '1' : `NOT ${filter.undecided(parameters)}`;
  const attributes = `arrayMap(item -> (concat('${KEY_OF.attribute}', item.1), item.2), ${ATTRIBUTES})`;
  const ofSelection = parameters.bind('Float64', Math.max(expected.selection, 1));
  const ofBaseline = parameters.bind('Float64', Math.max(expected.baseline, 1));
  const sql = `SELECT ${key}, if(is_rest, '', ${value}) AS ${value}, is_rest,
  sum(${selection}) AS ${selection}, sum(${baseline}) AS ${baseline}
FROM (
  SELECT ${key}, ${value}, ${selection}, ${baseline},
    toUInt8(${key} != '${KEY_OF.resource}' AND row_number() OVER (PARTITION BY ${key} ORDER BY
      abs(${selection} / ${ofSelection} - ${baseline} / ${ofBaseline}) DESC, ${value}) > ${most}) AS is_rest
  FROM (
    SELECT item.1 AS ${key}, item.2 AS ${value},
      toFloat64(countIf(is_selected)) AS ${selection}, toFloat64(countIf(NOT is_selected)) AS ${baseline}
    FROM (
      SELECT CAST(${sampled.isSelected(parameters)} AS UInt8) AS is_selected,
        arrayJoin(arrayConcat(${OWN}, ${attributes})) AS item
      FROM ${source.from}
      WHERE ${allOf([source.where, filter.may(parameters), decided])})
    GROUP BY ${key}, ${value}))
GROUP BY ${key}, ${value}, is_rest
FORMAT Native`;
  return { sql, parameters };
}

/** By name and service of the root of their trace; both are empty where there is none. `filed`: when roots are. */
export function rootItemsStatement(sampled: ComparedSpans, filed: FiledRange): Statement {
  const parameters = new SqlParameters();
  const { grid, filter, minutesTwice } = sampled;
  const source = spansOnce(grid, minutesTwice, parameters);
  const spans = `SELECT trace_id AS of_trace, CAST(${sampled.isSelected(parameters)} AS UInt8) AS is_selected
    FROM ${source.from} WHERE ${allOf([source.where, filter.may(parameters)])}`;
  const sql = `WITH sampled AS (${spans})
SELECT root.1 AS ${key}, root.2 AS ${value},
  toFloat64(countIf(is_selected)) AS ${selection}, toFloat64(countIf(NOT is_selected)) AS ${baseline}
FROM sampled
LEFT JOIN (
  SELECT trace_id AS of_trace, argMin((name::String, service_name::String), (start_ns, span_id)) AS root
  FROM spans
  WHERE ${filedRangeSql(filed, parameters)} AND parent_span_id = toFixedString('', 8)
    AND trace_id IN (SELECT of_trace FROM sampled)
  GROUP BY of_trace
) AS roots USING of_trace
GROUP BY ${key}, ${value}
FORMAT Native`;
  return { sql, parameters };
}
