// Which spans a pipeline hands to a metrics function, as a condition on single spans: where filters are all that
// counts. What splits spans into sets changes none of them as long as nothing is asked of a set.

import { assertNever } from '@throughline/model/base/assert';
import type { FieldExpression, Pipeline, SpansetExpression, Stage } from '../syntax/ast.ts';
import { planFilter } from './plan-filter.ts';
import { rootsByParent } from './roots-by-parent.ts';
import { ALWAYS, both, either, type SpanCondition } from './span-condition.ts';
import { hasSpan, saysAll } from './trace-condition.ts';

export interface MetricsSpans {
  readonly condition: SpanCondition;
  /** The condition says nothing of spans in whose trace an id stands for several. */
  readonly asksForUniqueIds: boolean;
}

/** Undefined when it takes the whole trace to know. */
export function planMetricsSpans({ stages }: Pick<Pipeline, 'stages'>): MetricsSpans | undefined {
  let condition = ALWAYS;
  let asksForUniqueIds = false;
  const planCondition = (expression: FieldExpression | undefined): SpanCondition | undefined => {
    const rewritten = expression === undefined ? undefined : rootsByParent(expression);
    asksForUniqueIds ||= rewritten !== expression;
    const { span, trace } = planFilter(rewritten);
    return trace.kind === 'always' ? span : undefined;
  };
  for (const stage of stages) {
    const ofStage = planStage(stage, planCondition);
    if (ofStage === undefined) return undefined;
    condition = both(condition, ofStage);
  }
  return saysAll(hasSpan(condition)) ? { condition, asksForUniqueIds } : undefined;
}

type PlanCondition = (condition: FieldExpression | undefined) => SpanCondition | undefined;

function planStage(stage: Stage, planCondition: PlanCondition): SpanCondition | undefined {
  switch (stage.kind) {
    case 'spanset-filter':
    case 'spanset-operation':
      return planSpanset(stage, planCondition);
    case 'group':
    case 'coalesce':
    case 'select':
      return ALWAYS;
    case 'scalar-filter':
      return undefined;
    default:
      return assertNever(stage);
  }
}

function planSpanset(
  node: SpansetExpression,
  planCondition: PlanCondition,
): SpanCondition | undefined {
  if (node.kind === 'spanset-filter') return planCondition(node.condition);
  if (node.operator !== '||') return undefined;
  const left = planSpanset(node.left, planCondition);
  const right = planSpanset(node.right, planCondition);
  return left === undefined || right === undefined ? undefined : either(left, right);
}
