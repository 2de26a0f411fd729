// One number for the spans of a set.

import { assertNever } from '@throughline/model/base/assert';
import type { Aggregate } from '../syntax/ast.ts';
import { evaluateExpression } from './evaluate-expression.ts';
import type { Spanset } from './spanset.ts';
import type { Trace } from './trace.ts';
import { compareValues, firstOf, numberOf, type Value } from './value.ts';

type NumberValue = Extract<Value, { type: 'int' | 'float' | 'duration' }>;

/** Undefined when no span has a number for it. */
export function aggregate(node: Aggregate, trace: Trace, { spans }: Spanset): Value | undefined {
  const { argument } = node;
  if (argument === undefined) return { type: 'int', value: BigInt(spans.length) };
  const values = spans
    .map((span) => firstOf(evaluateExpression(argument, trace, span)))
    .filter(isNumber);
  switch (node.function) {
    case 'count':
      return { type: 'int', value: BigInt(spans.length) };
    case 'min':
      return extreme(values, '<');
    case 'max':
      return extreme(values, '>');
    case 'sum':
      return sum(values);
    case 'avg':
      return average(values);
    default:
      return assertNever(node.function);
  }
}

function isNumber(value: Value): value is NumberValue {
  return numberOf(value) !== undefined;
}

function extreme(values: readonly NumberValue[], operator: '<' | '>'): Value | undefined {
  let best = values[0];
  for (const value of values) {
    if (best !== undefined && compareValues(operator, value, best)) best = value;
  }
  return best;
}

/** The first value says of which type the others have to be. */
function sum(values: readonly NumberValue[]): Value | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  if (first.type === 'float') {
    let total = 0;
    for (const value of values) if (value.type === 'float') total += value.value;
    return { type: 'float', value: total };
  }
  return { type: first.type, value: BigInt.asIntN(64, wholeSum(values, first.type)) };
}

function wholeSum(values: readonly NumberValue[], type: 'int' | 'duration'): bigint {
  let total = 0n;
  for (const value of values) if (value.type === type) total += value.value;
  return total;
}

/** Of durations a duration, to the nanosecond; of everything else a float. */
function average(values: readonly NumberValue[]): Value | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  const ofType = values.filter(({ type }) => type === first.type);
  if (first.type === 'float') {
    const total = ofType.reduce((all, { value }) => all + Number(value), 0);
    return { type: 'float', value: total / ofType.length };
  }
  const total = wholeSum(ofType, first.type);
  return first.type === 'duration'
    ? { type: 'duration', value: total / BigInt(ofType.length) }
    : { type: 'float', value: Number(total) / ofType.length };
}
