// What `compare` answers: for every attribute that spans have, how often each of its values comes up among the
// selected spans and among the others, so that what sets the selection apart can be seen.

import { ensureExists } from '@throughline/model/base/assert';
import type { Compare, Field, IntrinsicName } from '../../syntax/ast.ts';
import { printField } from '../../syntax/print-value.ts';
import { matches } from '../evaluate-expression.ts';
import { readField } from '../read-field.ts';
import type { Trace } from '../trace.ts';
import { firstOf, NIL, textValue, type Value, valueKey } from '../value.ts';
import { compareLabels, type Label, type Series } from './series.ts';
import type { TimeGrid } from './time-grid.ts';

const TYPE_LABEL = '__meta_type';
const ERROR_LABEL = '__meta_error';
export const DEFAULT_TOP_N = 10n;

/** Of intrinsics those whose values repeat. */
export const COMPARED: readonly IntrinsicName[] = [
  'name',
  'status',
  'statusMessage',
  'kind',
  'rootName',
  'rootServiceName',
];

const SIDES = ['baseline', 'selection'] as const;
export type Side = (typeof SIDES)[number];

interface ValueCounts {
  readonly value: Value;
  readonly counts: Float64Array;
}

interface FieldCounts {
  readonly values: Map<string, ValueCounts>;
  /** Of values that are not told. */
  rest: Float64Array | undefined;
}

type CountsByField = Map<string, FieldCounts>;

/** How often a value comes up on either side. */
export interface ValueTally {
  readonly value: Value;
  readonly selection: number;
  readonly baseline: number;
}

/** The same of a field: the spans that have it, and its values, of which those that are not told are missing. */
export interface FieldTally {
  /** Canonical. */
  readonly field: string;
  readonly selection: number;
  readonly baseline: number;
  readonly values: readonly ValueTally[];
}

export interface Comparison {
  readonly valueCount: number;
  /** Over all intervals. */
  tallies(): FieldTally[];
  add(trace: Trace, span: number, interval: number, weight: number): void;
  /** A value of a field, by its canonical name, as another engine has counted it. */
  join(side: Side, name: string, value: Value, interval: number, weight: number): void;
  /** Values that are not told because others come up more often. */
  joinRest(side: Side, name: string, interval: number, weight: number): void;
  series(): Series[];
}

export function createComparison(node: Compare, grid: TimeGrid): Comparison {
  const bySide: Readonly<Record<Side, CountsByField>> = {
    baseline: new Map(),
    selection: new Map(),
  };
  let valueCount = 0;
  const fieldOf = (side: Side, name: string): FieldCounts => {
    const known = bySide[side].get(name);
    if (known !== undefined) return known;
    const field: FieldCounts = { values: new Map(), rest: undefined };
    bySide[side].set(name, field);
    return field;
  };
  const join: Comparison['join'] = (side, name, value, interval, weight) => {
    const { values } = fieldOf(side, name);
    const key = valueKey(value);
    let counted = values.get(key);
    if (counted === undefined) {
      counted = { value, counts: new Float64Array(grid.intervalCount) };
      values.set(key, counted);
      valueCount++;
    }
    counted.counts[interval] = (counted.counts[interval] ?? 0) + weight;
  };
  return {
    get valueCount() {
      return valueCount;
    },
    join,
    joinRest: (side, name, interval, weight) => {
      const field = fieldOf(side, name);
      field.rest ??= new Float64Array(grid.intervalCount);
      field.rest[interval] = (field.rest[interval] ?? 0) + weight;
    },
    add: (trace, span, interval, weight) => {
      const side = isSelected(node, trace, span) ? 'selection' : 'baseline';
      for (const [name, value] of comparedFields(trace, span)) {
        join(side, name, value, interval, weight);
      }
    },
    tallies: () => talliesOf(bySide),
    series: () =>
      SIDES.flatMap((side) =>
        [...bySide[side]].flatMap(([name, field]) =>
          fieldSeries(side, name, field, Number(node.topN ?? DEFAULT_TOP_N)),
        ),
      ),
  };
}

function isSelected({ selection, window }: Compare, trace: Trace, span: number): boolean {
  if (window !== undefined) {
    const startNs = trace.batch.startNs.unsignedAt(trace.rows[span] ?? 0);
    if (startNs < window.startNs || startNs > window.endNs) return false;
  }
  return matches(selection.condition, trace, span);
}

/** Everything that a span and its resource say, under its canonical name. */
function comparedFields(trace: Trace, span: number): (readonly [string, Value])[] {
  const { batch } = trace;
  const row = trace.rows[span] ?? 0;
  const range = { start: 0, end: 0 };
  const attribute = (scope: 'span' | 'resource', name: string): Field => ({
    kind: 'attribute',
    scope,
    ofParent: false,
    name,
    range,
  });
  const fields: Field[] = [
    ...COMPARED.map((name): Field => ({ kind: 'intrinsic', name, range })),
    ...batch.attributes.at(row).map(({ key }) => attribute('span', key)),
    ...batch.resourceAt(row).attributes.map(({ key }) => attribute('resource', key)),
  ];
  return fields
    .map((field) => [printField(field), firstOf(readField(trace, span, field))] as const)
    .filter(([, value]) => value.type !== 'nil');
}

function talliesOf(bySide: Readonly<Record<Side, CountsByField>>): FieldTally[] {
  const names = new Set(SIDES.flatMap((side) => [...bySide[side].keys()]));
  return [...names].map((field) => {
    const values = new Map<string, ValueTally>();
    const totals = { selection: 0, baseline: 0 };
    for (const side of SIDES) {
      const counted = bySide[side].get(field);
      totals[side] += counted?.rest === undefined ? 0 : sum(counted.rest);
      for (const [key, { value, counts }] of counted?.values ?? []) {
        const count = sum(counts);
        totals[side] += count;
        const known = values.get(key) ?? { value, selection: 0, baseline: 0 };
        values.set(key, { ...known, [side]: known[side] + count });
      }
    }
    return { field, ...totals, values: [...values.values()] };
  });
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** The values that come up most, and how often the attribute comes up at all. */
function fieldSeries(
  side: Side,
  name: string,
  { values, rest }: FieldCounts,
  topN: number,
): Series[] {
  const labelsOf = ({ value }: ValueCounts): Label[] => [
    [TYPE_LABEL, textValue(side)],
    [name, value],
  ];
  const ranked = [...values.values()].sort(
    (a, b) => sum(b.counts) - sum(a.counts) || compareLabels(labelsOf(a), labelsOf(b)),
  );
  const first = ensureExists(ranked[0], 'an attribute is there because it has a value');
  const totals = first.counts.map((_, interval) =>
    ranked.reduce((total, { counts }) => total + (counts[interval] ?? 0), rest?.[interval] ?? 0),
  );
  const shown = ranked.slice(0, topN);
  const series = shown.map((one) => ({ labels: labelsOf(one), values: one.counts, exemplars: [] }));
  const total: Series = {
    labels: [
      [TYPE_LABEL, textValue(`${side}_total`)],
      [name, NIL],
    ],
    values: totals,
    exemplars: [],
  };
  if (shown.length === ranked.length && rest === undefined) return [...series, total];
  const overflow: Series = {
    labels: [
      [ERROR_LABEL, textValue('__too_many_values__')],
      [TYPE_LABEL, textValue(side)],
      [name, NIL],
    ],
    values: new Float64Array(totals.length),
    exemplars: [],
  };
  return [...series, total, overflow];
}
