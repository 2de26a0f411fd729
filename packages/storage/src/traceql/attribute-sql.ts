// Conditions on attributes as SQL: a span's own are in a map for each type, those of resources, instrumentation
// scopes, events and links in one map of canonical texts (packages/model/src/span/attribute-value.ts).

import { assertNever } from '@throughline/model/base/assert';
import { UNKNOWN_SERVICE } from '@throughline/model/batch/origin';
import { attributeText } from '@throughline/model/span/attribute-value';
import { compileRegex } from '@throughline/traceql/check/regex';
import { compareValues } from '@throughline/traceql/eval/value';
import { otherReading, type Reading } from '@throughline/traceql/plan/reading';
import type {
  Comparison,
  FieldCondition,
  PatternMatch,
} from '@throughline/traceql/plan/span-condition';
import type { AttributeScope, ComparisonOperator } from '@throughline/traceql/syntax/ast';
import type { SqlParameters } from '../read/sql-parameters.ts';
import {
  allOf,
  anyOf,
  compareDouble,
  compareInt,
  compareString,
  FALSE,
  matchString,
  notSql,
  TRUE,
} from './compare-sql.ts';

type Place = Exclude<AttributeScope, 'any'>;

/** Where an unscoped attribute is looked for, in this order. */
const PLACES: readonly Place[] = ['span', 'resource', 'event', 'link', 'instrumentation'];

interface Asked {
  readonly condition: FieldCondition;
  readonly name: string;
  readonly key: string;
  readonly parameters: SqlParameters;
}

export function attributeSql(
  condition: FieldCondition,
  scope: AttributeScope,
  name: string,
  reading: Reading,
  parameters: SqlParameters,
): string {
  const asked = { condition, name, key: parameters.bind('String', name), parameters };
  return scope === 'any' ? anywhere(asked, reading) : placeSql(scope, asked, reading);
}

function anywhere(asked: Asked, reading: Reading): string {
  const { condition } = asked;
  const present = (place: Place, how: Reading) =>
    placeSql(place, { ...asked, condition: { kind: 'present', field: condition.field } }, how);
  if (condition.kind === 'present') return anyOf(PLACES.map((place) => present(place, reading)));
  if (condition.kind === 'absent') {
    return notSql(anyOf(PLACES.map((place) => present(place, otherReading(reading)))));
  }
  const inPlace = PLACES.map((place) => placeSql(place, asked, reading));
  // That the places before do not have it is left out where it does no harm: without it an index can be used.
  if (reading === 'may') return anyOf(inPlace);
  return inPlace.reduceRight((later, here, at) => {
    const place = PLACES[at] ?? 'span';
    return anyOf([here, allOf([notSql(present(place, otherReading(reading))), later])]);
  }, FALSE);
}

function placeSql(place: Place, asked: Asked, reading: Reading): string {
  switch (place) {
    case 'span':
      return ofSpan(asked, reading);
    case 'resource':
      return ofResource(asked, reading);
    case 'instrumentation':
      return among('scope', ofText(`attributes[${asked.key}]`, asked, reading));
    case 'event':
      return amongParts('`events.attributes`', asked, reading);
    case 'link':
      return amongParts('`links.attributes`', asked, reading);
    default:
      return assertNever(place);
  }
}

interface Frame {
  readonly before: string;
  readonly after: string;
}

function partsFrame(maps: string): Frame {
  return { before: 'arrayExists(item -> ', after: `, ${maps})` };
}

function originFrame(origin: 'resource' | 'scope'): Frame {
  return { before: `${origin}_id IN (SELECT ${origin}_id FROM ${origin}s WHERE `, after: ')' };
}

function framed({ before, after }: Frame, condition: string): string {
  return condition === FALSE ? FALSE : `${before}${condition}${after}`;
}

/** Of several events one has to be so; `absent`: one has to lack it. */
function amongParts(maps: string, asked: Asked, reading: Reading): string {
  return framed(partsFrame(maps), ofText(`item[${asked.key}]`, asked, reading));
}

/** Resources and scopes are few: those that are so first, then the spans that name them. */
function among(origin: 'resource' | 'scope', condition: string): string {
  return framed(originFrame(origin), condition);
}

const FRAMES: readonly Frame[] = [
  originFrame('resource'),
  originFrame('scope'),
  partsFrame('`events.attributes`'),
  partsFrame('`links.attributes`'),
];

/** Alternatives that look into the same place look into it once. */
export function anyOfMerged(conditions: readonly string[]): string {
  let open = conditions;
  const merged: string[] = [];
  for (const frame of FRAMES) {
    const isIn = (condition: string) =>
      condition.startsWith(frame.before) && condition.endsWith(frame.after);
    const inside = open
      .filter(isIn)
      .map((condition) => condition.slice(frame.before.length, -frame.after.length));
    if (inside.length > 0) merged.push(framed(frame, anyOf(inside)));
    open = open.filter((condition) => !isIn(condition));
  }
  return anyOf([...open, ...merged]);
}

function ofResource(asked: Asked, reading: Reading): string {
  const { condition, name, parameters } = asked;
  if (name === 'service.name' && condition.kind === 'compare' && isServiceName(condition)) {
    const isEqual = compareString('service_name', '=', condition.value.value, parameters);
    // A list of one text is read as the text.
    return anyOf([isEqual, reading === 'may' ? `startsWith(service_name, ${LIST_PREFIX})` : FALSE]);
  }
  return among('resource', ofText(`attributes[${asked.key}]`, asked, reading));
}

/** The column stands for the attribute, but for what it says of spans that have none, or one that is no text. */
function isServiceName(
  condition: Comparison,
): condition is Comparison & { readonly value: { readonly type: 'string' } } {
  const { operator, value } = condition;
  return (
    operator === '=' &&
    value.type === 'string' &&
    value.value !== '' &&
    value.value !== UNKNOWN_SERVICE &&
    !value.value.startsWith('{')
  );
}

const LIST_PREFIX = `'{"arrayValue"'`;
const NO_VALUE = `'{}'`;

function ofSpan(asked: Asked, reading: Reading): string {
  const { condition, key, parameters } = asked;
  const other = `attr_other[${key}]`;
  // What a list is depends on its items, which only the evaluator reads.
  const list =
    reading === 'may'
      ? `(has(mapKeys(attr_other), ${key}) AND startsWith(${other}, ${LIST_PREFIX}))`
      : FALSE;
  switch (condition.kind) {
    case 'present':
      return anyOf([
        hasKey('string', key),
        hasKey('int', key),
        hasKey('double', key),
        isPresentText(other, reading),
      ]);
    case 'absent':
      return notSql(
        ofSpan(
          { ...asked, condition: { kind: 'present', field: condition.field } },
          otherReading(reading),
        ),
      );
    case 'match':
      return anyOf([
        allOf([
          isTrueOfNone(condition) ? hasKey('string', key) : TRUE,
          matchString(`attr_string[${key}]`, condition.pattern, condition.isDenial, parameters),
        ]),
        list,
      ]);
    case 'compare':
      return anyOf([compareOfSpan(condition, key, parameters), list]);
    default:
      return assertNever(condition);
  }
}

/** The keys are a column of their own, much smaller than the map. */
function hasKey(type: 'string' | 'int' | 'double', key: string): string {
  return `has(attr_${type}.keys, ${key})`;
}

/** A key that is not there reads as an empty text. */
function isTrueOfNone({ pattern, isDenial }: PatternMatch): boolean {
  const matches = compileRegex(pattern);
  return isDenial || typeof matches === 'string' || matches('');
}

function compareOfSpan(
  { operator, value }: Comparison,
  key: string,
  parameters: SqlParameters,
): string {
  switch (value.type) {
    case 'string': {
      const compared = compareString(`attr_string[${key}]`, operator, value.value, parameters);
      if (operator !== '=' || value.value === '') {
        return allOf([hasKey('string', key), compared]);
      }
      // The index is on the values.
      const among = `has(mapValues(attr_string), ${parameters.bind('String', value.value)})`;
      return allOf([among, compared]);
    }
    case 'int':
    case 'float':
    case 'duration': {
      const isTrueOfZero = compareValues(operator, { type: 'int', value: 0n }, value);
      return anyOf([
        allOf([
          isTrueOfZero ? hasKey('int', key) : TRUE,
          compareInt(`attr_int[${key}]`, operator, value.value, parameters),
        ]),
        allOf([
          isTrueOfZero ? hasKey('double', key) : TRUE,
          compareDouble(`attr_double[${key}]`, operator, value.value, parameters),
        ]),
      ]);
    }
    case 'bool':
      return compareBool(`attr_other[${key}]`, operator, value.value);
    case 'status': {
      const number = STATUS_NUMBERS[value.value];
      if (operator !== '=' && operator !== '!=') return FALSE;
      return allOf([
        hasKey('int', key),
        compareInt(`attr_int[${key}]`, operator, number, parameters),
      ]);
    }
    case 'kind':
      return FALSE;
    default:
      return assertNever(value);
  }
}

/** In the language's own order. */
const STATUS_NUMBERS = { error: 0n, ok: 1n, unset: 2n } as const;

function compareBool(text: string, operator: ComparisonOperator, value: boolean): string {
  if (operator !== '=' && operator !== '!=') return FALSE;
  return `${text} = '${operator === '=' ? value : !value}'`;
}

function isPresentText(text: string, reading: Reading): string {
  const isThere = `${text} NOT IN ('', ${NO_VALUE})`;
  // A list of nothing but an empty value is read as none.
  return reading === 'may' ? isThere : `(${isThere} AND NOT startsWith(${text}, ${LIST_PREFIX}))`;
}

/** Of a canonical text; empty: there is none. */
function ofText(text: string, asked: Asked, reading: Reading): string {
  const { condition, parameters } = asked;
  const undecided =
    reading === 'may'
      ? anyOf([`startsWith(${text}, ${LIST_PREFIX})`, `startsWith(${text}, '{"doubleValue"')`])
      : FALSE;
  switch (condition.kind) {
    case 'present':
      return isPresentText(text, reading);
    case 'absent':
      return notSql(isPresentText(text, otherReading(reading)));
    case 'match':
      return anyOf([
        allOf([
          isString(text),
          matchString(stringOf(text), condition.pattern, condition.isDenial, parameters),
        ]),
        undecided,
      ]);
    case 'compare':
      return anyOf([compareText(text, condition, parameters), undecided]);
    default:
      return assertNever(condition);
  }
}

function isString(text: string): string {
  return `startsWith(${text}, '"')`;
}

function stringOf(text: string): string {
  return `JSONExtractString(${text})`;
}

const INT_PATTERN = `'^-?[0-9]+$'`;
const DOUBLE_PATTERN = `'^-?[0-9]+([.][0-9]+)?(e[-+]?[0-9]+)?$'`;

function compareText(
  text: string,
  { operator, value }: Comparison,
  parameters: SqlParameters,
): string {
  const isInt = `match(${text}, ${INT_PATTERN})`;
  switch (value.type) {
    case 'string': {
      if (operator === '=' || operator === '!=') {
        const written = attributeText({ type: 'string', value: value.value });
        const compared = compareString(text, operator, written, parameters);
        return operator === '=' ? compared : allOf([isString(text), compared]);
      }
      return allOf([
        isString(text),
        compareString(stringOf(text), operator, value.value, parameters),
      ]);
    }
    case 'int':
    case 'float':
    case 'duration':
      return anyOf([
        allOf([isInt, compareInt(`toInt64OrZero(${text})`, operator, value.value, parameters)]),
        allOf([
          `match(${text}, ${DOUBLE_PATTERN})`,
          `NOT ${isInt}`,
          compareDouble(`toFloat64OrZero(${text})`, operator, value.value, parameters),
        ]),
      ]);
    case 'bool':
      return compareBool(text, operator, value.value);
    case 'status':
      if (operator !== '=' && operator !== '!=') return FALSE;
      return allOf([
        isInt,
        compareInt(`toInt64OrZero(${text})`, operator, STATUS_NUMBERS[value.value], parameters),
      ]);
    case 'kind':
      return FALSE;
    default:
      return assertNever(value);
  }
}
