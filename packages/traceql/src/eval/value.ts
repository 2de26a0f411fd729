// What an expression is for one span, and how two such values compare. `other` holds what the language has no
// word for (bytes, maps): it is there, and equal to nothing. `many` is a field of which a span has several,
// such as the names of its events: a condition is true when it is for one of them.

import { assertNever } from '@throughline/model/base/assert';
import { type AttributeValue, attributeText } from '@throughline/model/span/attribute-value';
import type { ComparisonOperator, KindWord, StaticValue, StatusWord } from '../syntax/ast.ts';
import { printValue } from '../syntax/print-value.ts';

/** A value, as attributes and results have it. */
export type Value =
  | StaticValue
  | { readonly type: 'array'; readonly items: readonly Value[] }
  | { readonly type: 'other'; readonly text: string };

export type FieldValue = Value | { readonly type: 'many'; readonly items: readonly Value[] };

export const NIL: StaticValue = { type: 'nil' };

export function boolValue(value: boolean): StaticValue {
  return { type: 'bool', value };
}

export function textValue(value: string): StaticValue {
  return { type: 'string', value };
}

/** An array of one is read as the one. */
export function fromAttribute(attribute: AttributeValue): Value {
  switch (attribute.type) {
    case 'string':
    case 'int':
    case 'bool':
      return attribute;
    case 'double':
      return { type: 'float', value: attribute.value };
    case 'empty':
      return NIL;
    case 'array': {
      const items = attribute.value.map(fromAttribute);
      const [only] = items;
      return items.length === 1 && only !== undefined ? only : { type: 'array', items };
    }
    case 'bytes':
    case 'kvlist':
      return { type: 'other', text: attributeText(attribute) };
    default:
      return assertNever(attribute);
  }
}

/** One value for what may be several: the first that there is. */
export function firstOf(value: FieldValue): Value {
  if (value.type !== 'many') return value;
  return value.items.find(({ type }) => type !== 'nil') ?? NIL;
}

export function isTrue(value: FieldValue): boolean {
  const first = firstOf(value);
  return first.type === 'bool' && first.value;
}

/** Equal for values that are the same in type and content, different otherwise. */
export function valueKey(value: Value): string {
  switch (value.type) {
    case 'array':
      return `[${value.items.map(valueKey).join(',')}]`;
    case 'other':
      return `other:${value.text}`;
    default:
      return `${value.type}:${printValue(value)}`;
  }
}

/** As a label or a result shows it. */
export function valueText(value: Value): string {
  switch (value.type) {
    case 'string':
      return value.value;
    case 'array':
      return `[${value.items.map(valueText).join(', ')}]`;
    case 'other':
      return value.text;
    case 'float':
      return String(value.value);
    default:
      return printValue(value);
  }
}

/** Int, float or duration in nanoseconds, exact; undefined for anything else. */
export function numberOf(value: Value): bigint | number | undefined {
  return value.type === 'int' || value.type === 'float' || value.type === 'duration'
    ? value.value
    : undefined;
}

/** False when the values cannot be compared: what is not there is neither equal nor different. */
export function compareValues(operator: ComparisonOperator, left: Value, right: Value): boolean {
  if (left.type === 'array') {
    if (right.type === 'array') return false;
    return overItems(operator === '!=', left.items, (item) => compareValues(operator, item, right));
  }
  if (right.type === 'array') {
    return overItems(operator === '!=', right.items, (item) => compareValues(operator, left, item));
  }
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== undefined && b !== undefined) {
    return accepts(operator, orderOf(a, b));
  }
  if (left.type === 'string' && right.type === 'string') {
    return accepts(operator, compareText(left.value, right.value));
  }
  const order = wordOrder(left, right);
  if (order === undefined || (operator !== '=' && operator !== '!=')) return false;
  return accepts(operator, order);
}

/** A condition on a list: on all of it when it denies, on any of it otherwise. */
export function overItems(
  isDenial: boolean,
  items: readonly Value[],
  condition: (item: Value) => boolean,
): boolean {
  return isDenial ? items.every(condition) : items.some(condition);
}

function orderOf<T extends bigint | number | string>(left: T, right: T): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return Number.isNaN(left) || Number.isNaN(right) ? Number.NaN : 0;
}

function accepts(operator: ComparisonOperator, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return assertNever(operator);
  }
}

/** In the order of their bytes in UTF-8, which is that of code points: halves of a pair come last. */
export function compareText(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return codeUnitRank(a) - codeUnitRank(b);
  }
  return left.length - right.length;
}

function codeUnitRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}

const STATUS_ORDINALS: Readonly<Record<StatusWord, bigint>> = { error: 0n, ok: 1n, unset: 2n };

/** 0 when equal, undefined when the two cannot be. A status is also its number. */
function wordOrder(left: Value, right: Value): number | undefined {
  const areSameWords =
    (left.type === 'bool' && right.type === 'bool') ||
    (left.type === 'kind' && right.type === 'kind');
  if (areSameWords) return left.value === right.value ? 0 : 1;
  const isAboutStatus = left.type === 'status' || right.type === 'status';
  const a = statusNumber(left);
  const b = statusNumber(right);
  if (!isAboutStatus || a === undefined || b === undefined) return undefined;
  return a === b ? 0 : 1;
}

function statusNumber(value: Value): bigint | undefined {
  if (value.type === 'status') return STATUS_ORDINALS[value.value];
  return value.type === 'int' ? value.value : undefined;
}

/** Index = OTLP `Status.StatusCode`. */
export const STATUS_WORDS: readonly StatusWord[] = ['unset', 'ok', 'error'];

/** Index = OTLP `SpanKind`. */
export const KIND_WORDS: readonly KindWord[] = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];
