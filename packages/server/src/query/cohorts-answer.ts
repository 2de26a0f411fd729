// Two cohorts as the API tells them: fields that tell them apart beyond chance, by how different they are at least.

import { differenceOfShares } from '@throughline/analysis/compare/difference-of-shares';
import type {
  CohortField,
  CohortsAnswer,
  CohortsQuery,
  CohortValue,
} from '@throughline/model/api/cohorts';
import type { CohortsAnswer as FoundCohorts } from '@throughline/storage/contract/traceql-store';
import type { FieldTally, ValueTally } from '@throughline/traceql/eval/metrics/compare-series';
import { requestedFields } from '@throughline/traceql/eval/requested-fields';
import type { Value } from '@throughline/traceql/eval/value';
import { print } from '@throughline/traceql/syntax/print';
import { printField, printValue } from '@throughline/traceql/syntax/print-value';
import { namedValue } from './named-value.ts';
import type { ParsedCohorts } from './parse-cohorts.ts';

/** Smaller ones are found by chance where fields have thousands of values, and explain nothing. */
const LEAST_DIFFERENCE = 0.01;

interface Sizes {
  readonly selection: number;
  readonly baseline: number;
}

interface Ranked<T> {
  readonly told: T;
  /** What the difference is at least. */
  readonly atLeast: number;
}

export function cohortsAnswer(
  { fields: maxFields, values: maxValues }: Pick<CohortsQuery, 'fields' | 'values'>,
  { pipeline, selection }: Pick<ParsedCohorts, 'pipeline' | 'selection'>,
  found: FoundCohorts,
): CohortsAnswer {
  const sizes = {
    selection: found.selection.sampledSpans,
    baseline: found.baseline.sampledSpans,
  };
  const asked = requestedFields(selection).map(printField);
  const told = found.fields
    .filter(({ field }) => !asked.includes(field))
    .map((tally) => fieldOf(tally, sizes, maxValues))
    .filter(({ atLeast }) => atLeast >= LEAST_DIFFERENCE)
    .sort((a, b) => b.atLeast - a.atLeast || (a.told.field < b.told.field ? -1 : 1));
  return {
    query: print(pipeline),
    selectedBy: print(selection),
    selection: { ...found.selection },
    baseline: { ...found.baseline },
    fields: told.slice(0, maxFields).map((ranked) => ranked.told),
    fieldCount: told.length,
    asked,
    ...(found.incomplete === undefined ? {} : { incomplete: { ...found.incomplete } }),
    statistics: { ...found.statistics },
  };
}

function fieldOf(tally: FieldTally, sizes: Sizes, maxValues: number): Ranked<CohortField> {
  const { field, values } = tally;
  const presence = differ(tally, sizes);
  const ranked = values
    .map((one): Ranked<CohortValue> => {
      const { difference, atLeast } = differ(one, sizes);
      return {
        told: { ...toldValue(field, one), ...sharesOf(one, sizes), effect: difference },
        atLeast,
      };
    })
    .sort((a, b) => bySize(a.told.effect, b.told.effect));
  const effects = [presence.difference, ...ranked.map(({ told }) => told.effect)].map(Math.abs);
  return {
    told: {
      field,
      effect: effects.reduce((a, b) => Math.max(a, b), 0),
      ...sharesOf(tally, sizes),
      values: ranked.slice(0, maxValues).map(({ told }) => told),
      valueCount: values.length,
    },
    atLeast: ranked.reduce((most, { atLeast }) => Math.max(most, atLeast), presence.atLeast),
  };
}

/** Of equals, what the selection has comes before what it lacks. */
function bySize(a: number, b: number): number {
  return Math.abs(b) - Math.abs(a) || b - a;
}

function differ({ selection, baseline }: Sizes, sizes: Sizes) {
  return differenceOfShares(selection, sizes.selection, baseline, sizes.baseline);
}

function sharesOf({ selection, baseline }: Sizes, sizes: Sizes) {
  const share = (some: number, all: number) => (all === 0 ? 0 : Math.min(1, some / all));
  return {
    ...{ selection, baseline },
    selectionShare: share(selection, sizes.selection),
    baselineShare: share(baseline, sizes.baseline),
  };
}

function toldValue(field: string, { value }: ValueTally) {
  const { type, value: wire } = namedValue([field, value]);
  const condition = conditionOf(field, value);
  return { type, value: wire, ...(condition === undefined ? {} : { condition }) };
}

function conditionOf(field: string, value: Value): string | undefined {
  if (value.type === 'array' || value.type === 'other' || value.type === 'nil') return undefined;
  return `${field} = ${printValue(value)}`;
}
