// Whether a query that parses also makes sense: every rule over every node.

import type { Query } from '../syntax/ast.ts';
import { walk } from '../syntax/children.ts';
import { parse } from '../syntax/parse.ts';
import { TraceqlError } from '../syntax/traceql-error.ts';
import type { Rule } from './rule.ts';
import { aggregateArguments } from './rules/aggregate-arguments.ts';
import { compareArguments } from './rules/compare-arguments.ts';
import { compareStandsAlone } from './rules/compare-stands-alone.ts';
import { constantArithmetic } from './rules/constant-arithmetic.ts';
import { filtersAreBoolean } from './rules/filters-are-boolean.ts';
import { groupsReferenceSpan } from './rules/groups-reference-span.ts';
import { knownFindings } from './rules/known-findings.ts';
import { labelCount } from './rules/label-count.ts';
import { nilComparisons } from './rules/nil-comparisons.ts';
import { operandTypes } from './rules/operand-types.ts';
import { rankLimits } from './rules/rank-limits.ts';
import { regularExpressions } from './rules/regular-expressions.ts';
import { scalarFilterShape } from './rules/scalar-filter-shape.ts';
import { unaryTypes } from './rules/unary-types.ts';
import { unsupportedParent } from './rules/unsupported-parent.ts';

/** In the order in which a reader would want to hear of several at one place. */
const RULES: readonly Rule[] = [
  unsupportedParent,
  nilComparisons,
  regularExpressions,
  knownFindings,
  operandTypes,
  unaryTypes,
  constantArithmetic,
  filtersAreBoolean,
  groupsReferenceSpan,
  aggregateArguments,
  scalarFilterShape,
  labelCount,
  rankLimits,
  compareArguments,
  compareStandsAlone,
];

/** What is wrong with a query, in the order of its text; empty when it can be evaluated. */
export function check(query: Query): TraceqlError[] {
  const errors: TraceqlError[] = [];
  walk(query, (node) => {
    for (const rule of RULES) {
      rule(node, (message, range, suggestions) =>
        errors.push(new TraceqlError('check', message, range, suggestions)),
      );
    }
  });
  return errors;
}

/** The query that a text is, when it is one that can be evaluated. Throws TraceqlError. */
export function parseAndCheck(source: string): Query {
  const query = parse(source);
  const [first] = check(query);
  if (first !== undefined) throw first;
  return query;
}
