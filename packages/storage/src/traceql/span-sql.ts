// Conditions on spans (packages/traceql/src/plan) as SQL over the table `spans`. Read as `may`, the SQL is true
// of every span of which the condition is; read as `must`, of none of which it is not. The two differ where a
// list is the value of an attribute, which is stored as text.

import { assertNever } from '@throughline/model/base/assert';
import { otherReading, type Reading, readSpanCondition } from '@throughline/traceql/plan/reading';
import type { FieldCondition, SpanCondition } from '@throughline/traceql/plan/span-condition';
import type { IntrinsicName } from '@throughline/traceql/syntax/ast';
import type { SqlParameters } from '../read/sql-parameters.ts';
import { anyOfMerged, attributeSql } from './attribute-sql.ts';
import {
  allOf,
  compareInt,
  compareString,
  FALSE,
  matchString,
  notSql,
  TRUE,
} from './compare-sql.ts';

export function spanSql(
  condition: SpanCondition,
  reading: Reading,
  parameters: SqlParameters,
): string {
  return toSql(readSpanCondition(condition, reading), reading, parameters);
}

function toSql(condition: SpanCondition, reading: Reading, parameters: SqlParameters): string {
  switch (condition.kind) {
    case 'always':
      return TRUE;
    case 'never':
    case 'at-most':
      return FALSE;
    case 'and':
      return allOf(condition.parts.map((part) => toSql(part, reading, parameters)));
    case 'or':
      return anyOfMerged(condition.parts.map((part) => toSql(part, reading, parameters)));
    case 'not':
      return notSql(toSql(condition.part, otherReading(reading), parameters));
    case 'root':
      return `parent_span_id = ${NO_PARENT}`;
    case 'compare':
    case 'match':
    case 'present':
    case 'absent':
      return fieldSql(condition, reading, parameters);
    default:
      return assertNever(condition);
  }
}

const NO_PARENT = "toFixedString('', 8)";

function fieldSql(condition: FieldCondition, reading: Reading, parameters: SqlParameters): string {
  const { field } = condition;
  switch (field.kind) {
    case 'service':
      return textSql('service_name', condition, parameters);
    case 'attribute':
      return attributeSql(condition, field.scope, field.name, reading, parameters);
    case 'intrinsic':
      return intrinsicSql(condition, field.name, parameters);
    default:
      return assertNever(field);
  }
}

function intrinsicSql(
  condition: FieldCondition,
  name: IntrinsicName,
  parameters: SqlParameters,
): string {
  switch (name) {
    case 'name':
      return textSql('name', condition, parameters);
    case 'statusMessage':
      return textSql('status_message', condition, parameters);
    case 'span:id':
      return textSql('lower(hex(span_id))', condition, parameters);
    case 'span:parentID':
      return parentIdSql(condition, parameters);
    case 'trace:id':
      return traceIdSql(condition, parameters);
    case 'duration':
      return numberSql('duration_ns', condition, parameters);
    case 'status':
      return wordSql('status', condition, parameters);
    case 'kind':
      return wordSql('kind', condition, parameters);
    case 'instrumentation:name':
      return scopeSql(textSql('name', condition, parameters));
    case 'instrumentation:version':
      return scopeSql(textSql('version', condition, parameters));
    case 'event:name':
      return someSql('`events.name`', condition, (item) => textSql(item, condition, parameters));
    case 'event:timeSinceStart':
      return someSql('`events.time_ns`', condition, (item) =>
        numberSql(`toInt64(${item} - start_ns)`, condition, parameters),
      );
    case 'link:traceID':
      return someSql('`links.trace_id`', condition, (item) =>
        textSql(`lower(hex(${item}))`, condition, parameters),
      );
    case 'link:spanID':
      return someSql('`links.span_id`', condition, (item) =>
        textSql(`lower(hex(${item}))`, condition, parameters),
      );
    case 'traceDuration':
    case 'rootName':
    case 'rootServiceName':
    case 'finding':
    case 'span:childCount':
    case 'nestedSetLeft':
    case 'nestedSetRight':
    case 'nestedSetParent':
    case 'parent':
      throw new Error(`a plan says nothing of ${name}, which a span by itself does not have`);
    default:
      return assertNever(name);
  }
}

/** What is never missing: present always, absent never. */
function textSql(expression: string, condition: FieldCondition, parameters: SqlParameters): string {
  switch (condition.kind) {
    case 'present':
      return TRUE;
    case 'absent':
      return FALSE;
    case 'match':
      return matchString(expression, condition.pattern, condition.isDenial, parameters);
    case 'compare': {
      const { operator, value } = condition;
      if (value.type !== 'string') return FALSE;
      return compareString(expression, operator, value.value, parameters);
    }
    default:
      return assertNever(condition);
  }
}

function numberSql(
  expression: string,
  condition: FieldCondition,
  parameters: SqlParameters,
): string {
  if (condition.kind === 'present') return TRUE;
  if (condition.kind !== 'compare') return FALSE;
  const { operator, value } = condition;
  if (value.type !== 'int' && value.type !== 'float' && value.type !== 'duration') return FALSE;
  return compareInt(expression, operator, value.value, parameters);
}

function parentIdSql(condition: FieldCondition, parameters: SqlParameters): string {
  const isRootAsked =
    condition.kind === 'compare' &&
    condition.operator === '=' &&
    condition.value.type === 'string' &&
    condition.value.value === '';
  if (isRootAsked) return `parent_span_id = ${NO_PARENT}`;
  const text = `if(parent_span_id = ${NO_PARENT}, '', lower(hex(parent_span_id)))`;
  return textSql(text, condition, parameters);
}

const TRACE_ID_DIGITS = 32;

/** Its text has no leading zeros; the id itself is in an index. */
function traceIdSql(condition: FieldCondition, parameters: SqlParameters): string {
  if (condition.kind === 'compare' && condition.operator === '=') {
    const { value } = condition;
    const isId = value.type === 'string' && /^[0-9a-f]{0,32}$/.test(value.value);
    if (!isId) return FALSE;
    const id = parameters.bind('String', value.value.padStart(TRACE_ID_DIGITS, '0'));
    return `trace_id = toFixedString(unhex(${id}), 16)`;
  }
  return textSql("replaceRegexpOne(lower(hex(trace_id)), '^0+', '')", condition, parameters);
}

const STATUS_SQL: Readonly<Record<string, string>> = {
  error: 'status_code = 2',
  ok: 'status_code = 1',
  unset: 'status_code NOT IN (1, 2)',
};

const KIND_SQL: Readonly<Record<string, string>> = {
  unspecified: '(kind = 0 OR kind > 5)',
  internal: 'kind = 1',
  server: 'kind = 2',
  client: 'kind = 3',
  producer: 'kind = 4',
  consumer: 'kind = 5',
};

/** A status is also its number in the language's own order. */
const STATUS_NUMBER = 'multiIf(status_code = 2, 0, status_code = 1, 1, 2)';

function wordSql(
  of: 'status' | 'kind',
  condition: FieldCondition,
  parameters: SqlParameters,
): string {
  if (condition.kind === 'present') return TRUE;
  if (condition.kind !== 'compare') return FALSE;
  const { operator, value } = condition;
  if (operator !== '=' && operator !== '!=') return FALSE;
  if (of === 'status' && value.type === 'int') {
    return compareInt(`toInt64(${STATUS_NUMBER})`, operator, value.value, parameters);
  }
  if (value.type !== of) return FALSE;
  const isWord = (of === 'status' ? STATUS_SQL : KIND_SQL)[value.value] ?? FALSE;
  return operator === '=' ? isWord : `NOT (${isWord})`;
}

function scopeSql(condition: string): string {
  if (condition === TRUE || condition === FALSE) return condition;
  return `scope_id IN (SELECT scope_id FROM scopes WHERE ${condition})`;
}

/** Of several, one has to be so. Where there is one it is also present. */
function someSql(list: string, condition: FieldCondition, of: (item: string) => string): string {
  if (condition.kind === 'present') return `notEmpty(${list})`;
  const item = of('item');
  return item === FALSE ? FALSE : `arrayExists(item -> ${item}, ${list})`;
}
