// Conditions put into the text of a query, and taken out of it. Only its first `{ }` is written anew; what else
// somebody typed, comments and line breaks among it, stays as it is.

import type { FieldExpression } from '@throughline/traceql/syntax/ast';
import { print } from '@throughline/traceql/syntax/print';
import { conjuncts, parseOrUndefined, readQuery } from './query-parts.ts';
import { type SimpleCondition, simpleCondition } from './simple-condition.ts';

/** Undefined when the text is no query, or one that begins with something else than a `{ }`. */
export function withConditions(
  text: string,
  change: (conditions: readonly FieldExpression[]) => readonly FieldExpression[],
): string | undefined {
  const parts = readQuery(text);
  if (parts.kind !== 'conditions') return undefined;
  const changed = change(parts.conditions);
  const written = changed.length === 0 ? '{ }' : `{ ${changed.map(printConjunct).join(' && ')} }`;
  const { start, end } = parts.range;
  const next = text.trim() === '' ? written : text.slice(0, start) + written + text.slice(end);
  // Nothing is asked of the spans: every trace, which an empty text says as well.
  return next.trim() === '{ }' ? '' : next;
}

/** `||` binds as strongly as `&&`: a condition with one stands in parentheses. */
function printConjunct(condition: FieldExpression): string {
  const isAlternative = condition.kind === 'binary' && condition.operator === '||';
  return isAlternative ? `(${print(condition)})` : print(condition);
}

/**
 * A condition such as `status = error`, put in. What it contradicts goes: another value for the same field, another
 * lower or upper bound. Undefined when the text cannot be changed.
 */
export function addCondition(text: string, condition: string): string | undefined {
  const added = readCondition(condition);
  if (added.length === 0) return undefined;
  return withConditions(text, (conditions) => {
    const kept = conditions.filter((old) => !added.some((next) => isReplacedBy(old, next)));
    return [...kept, ...added];
  });
}

/** Other conditions in the place of those that `isOld` tells; without any, the new ones come last. */
export function replaceConditions(
  text: string,
  isOld: (condition: SimpleCondition) => boolean,
  next: readonly string[],
): string | undefined {
  const added = next.flatMap(readCondition);
  return withConditions(text, (conditions) => {
    const isKept = (condition: FieldExpression): boolean => {
      const simple = simpleCondition(condition);
      return simple === undefined || !isOld(simple);
    };
    const first = conditions.findIndex((condition) => !isKept(condition));
    const at = first < 0 ? conditions.length : first;
    const before = conditions.slice(0, at);
    return [...before, ...added, ...conditions.slice(at).filter(isKept)];
  });
}

/** Takes out what reads the same. */
export function removeCondition(text: string, condition: FieldExpression): string | undefined {
  const printed = print(condition);
  return withConditions(text, (conditions) =>
    conditions.filter((candidate) => print(candidate) !== printed),
  );
}

export function readCondition(condition: string): readonly FieldExpression[] {
  const query = parseOrUndefined(`{ ${condition} }`);
  const stage = query?.body.kind === 'pipeline' ? query.body.stages[0] : undefined;
  return stage?.kind === 'spanset-filter' && stage.condition !== undefined
    ? conjuncts(stage.condition)
    : [];
}

function isReplacedBy(old: FieldExpression, next: FieldExpression): boolean {
  if (print(old) === print(next)) return true;
  const before = simpleCondition(old);
  const after = simpleCondition(next);
  if (before === undefined || after === undefined || before.field !== after.field) return false;
  if (before.operator === '=') return after.operator === '=' || after.operator === '!=';
  return BOUNDS.some((bound) => bound.includes(before.operator) && bound.includes(after.operator));
}

const BOUNDS: readonly (readonly string[])[] = [
  ['>', '>='],
  ['<', '<='],
];
