// Values of TraceQL as the API's JSON has them: each with its name and type, 64-bit numbers as text.

import type { NamedValue, WireValue } from '@throughline/model/api/traceql';
import { assertNever } from '@throughline/model/base/assert';
import type { Label } from '@throughline/traceql/eval/metrics/series';
import type { Value } from '@throughline/traceql/eval/value';

export function namedValue([name, value]: Label): NamedValue {
  return { name, type: value.type, value: wireValue(value) };
}

function wireValue(value: Value): WireValue {
  switch (value.type) {
    case 'string':
    case 'status':
    case 'kind':
    case 'bool':
      return value.value;
    case 'int':
    case 'duration':
      return String(value.value);
    case 'float':
      return Number.isFinite(value.value) ? value.value : String(value.value);
    case 'array':
      return value.items.map(wireValue);
    case 'nil':
      return null;
    case 'other':
      return value.text;
    default:
      return assertNever(value);
  }
}
