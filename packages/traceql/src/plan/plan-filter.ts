// A spanset filter as a plan: what it asks of the span, and what of the trace around it, where that stands by
// itself: `{ traceDuration > 1s && .a = 1 }`.

import { FINDING_NAMES, type FindingName } from '@throughline/model/span/finding-name';
import { compileRegex } from '../check/regex.ts';
import { compareValues, textValue } from '../eval/value.ts';
import type { Binary, ComparisonOperator, FieldExpression, StaticValue } from '../syntax/ast.ts';
import { isField, MIRRORED, planExpression } from './plan-expression.ts';
import { ALWAYS, both, type PlannedField, type SpanCondition } from './span-condition.ts';
import {
  atMostOf,
  bothOf,
  EVERY_TRACE,
  hasSpan,
  NO_TRACE,
  type TraceCondition,
} from './trace-condition.ts';

export interface PlannedFilter {
  readonly span: SpanCondition;
  readonly trace: TraceCondition;
}

export function planFilter(condition: FieldExpression | undefined): PlannedFilter {
  let span = ALWAYS;
  let trace = EVERY_TRACE;
  for (const part of condition === undefined ? [] : conjunctsOf(condition)) {
    const ofTrace = planOfTrace(part);
    if (ofTrace === undefined) span = both(span, planExpression(part));
    else trace = bothOf(trace, ofTrace);
  }
  return { span, trace };
}

function conjunctsOf(expression: FieldExpression): FieldExpression[] {
  if (expression.kind !== 'binary' || expression.operator !== '&&') return [expression];
  return [...conjunctsOf(expression.left), ...conjunctsOf(expression.right)];
}

/** Undefined for what is not about the trace alone. */
function planOfTrace(expression: FieldExpression): TraceCondition | undefined {
  if (expression.kind !== 'binary') return undefined;
  const { operator, left, right } = expression;
  switch (operator) {
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (isField(left) && right.kind === 'static') {
        return planTraceField(left, operator, right.value);
      }
      if (isField(right) && left.kind === 'static') {
        return planTraceField(right, MIRRORED[operator], left.value);
      }
      return undefined;
    case '=~':
    case '!~':
      return isFinding(left) ? planFindingPattern(expression) : planRootPattern(expression);
    default:
      return undefined;
  }
}

function planTraceField(
  field: FieldExpression,
  operator: ComparisonOperator,
  value: StaticValue,
): TraceCondition | undefined {
  if (isFinding(field)) return planFinding(operator, value);
  if (value.type === 'nil') return undefined;
  if (field.kind === 'intrinsic' && field.name === 'traceDuration') {
    return { kind: 'duration', operator, value };
  }
  const ofRoot = rootField(field);
  if (ofRoot === undefined) return undefined;
  // A trace whose root has not arrived has an empty name for it.
  const isTrueWithoutRoot = compareValues(operator, textValue(''), value);
  return ofRootSpan(isTrueWithoutRoot, { kind: 'compare', field: ofRoot, operator, value });
}

function isFinding(field: FieldExpression): boolean {
  return field.kind === 'intrinsic' && field.name === 'finding';
}

/** There are so few names that every condition on them is a list of those it is true of. */
function planFinding(operator: ComparisonOperator, value: StaticValue): TraceCondition | undefined {
  if (value.type === 'nil') {
    if (operator !== '=' && operator !== '!=') return undefined;
    return findingOf(FINDING_NAMES, operator === '=');
  }
  if (value.type !== 'string') return undefined;
  const isDenial = operator === '!=';
  const asked = isDenial ? '=' : operator;
  const names = FINDING_NAMES.filter((name) => compareValues(asked, textValue(name), value));
  return findingOf(names, isDenial);
}

function planFindingPattern({ operator, right }: Binary): TraceCondition | undefined {
  if (right.kind !== 'static' || right.value.type !== 'string') return undefined;
  const matches = compileRegex(right.value.value);
  if (typeof matches === 'string') return undefined;
  return findingOf(FINDING_NAMES.filter(matches), operator === '!~');
}

function findingOf(names: readonly FindingName[], isDenial: boolean): TraceCondition {
  if (names.length === 0) return isDenial ? EVERY_TRACE : NO_TRACE;
  return { kind: 'finding', names, isDenial };
}

function planRootPattern({ operator, left, right }: Binary): TraceCondition | undefined {
  const ofRoot = rootField(left);
  if (ofRoot === undefined || right.kind !== 'static' || right.value.type !== 'string') {
    return undefined;
  }
  const pattern = right.value.value;
  const matches = compileRegex(pattern);
  const isDenial = operator === '!~';
  const isTrueWithoutRoot = typeof matches !== 'string' && matches('') !== isDenial;
  return ofRootSpan(isTrueWithoutRoot, { kind: 'match', field: ofRoot, isDenial, pattern });
}

/** There may be several roots, of which the first counts. */
function ofRootSpan(isTrueWithoutRoot: boolean, condition: SpanCondition): TraceCondition {
  if (isTrueWithoutRoot) return atMostOf(EVERY_TRACE);
  return atMostOf(hasSpan({ kind: 'and', parts: [{ kind: 'root' }, condition] }));
}

function rootField(field: FieldExpression): PlannedField | undefined {
  if (field.kind !== 'intrinsic') return undefined;
  if (field.name === 'rootName') return { kind: 'intrinsic', name: 'name' };
  return field.name === 'rootServiceName' ? { kind: 'service' } : undefined;
}
