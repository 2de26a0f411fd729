// What a query asks of one span, in the words that an engine can say: conditions on single fields, and their
// combinations. `at-most` marks where the query asks for more than its condition says. So each condition can be
// read in two ways: as what may be true of a span, which misses none, and as what must be, which takes none too
// many. Where nothing is marked the two are the same.

import type {
  AttributeScope,
  ComparisonOperator,
  IntrinsicName,
  StaticValue,
} from '../syntax/ast.ts';

export type PlannedField =
  | { readonly kind: 'attribute'; readonly scope: AttributeScope; readonly name: string }
  | { readonly kind: 'intrinsic'; readonly name: IntrinsicName }
  /** The name of the span's service, which stands also where its resource has none. */
  | { readonly kind: 'service' };

export interface Comparison {
  readonly kind: 'compare';
  readonly field: PlannedField;
  readonly operator: ComparisonOperator;
  readonly value: Exclude<StaticValue, { type: 'nil' }>;
}

export interface PatternMatch {
  readonly kind: 'match';
  readonly field: PlannedField;
  readonly isDenial: boolean;
  /** RE2, to be true of the whole text; a dot takes line breaks. */
  readonly pattern: string;
}

export type FieldCondition =
  | Comparison
  | PatternMatch
  | { readonly kind: 'present'; readonly field: PlannedField }
  | { readonly kind: 'absent'; readonly field: PlannedField };

export type SpanCondition =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'and'; readonly parts: readonly SpanCondition[] }
  | { readonly kind: 'or'; readonly parts: readonly SpanCondition[] }
  | { readonly kind: 'not'; readonly part: SpanCondition }
  | { readonly kind: 'at-most'; readonly part: SpanCondition }
  /** It has no parent. */
  | { readonly kind: 'root' }
  | FieldCondition;

export const ALWAYS: SpanCondition = { kind: 'always' };
export const NEVER: SpanCondition = { kind: 'never' };
/** Of which an engine knows nothing. */
export const UNKNOWN: SpanCondition = { kind: 'at-most', part: ALWAYS };

export function both(left: SpanCondition, right: SpanCondition): SpanCondition {
  if (left.kind === 'always' || right.kind === 'never') return right;
  if (right.kind === 'always' || left.kind === 'never') return left;
  return { kind: 'and', parts: [...partsOf('and', left), ...partsOf('and', right)] };
}

export function either(left: SpanCondition, right: SpanCondition): SpanCondition {
  if (left.kind === 'never' || right.kind === 'always') return right;
  if (right.kind === 'never' || left.kind === 'always') return left;
  return { kind: 'or', parts: [...partsOf('or', left), ...partsOf('or', right)] };
}

function partsOf(kind: 'and' | 'or', condition: SpanCondition): readonly SpanCondition[] {
  return condition.kind === kind ? condition.parts : [condition];
}

export function notOf(condition: SpanCondition): SpanCondition {
  if (condition.kind === 'always') return NEVER;
  if (condition.kind === 'never') return ALWAYS;
  return condition.kind === 'not' ? condition.part : { kind: 'not', part: condition };
}

export function atMost(condition: SpanCondition): SpanCondition {
  return condition.kind === 'never' || condition.kind === 'at-most'
    ? condition
    : { kind: 'at-most', part: condition };
}

/** How many single conditions there are in it. */
export function sizeOf(condition: SpanCondition): number {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.reduce((all, part) => all + sizeOf(part), 0);
    case 'not':
    case 'at-most':
      return sizeOf(condition.part);
    default:
      return 1;
  }
}
