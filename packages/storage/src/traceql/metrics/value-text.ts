// Values of one span as SQL expressions. What may have any type is one text: a letter that says the type, then the
// value; empty when there is none. What SQL cannot tell from a row of the table has no expression.

import { parseAttributeText } from '@throughline/model/span/attribute-value';
import { fromAttribute, NIL, textValue, type Value } from '@throughline/traceql/eval/value';
import type { SqlParameters } from '../../read/sql-parameters.ts';

const NO_ID = "toFixedString('', 8)";

/** An attribute of the span itself. */
export function spanAttributeText(name: string, parameters: SqlParameters): string {
  const key = parameters.bind('String', name);
  return `multiIf(
    mapContains(attr_string, ${key}), concat('s', attr_string[${key}]),
    mapContains(attr_int, ${key}), concat('i', toString(attr_int[${key}])),
    mapContains(attr_double, ${key}), concat('d', toString(reinterpretAsUInt64(attr_double[${key}]))),
    mapContains(attr_other, ${key}), concat('o', attr_other[${key}]),
    '')`;
}

/** The canonical texts of what is nil: an empty value, also as the only item of a list. */
const NIL_TEXT = String.raw`(?:\\{"arrayValue":\\{"values":\\[)*\\{\\}(?:\\]\\}\\})*`;

/** Of texts with a letter. */
export const NIL_OR_NONE = `^(?:o${NIL_TEXT})?$`;

/** Of the events or links of a span the first that has the attribute. */
export function partAttributeText(
  part: 'events' | 'links',
  name: string,
  parameters: SqlParameters,
): string {
  const key = parameters.bind('String', name);
  return `concat('o', arrayFirst(text -> text != '' AND NOT match(text, '^${NIL_TEXT}$'),
    arrayMap(attributes -> attributes[${key}], \`${part}.attributes\`)))`;
}

export const EVENT_NAME_TEXT = "if(empty(`events.name`), '', concat('s', `events.name`[1]))";
export const LINK_TRACE_TEXT =
  "if(empty(`links.trace_id`), '', concat('s', lower(hex(`links.trace_id`[1]))))";
export const LINK_SPAN_TEXT =
  "if(empty(`links.span_id`), '', concat('s', lower(hex(`links.span_id`[1]))))";
export const PARENT_ID_TEXT = `if(parent_span_id = ${NO_ID}, '', lower(hex(parent_span_id)))`;

/** Of the first event, as a number of nanoseconds; NULL when there is none. */
export const EVENT_TIME_NS =
  'if(empty(`events.time_ns`), NULL, toInt64(`events.time_ns`[1] - start_ns))';
export const EVENT_TIME_TEXT = `if(empty(\`events.time_ns\`), '', concat('t', toString(toInt64(\`events.time_ns\`[1] - start_ns))))`;

const bits = new DataView(new ArrayBuffer(8));

/** The value that such a text stands for. */
export function valueOfText(text: string): Value {
  const rest = text.slice(1);
  switch (text[0]) {
    case 's':
      return textValue(rest);
    case 'i':
      return { type: 'int', value: BigInt(rest) };
    case 't':
      return { type: 'duration', value: BigInt(rest) };
    case 'd':
      bits.setBigUint64(0, BigInt(rest));
      return { type: 'float', value: bits.getFloat64(0) };
    default:
      return rest === '' ? NIL : fromAttribute(parseAttributeText(rest));
  }
}

const LIST = String.raw`(?:\\{"arrayValue":\\{"values":\\[)`;
const LIST_END = String.raw`(?:\\]\\}\\})`;
const INT_IN_LIST = String.raw`^${LIST}+\\{"intValue":"(-?[0-9]+)"\\}${LIST_END}+$`;
const DOUBLE_IN_VALUE = String.raw`^${LIST}*\\{"doubleValue":"?([^"}]+)"?\\}${LIST_END}*$`;

/** The integer that a canonical text says, also as the only item of a list; NULL when it says something else. */
export function intOfText(text: string): string {
  return `toInt64OrNull(if(match(${text}, '^-?[0-9]+$'), ${text}, extract(${text}, '${INT_IN_LIST}')))`;
}

/** The same for a double. */
function doubleOfText(text: string): string {
  return `toFloat64OrNull(if(match(${text}, '^-?[0-9].*[.e]'), ${text}, extract(${text}, '${DOUBLE_IN_VALUE}')))`;
}

export function numberOfText(text: string): string {
  return `coalesce(toFloat64(${intOfText(text)}), ${doubleOfText(text)})`;
}
