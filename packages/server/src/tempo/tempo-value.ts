// Values of TraceQL as Tempo's answers have them: OTLP values, in which a duration or a word is text.

import { assertNever } from '@throughline/model/base/assert';
import type { Attribute, AttributeValue } from '@throughline/model/span/attribute-value';
import type { Label } from '@throughline/traceql/eval/metrics/series';
import type { Value } from '@throughline/traceql/eval/value';
import { printDuration } from '@throughline/traceql/syntax/print-value';

export function tempoLabel([key, value]: Label): Attribute {
  return { key, value: tempoValue(value) };
}

export function tempoValue(value: Value): AttributeValue {
  switch (value.type) {
    case 'string':
    case 'bool':
    case 'int':
      return value;
    case 'float':
      return { type: 'double', value: value.value };
    case 'duration':
      return { type: 'string', value: printDuration(value.value) };
    case 'status':
    case 'kind':
      return { type: 'string', value: value.value };
    case 'nil':
      return { type: 'string', value: 'nil' };
    case 'array':
      return { type: 'array', value: value.items.map(tempoValue) };
    case 'other':
      return { type: 'string', value: value.text };
    default:
      return assertNever(value);
  }
}

export interface TypedText {
  readonly type: string;
  readonly value: string;
}

/** As a list of values has it, which knows neither lists nor nothing: those are undefined. */
export function typedText(value: Value): TypedText | undefined {
  switch (value.type) {
    case 'string':
      return value;
    case 'bool':
    case 'int':
    case 'float':
      return { type: value.type, value: String(value.value) };
    case 'duration':
      return { type: 'duration', value: printDuration(value.value) };
    case 'status':
    case 'kind':
      return { type: 'keyword', value: value.value };
    case 'nil':
    case 'array':
    case 'other':
      return undefined;
    default:
      return assertNever(value);
  }
}
