// The query as the filters show it, and the query again when one of them is changed. What they have no control
// for is a chip of its own, so that nothing the query asks is hidden.

import type { FieldExpression, StatusWord } from '@throughline/traceql/syntax/ast';
import { print } from '@throughline/traceql/syntax/print';
import { replaceConditions } from '../../../query/edit-query.ts';
import { readQuery } from '../../../query/query-parts.ts';
import {
  conditionText,
  SERVICE_FIELD,
  type SimpleCondition,
  simpleCondition,
} from '../../../query/simple-condition.ts';

/** Fields with a control of their own, by the canonical name that a change writes. */
export type FilterField = typeof SERVICE_FIELD | 'name' | 'status';
export type DurationFilter = 'duration' | 'traceDuration';

export interface Bounds {
  readonly minNs?: bigint;
  readonly maxNs?: bigint;
}

export interface Chip {
  readonly text: string;
  readonly condition: FieldExpression;
}

export interface Filters {
  readonly service: string | undefined;
  readonly operation: string | undefined;
  readonly status: StatusWord | undefined;
  readonly duration: Bounds;
  readonly traceDuration: Bounds;
  /** Every other condition. */
  readonly chips: readonly Chip[];
  /** The query says more than one `{ }`. */
  readonly isPart: boolean;
}

/** Undefined: no query that the filters could show or change. */
export function readFilters(text: string): Filters | undefined {
  const parts = readQuery(text);
  if (parts.kind !== 'conditions') return undefined;
  const shown: Shown = {
    service: undefined,
    operation: undefined,
    status: undefined,
    duration: {},
    traceDuration: {},
  };
  const chips: Chip[] = [];
  for (const condition of parts.conditions) {
    const simple = simpleCondition(condition);
    const isShown = simple !== undefined && take(shown, simple);
    if (!isShown) chips.push({ text: print(condition), condition });
  }
  return { ...shown, chips, isPart: parts.isPart };
}

type Shown = { -readonly [K in keyof Omit<Filters, 'chips' | 'isPart'>]: Filters[K] };

/** False when no control can show it, or one shows another condition already. */
function take(shown: Shown, { field, operator, value }: SimpleCondition): boolean {
  if (operator === '=' && value.type === 'string') {
    if (isService(field) && shown.service === undefined) {
      shown.service = value.value;
      return true;
    }
    if (field === 'name' && shown.operation === undefined) {
      shown.operation = value.value;
      return true;
    }
  }
  if (operator === '=' && field === 'status' && value.type === 'status') {
    if (shown.status !== undefined) return false;
    shown.status = value.value;
    return true;
  }
  if ((field === 'duration' || field === 'traceDuration') && value.type === 'duration') {
    const bound = BOUNDS[operator];
    if (bound === undefined || shown[field][bound] !== undefined) return false;
    shown[field] = { ...shown[field], [bound]: value.value };
    return true;
  }
  return false;
}

/** The controls say "at least" and "at most"; the difference to "more" and "less" is a nanosecond. */
const BOUNDS: Readonly<Record<string, keyof Bounds>> = {
  '>': 'minNs',
  '>=': 'minNs',
  '<': 'maxNs',
  '<=': 'maxNs',
};

function isService(field: string): boolean {
  return field === SERVICE_FIELD || field === '.service.name';
}

/** Undefined takes the condition out; a text that the filters cannot change stays as it is. */
export function setFilter(text: string, field: FilterField, value: string | undefined): string {
  const isOld = (condition: SimpleCondition): boolean =>
    condition.operator === '=' &&
    (field === SERVICE_FIELD ? isService(condition.field) : condition.field === field);
  return replaceConditions(text, isOld, value === undefined ? [] : [equals(field, value)]) ?? text;
}

function equals(field: FilterField, value: string): string {
  if (field === 'status') return `status = ${value}`;
  return conditionText({ field, operator: '=', value: { type: 'string', value } });
}

export function setDuration(text: string, field: DurationFilter, bounds: Bounds): string {
  const condition = (operator: '>=' | '<=', ns: bigint | undefined): readonly string[] =>
    ns === undefined
      ? []
      : [conditionText({ field, operator, value: { type: 'duration', value: ns } })];
  const isOld = (old: SimpleCondition): boolean =>
    old.field === field && BOUNDS[old.operator] !== undefined;
  const next = [...condition('>=', bounds.minNs), ...condition('<=', bounds.maxNs)];
  return replaceConditions(text, isOld, next) ?? text;
}
