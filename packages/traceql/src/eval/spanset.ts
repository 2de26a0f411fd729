// Spans of one trace that belong together, and the operators between two of them.

import type { Relation, SpansetOperator } from '../syntax/ast.ts';
import { inverseOf, relatedTo } from './relations.ts';
import type { Trace } from './trace.ts';
import type { Value } from './value.ts';

export interface Spanset {
  /** Indices into the trace, ascending; never none. */
  readonly spans: readonly number[];
  /** What stages said of the set: `by(name)`, `avg(duration)`. */
  readonly attributes: ReadonlyMap<string, Value>;
}

export function combineSpansets(
  trace: Trace,
  operator: SpansetOperator,
  left: Spanset | undefined,
  right: Spanset | undefined,
): Spanset | undefined {
  const spans = combinedSpans(trace, operator, left?.spans ?? [], right?.spans ?? []);
  if (spans.length === 0) return undefined;
  const attributes = new Map([...(left?.attributes ?? []), ...(right?.attributes ?? [])]);
  return { spans, attributes };
}

function combinedSpans(
  trace: Trace,
  operator: SpansetOperator,
  left: readonly number[],
  right: readonly number[],
): readonly number[] {
  switch (operator) {
    case '&&':
      return left.length > 0 && right.length > 0 ? union(left, right) : [];
    case '||':
      return union(left, right);
    default: {
      const first = operator[0];
      const isUnion = first === '&';
      const isNegated = first === '!';
      const relation = (isUnion || isNegated ? operator.slice(1) : operator) as Relation;
      return structural(trace, relation, left, right, { isUnion, isNegated });
    }
  }
}

function structural(
  { nestedSet }: Trace,
  relation: Relation,
  left: readonly number[],
  right: readonly number[],
  form: { readonly isUnion: boolean; readonly isNegated: boolean },
): readonly number[] {
  const related = relatedTo(nestedSet, relation, new Set(left));
  const found = right.filter((span) => (related[span] === 1) !== form.isNegated);
  if (!form.isUnion) return found;
  const inverse = relatedTo(nestedSet, inverseOf(relation), new Set(right));
  return union(
    left.filter((span) => inverse[span] === 1),
    found,
  );
}

export function union(left: readonly number[], right: readonly number[]): readonly number[] {
  return [...new Set([...left, ...right])].sort((a, b) => a - b);
}
