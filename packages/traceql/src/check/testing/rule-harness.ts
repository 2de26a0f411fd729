// What every rule's test does: run the one rule over a query and show what it found and where.

import { walk } from '../../syntax/children.ts';
import { parse } from '../../syntax/parse.ts';
import type { Rule } from '../rule.ts';

/** `message @ text of the place`, in the order of the query. */
export function findings(rule: Rule, query: string): string[] {
  const found: string[] = [];
  walk(parse(query), (node) =>
    rule(node, (message, { start, end }) => {
      found.push(`${message} @ ${query.slice(start, end)}`);
    }),
  );
  return found;
}
