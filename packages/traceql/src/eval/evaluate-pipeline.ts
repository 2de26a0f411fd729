// What the stages of a query leave of one trace: the sets of its spans that come out of the last one.

import { assertNever } from '@throughline/model/base/assert';
import type {
  FieldExpression,
  PipelineExpression,
  Range,
  ScalarFilter,
  SpansetExpression,
  SpansetOperator,
  Stage,
} from '../syntax/ast.ts';
import { print, printAggregate } from '../syntax/print.ts';
import { TraceqlError } from '../syntax/traceql-error.ts';
import { aggregate } from './aggregate.ts';
import { evaluateExpression, matches } from './evaluate-expression.ts';
import { combineSpansets, type Spanset, union } from './spanset.ts';
import type { Trace } from './trace.ts';
import { compareValues, firstOf, type Value, valueKey } from './value.ts';

/** The sets of spans of a trace that a query finds; none when it does not find the trace. */
export function evaluatePipeline(pipeline: PipelineExpression, trace: Trace): Spanset[] {
  const all = { spans: trace.rows.map((_, span) => span), attributes: new Map<string, Value>() };
  return evaluateOn(pipeline, trace, [all]);
}

function evaluateOn(pipeline: PipelineExpression, trace: Trace, input: readonly Spanset[]) {
  if (pipeline.kind === 'pipeline') {
    return pipeline.stages.reduce<Spanset[]>(
      (spansets, stage) => evaluateStage(stage, trace, spansets),
      [...input],
    );
  }
  const { operator, left, right, range } = pipeline;
  return input.flatMap((spanset): Spanset[] =>
    combineOne(trace, operator, range, [
      evaluateOn(left, trace, [spanset]),
      evaluateOn(right, trace, [spanset]),
    ]),
  );
}

function combineOne(
  trace: Trace,
  operator: SpansetOperator,
  range: Range,
  [left, right]: readonly [readonly Spanset[], readonly Spanset[]],
): Spanset[] {
  if (left.length > 1 || right.length > 1) {
    const message =
      'spanset operators are not supported for multiple spansets per trace. consider using coalesce()';
    throw new TraceqlError('evaluate', message, range);
  }
  const combined = combineSpansets(trace, operator, left[0], right[0]);
  return combined === undefined ? [] : [combined];
}

function evaluateStage(stage: Stage, trace: Trace, input: readonly Spanset[]): Spanset[] {
  switch (stage.kind) {
    case 'spanset-filter':
    case 'spanset-operation':
      return input.flatMap((spanset) => evaluateSpanset(stage, trace, spanset));
    case 'scalar-filter':
      return input.flatMap((spanset) => evaluateScalarFilter(stage, trace, spanset));
    case 'group':
      return input.flatMap((spanset) => groupBy(stage.by, trace, spanset));
    case 'coalesce':
      return coalesce(input);
    case 'select':
      // It says what is told of the spans, not which ones there are.
      return [...input];
    default:
      return assertNever(stage);
  }
}

function evaluateSpanset(node: SpansetExpression, trace: Trace, input: Spanset): Spanset[] {
  if (node.kind === 'spanset-filter') {
    const spans = input.spans.filter((span) => matches(node.condition, trace, span));
    return spans.length === 0 ? [] : [{ ...input, spans }];
  }
  return combineOne(trace, node.operator, node.range, [
    evaluateSpanset(node.left, trace, input),
    evaluateSpanset(node.right, trace, input),
  ]);
}

function evaluateScalarFilter(node: ScalarFilter, trace: Trace, input: Spanset): Spanset[] {
  const { left, operator, right } = node;
  if (left.kind !== 'aggregate' || right.kind !== 'static') {
    const message = `scalar filter (${print(node)}) not yet supported`;
    throw new TraceqlError('evaluate', message, node.range);
  }
  const value = aggregate(left, trace, input);
  if (value === undefined || !compareValues(operator, value, right.value)) return [];
  const attributes = new Map(input.attributes).set(printAggregate(left), value);
  return [{ spans: input.spans, attributes }];
}

/** One set per value, in the order in which the values come up; no value is a value, too. */
function groupBy(by: FieldExpression, trace: Trace, input: Spanset): Spanset[] {
  const groups = new Map<string, { value: Value; spans: number[] }>();
  for (const span of input.spans) {
    const value = firstOf(evaluateExpression(by, trace, span));
    const key = valueKey(value);
    const group = groups.get(key) ?? { value, spans: [] };
    group.spans.push(span);
    groups.set(key, group);
  }
  const name = `by(${print(by)})`;
  return [...groups.values()].map(({ value, spans }) => ({
    spans,
    attributes: new Map(input.attributes).set(name, value),
  }));
}

function coalesce(input: readonly Spanset[]): Spanset[] {
  const spans = input.reduce<readonly number[]>((all, set) => union(all, set.spans), []);
  return spans.length === 0 ? [] : [{ spans, attributes: new Map() }];
}
