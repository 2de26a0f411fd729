// Which spans a pipeline hands to a metrics function, as a condition on single spans: where filters are all that
// counts. What splits spans into sets changes none of them as long as nothing is asked of a set.

import { assertNever } from '@throughline/model/base/assert';
import type { Pipeline, SpansetExpression, Stage } from '../syntax/ast.ts';
import { planFilter } from './plan-filter.ts';
import { ALWAYS, both, either, type SpanCondition } from './span-condition.ts';
import { hasSpan, saysAll } from './trace-condition.ts';

/** Undefined when it takes the whole trace to know. */
export function planMetricsSpans({ stages }: Pipeline): SpanCondition | undefined {
  let condition = ALWAYS;
  for (const stage of stages) {
    const ofStage = planStage(stage);
    if (ofStage === undefined) return undefined;
    condition = both(condition, ofStage);
  }
  return saysAll(hasSpan(condition)) ? condition : undefined;
}

function planStage(stage: Stage): SpanCondition | undefined {
  switch (stage.kind) {
    case 'spanset-filter':
    case 'spanset-operation':
      return planSpanset(stage);
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

function planSpanset(node: SpansetExpression): SpanCondition | undefined {
  if (node.kind === 'spanset-filter') {
    const { span, trace } = planFilter(node.condition);
    return trace.kind === 'always' ? span : undefined;
  }
  if (node.operator !== '||') return undefined;
  const left = planSpanset(node.left);
  const right = planSpanset(node.right);
  return left === undefined || right === undefined ? undefined : either(left, right);
}
