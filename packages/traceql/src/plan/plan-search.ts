// A query for traces as a plan: plain data that says which traces it finds, as far as that can be said of spans
// one by one. What cannot (structure, sets, numbers over sets) is left to the evaluator, and the plan's
// condition is then one that no trace in the answer fails.

import { assertNever } from '@throughline/model/base/assert';
import type {
  PipelineExpression,
  SpansetExpression,
  SpansetOperator,
  Stage,
} from '../syntax/ast.ts';
import { planFilter } from './plan-filter.ts';
import {
  ALWAYS,
  atMost,
  both,
  either,
  type SpanCondition,
  sizeOf,
  UNKNOWN,
} from './span-condition.ts';
import {
  atMostOf,
  bothOf,
  EVERY_TRACE,
  eitherOf,
  hasSpan,
  saysAll,
  sizeOfTrace,
  type TraceCondition,
} from './trace-condition.ts';

export interface SearchPlan {
  /**
   * `condition`: a trace is found when the condition is true of it. `evaluator`: it may be found then, and the
   * evaluator decides.
   */
  readonly decidedBy: 'condition' | 'evaluator';
  readonly condition: TraceCondition;
}

export function planSearch(pipeline: PipelineExpression): SearchPlan {
  const condition = withinReason(planPipeline(pipeline, INPUT).trace);
  return { decidedBy: saysAll(condition) ? 'condition' : 'evaluator', condition };
}

/** More single conditions than this are no longer quicker to ask an engine than to evaluate. */
const MAX_PLAN_CONDITIONS = 64;

function withinReason(condition: TraceCondition): TraceCondition {
  let left = MAX_PLAN_CONDITIONS;
  const parts = condition.kind === 'and' ? condition.parts : [condition];
  const kept = parts.filter((part) => {
    left -= sizeOfTrace(part);
    return left >= 0;
  });
  return kept.length === parts.length ? condition : atMostOf(kept.reduce(bothOf, EVERY_TRACE));
}

/** What is known after a stage. */
interface Planned {
  /** When there is any set of spans left. */
  readonly trace: TraceCondition;
  /** Of the spans in the sets; it must be true of each. */
  readonly spans: SpanCondition;
  /** There may be several sets, so that two spans need not be in one. */
  readonly isGrouped: boolean;
}

const INPUT: Planned = { trace: EVERY_TRACE, spans: ALWAYS, isGrouped: false };

function planPipeline(pipeline: PipelineExpression, input: Planned): Planned {
  if (pipeline.kind === 'pipeline') return pipeline.stages.reduce(planStage, input);
  const left = planPipeline(pipeline.left, input);
  const right = planPipeline(pipeline.right, input);
  return combined(pipeline.operator, left, right);
}

function planStage(input: Planned, stage: Stage): Planned {
  switch (stage.kind) {
    case 'spanset-filter':
    case 'spanset-operation': {
      const planned = planSpanset(stage, input);
      return { ...planned, trace: bothOf(input.trace, planned.trace) };
    }
    case 'scalar-filter':
      return { ...input, trace: atMostOf(input.trace) };
    case 'group':
      return { ...input, isGrouped: true };
    case 'coalesce':
      return { ...input, isGrouped: false };
    case 'select':
      return input;
    default:
      return assertNever(stage);
  }
}

function planSpanset(node: SpansetExpression, input: Planned): Planned {
  if (node.kind === 'spanset-filter') {
    const { span, trace } = planFilter(node.condition);
    const spans = withinSize(both(input.spans, span), span);
    return {
      trace: bothOf(trace, hasSpan(spans)),
      // Without what is asked of the trace there are no spans at all, which a condition on spans cannot say.
      spans: trace.kind === 'always' ? spans : atMost(spans),
      isGrouped: input.isGrouped,
    };
  }
  return combined(node.operator, planSpanset(node.left, input), planSpanset(node.right, input));
}

/** Conditions of earlier stages make those of later ones narrower, up to this many of them. */
const MAX_CONDITIONS = 32;

function withinSize(narrow: SpanCondition, wide: SpanCondition): SpanCondition {
  return sizeOf(narrow) <= MAX_CONDITIONS ? narrow : atMost(wide);
}

function combined(operator: SpansetOperator, left: Planned, right: Planned): Planned {
  const isGrouped = left.isGrouped;
  const ofEither = either(left.spans, right.spans);
  if (operator === '||') {
    const spans = withinSize(ofEither, UNKNOWN);
    return { trace: eitherOf(left.trace, right.trace), spans, isGrouped };
  }
  const ofBoth = bothOf(left.trace, right.trace);
  if (operator === '&&') {
    return {
      trace: isGrouped ? atMostOf(ofBoth) : ofBoth,
      spans: atMost(withinSize(ofEither, UNKNOWN)),
      isGrouped,
    };
  }
  // Of a negated relation only the right side has to be there.
  if (operator.startsWith('!')) {
    return { trace: atMostOf(right.trace), spans: atMost(right.spans), isGrouped };
  }
  const isUnion = operator.startsWith('&');
  const spans = isUnion ? withinSize(ofEither, UNKNOWN) : right.spans;
  return { trace: atMostOf(ofBoth), spans: atMost(spans), isGrouped };
}
