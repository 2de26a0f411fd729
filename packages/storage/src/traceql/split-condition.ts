// Conditions that an index answers, apart from those that it does not: an unscoped attribute is mostly one of the
// span, and of its texts there is an index; but to look for it in events and links all of those have to be
// read. Asked apart, each half reads only what it needs.

import { both, either, NEVER, type SpanCondition } from '@throughline/traceql/plan/span-condition';
import type { AttributeScope } from '@throughline/traceql/syntax/ast';

export interface SplitCondition {
  readonly indexed: SpanCondition;
  /** Together the two are true where the condition may be. */
  readonly rest: SpanCondition;
}

const OTHER_SCOPES: readonly AttributeScope[] = ['resource', 'event', 'link', 'instrumentation'];

/** Of a condition read as `may`. */
export function splitCondition(condition: SpanCondition): SplitCondition {
  switch (condition.kind) {
    case 'compare': {
      const { field, operator, value } = condition;
      const isUnscoped = field.kind === 'attribute' && field.scope === 'any';
      if (!isUnscoped || operator !== '=' || value.type !== 'string') break;
      const within = (scope: AttributeScope): SpanCondition => ({
        ...condition,
        field: { ...field, scope },
      });
      return { indexed: within('span'), rest: OTHER_SCOPES.map(within).reduce(either, NEVER) };
    }
    case 'or': {
      const parts = condition.parts.map(splitCondition);
      return {
        indexed: parts.map(({ indexed }) => indexed).reduce(either, NEVER),
        rest: parts.map(({ rest }) => rest).reduce(either, NEVER),
      };
    }
    case 'and': {
      const at = condition.parts.findIndex((part) => splitCondition(part).rest.kind !== 'never');
      const part = condition.parts[at];
      if (part === undefined) break;
      const { indexed, rest } = splitCondition(part);
      const others = condition.parts.toSpliced(at, 1);
      return { indexed: others.reduce(both, indexed), rest: others.reduce(both, rest) };
    }
    default:
      break;
  }
  return { indexed: condition, rest: NEVER };
}
