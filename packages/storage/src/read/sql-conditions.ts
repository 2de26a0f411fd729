// What a search asks of a span, as SQL. Every value travels as a typed query parameter; the text below
// is ours alone.

import { type AttributeValue, attributeText } from '@throughline/model/span/attribute-value';
import { STATUS_NAMES } from '@throughline/model/span/span-kind';
import type { AttributeCondition, TraceSearch } from '../contract/trace-search.ts';

/** SQL and the parameters it names. */
export class SqlParameters {
  readonly values: Record<string, unknown> = {};
  private count = 0;

  /** The placeholder of a new parameter. */
  bind(type: string, value: unknown): string {
    const name = `p${this.count++}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}

/** Conditions that one span must satisfy together; none when every span will do. */
export function spanConditions(search: TraceSearch, parameters: SqlParameters): string[] {
  const { service, operation, status, minSpanDurationNs, maxSpanDurationNs } = search;
  const conditions: string[] = [];
  if (service !== undefined) {
    conditions.push(`service_name = ${parameters.bind('String', service)}`);
  }
  if (operation !== undefined) conditions.push(`name = ${parameters.bind('String', operation)}`);
  if (status !== undefined) {
    conditions.push(`status_code = ${parameters.bind('UInt8', STATUS_NAMES.indexOf(status))}`);
  }
  if (minSpanDurationNs !== undefined) {
    conditions.push(`duration_ns >= ${parameters.bind('Int64', String(minSpanDurationNs))}`);
  }
  if (maxSpanDurationNs !== undefined) {
    conditions.push(`duration_ns <= ${parameters.bind('Int64', String(maxSpanDurationNs))}`);
  }
  for (const attribute of search.attributes) {
    conditions.push(attributeCondition(attribute, parameters));
  }
  return conditions;
}

function attributeCondition(condition: AttributeCondition, parameters: SqlParameters): string {
  const { scope, key, value } = condition;
  const alternatives: string[] = [];
  if (scope === 'any' || scope === 'span') {
    alternatives.push(...spanAttribute(key, value, parameters));
  }
  if (scope === 'any' || scope === 'resource') {
    alternatives.push(originAttribute('resource', key, value, parameters));
  }
  if (scope === 'any' || scope === 'scope') {
    alternatives.push(originAttribute('scope', key, value, parameters));
  }
  return `(${alternatives.join(' OR ')})`;
}

/** One alternative for every type whose values can be written as `value`. */
function spanAttribute(key: string, value: string, parameters: SqlParameters): string[] {
  const name = parameters.bind('String', key);
  return readings(value).map((reading) => {
    switch (reading.type) {
      case 'string': {
        const equal = `attr_string[${name}] = ${parameters.bind('String', value)}`;
        // A missing key reads as the empty string.
        return value === '' ? `(mapContains(attr_string, ${name}) AND ${equal})` : equal;
      }
      case 'int': {
        const number = parameters.bind('Int64', String(reading.value));
        return `(mapContains(attr_int, ${name}) AND attr_int[${name}] = ${number})`;
      }
      case 'double': {
        const number = parameters.bind('Float64', reading.value);
        return `(mapContains(attr_double, ${name}) AND attr_double[${name}] = ${number})`;
      }
      default:
        return `attr_other[${name}] = ${parameters.bind('String', attributeText(reading))}`;
    }
  });
}

/** Resources and scopes are few: find those that match, then the spans that name them. */
function originAttribute(
  origin: 'resource' | 'scope',
  key: string,
  value: string,
  parameters: SqlParameters,
): string {
  const name = parameters.bind('String', key);
  const texts = parameters.bind('Array(String)', readings(value).map(attributeText));
  return `${origin}_id IN (SELECT ${origin}_id FROM ${origin}s WHERE attributes[${name}] IN ${texts})`;
}

/** Every value that a person may mean by this text. */
function readings(text: string): AttributeValue[] {
  const values: AttributeValue[] = [{ type: 'string', value: text }];
  if (text === 'true' || text === 'false') values.push({ type: 'bool', value: text === 'true' });
  if (/^-?[0-9]{1,19}$/.test(text)) {
    const int = BigInt(text);
    if (BigInt.asIntN(64, int) === int) values.push({ type: 'int', value: int });
  }
  if (/^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(text)) {
    values.push({ type: 'double', value: Number(text) });
  }
  return values;
}
