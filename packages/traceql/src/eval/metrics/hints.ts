// The hints that change an answer to a metrics query; the others steer engines.

import type { Query, StaticValue } from '../../syntax/ast.ts';

/** More than a chart can show as points that are told apart. */
export const MAX_EXEMPLARS = 100;

/** The last of its name counts. */
function hintOf(query: Query, name: string): StaticValue | undefined {
  return query.hints.findLast((hint) => hint.name === name)?.value.value;
}

/** Whether a span stands for those that sampling left out. */
export function isExtrapolated(query: Query): boolean {
  const hint = hintOf(query, 'extrapolate');
  return hint?.type === 'bool' && hint.value;
}

/** How many exemplars are told: what the query says, or what whoever asks does. */
export function exemplarLimit(query: Query, asked: number): number {
  const hint = hintOf(query, 'exemplars');
  if (hint?.type === 'bool')
    return hint.value ? Math.min(asked || MAX_EXEMPLARS, MAX_EXEMPLARS) : 0;
  const limit = hint?.type === 'int' && hint.value >= 0n ? Number(hint.value) : asked;
  return Math.min(limit, MAX_EXEMPLARS);
}
