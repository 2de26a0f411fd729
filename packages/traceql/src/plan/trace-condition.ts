// What a query asks of one trace: that it has a span of a kind, that it takes some time, and combinations. As
// with conditions on spans, `at-most` marks where the query asks for more.

import type { FindingName } from '@throughline/model/span/finding-name';
import type { ComparisonOperator, StaticValue } from '../syntax/ast.ts';
import { type SpanCondition, sizeOf } from './span-condition.ts';

export type TraceCondition =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'has'; readonly span: SpanCondition }
  | {
      readonly kind: 'duration';
      readonly operator: ComparisonOperator;
      readonly value: Exclude<StaticValue, { type: 'nil' }>;
    }
  /** The analysis has found one of these in it; none of these, when it is a denial. */
  | {
      readonly kind: 'finding';
      readonly names: readonly FindingName[];
      readonly isDenial: boolean;
    }
  | { readonly kind: 'and'; readonly parts: readonly TraceCondition[] }
  | { readonly kind: 'or'; readonly parts: readonly TraceCondition[] }
  | { readonly kind: 'at-most'; readonly part: TraceCondition };

export const EVERY_TRACE: TraceCondition = { kind: 'always' };
export const NO_TRACE: TraceCondition = { kind: 'never' };

export function hasSpan(span: SpanCondition): TraceCondition {
  if (span.kind === 'always') return EVERY_TRACE;
  return span.kind === 'never' ? NO_TRACE : { kind: 'has', span };
}

export function bothOf(left: TraceCondition, right: TraceCondition): TraceCondition {
  if (left.kind === 'always' || right.kind === 'never') return right;
  if (right.kind === 'always' || left.kind === 'never') return left;
  return { kind: 'and', parts: [...partsOf('and', left), ...partsOf('and', right)] };
}

export function eitherOf(left: TraceCondition, right: TraceCondition): TraceCondition {
  if (left.kind === 'never' || right.kind === 'always') return right;
  if (right.kind === 'never' || left.kind === 'always') return left;
  return { kind: 'or', parts: [...partsOf('or', left), ...partsOf('or', right)] };
}

function partsOf(kind: 'and' | 'or', condition: TraceCondition): readonly TraceCondition[] {
  return condition.kind === kind ? condition.parts : [condition];
}

export function atMostOf(condition: TraceCondition): TraceCondition {
  return condition.kind === 'never' || condition.kind === 'at-most'
    ? condition
    : { kind: 'at-most', part: condition };
}

/** How many single conditions there are in it. */
export function sizeOfTrace(condition: TraceCondition): number {
  switch (condition.kind) {
    case 'at-most':
      return sizeOfTrace(condition.part);
    case 'and':
    case 'or':
      return condition.parts.reduce((all, part) => all + sizeOfTrace(part), 0);
    case 'has':
      return sizeOf(condition.span);
    default:
      return 1;
  }
}

/** Whether nothing in it is marked: then it is all that the query asks. */
export function saysAll(condition: TraceCondition): boolean {
  switch (condition.kind) {
    case 'at-most':
      return false;
    case 'and':
    case 'or':
      return condition.parts.every(saysAll);
    case 'has':
      return spanSaysAll(condition.span);
    default:
      return true;
  }
}

function spanSaysAll(condition: SpanCondition): boolean {
  switch (condition.kind) {
    case 'at-most':
      return false;
    case 'and':
    case 'or':
      return condition.parts.every(spanSaysAll);
    case 'not':
      return spanSaysAll(condition.part);
    default:
      return true;
  }
}
