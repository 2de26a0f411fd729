// What an operator between two operands makes: of two spansets a spanset, of an aggregate and a number a
// scalar filter, of two series a series. Says what cannot be combined, and how it could be.

import { assertNever } from '@throughline/model/base/assert';
import type {
  Aggregate,
  Group,
  MetricsExpression,
  PipelineExpression,
  Range,
  ScalarExpression,
  ScalarFilter,
  ScalarOperation,
  ScalarPipelineExpression,
  ScalarPipelineFilter,
  Select,
  SpansetExpression,
  Static,
} from './ast.ts';
import { type InfixOperator, isArithmetic, isComparison, isSpansetOperator } from './operators.ts';
import { foldScalars } from './parse-number.ts';
import type { TokenStream } from './token-stream.ts';

export type Operand =
  | SpansetExpression
  | PipelineExpression
  | Static
  | Aggregate
  | ScalarOperation
  | ScalarFilter
  | Group
  | Select
  | ScalarPipelineExpression
  | ScalarPipelineFilter
  | MetricsExpression;

export function combine(
  stream: TokenStream,
  left: Operand,
  operator: InfixOperator,
  right: Operand,
  operatorRange: Range,
): Operand {
  const range = { start: left.range.start, end: right.range.end };
  const combined =
    combineSpansets(left, operator, right, range) ??
    combineScalars(stream, left, operator, right, range) ??
    combineScalarPipelines(left, operator, right, range) ??
    combineMetrics(stream, left, operator, right, range);
  if (combined !== undefined) return combined;
  const sides = `${describeOperand(left)} and ${describeOperand(right)}`;
  throw stream.error(operatorRange, `unexpected "${operator}" between ${sides}`);
}

function isSpanset(operand: Operand): operand is SpansetExpression {
  return operand.kind === 'spanset-filter' || operand.kind === 'spanset-operation';
}

function isPipeline(operand: Operand): operand is PipelineExpression {
  return operand.kind === 'pipeline' || operand.kind === 'pipeline-operation';
}

/**
 * ```
 * SpansetExpression  ::= SpansetFilter | "(" SpansetExpression ")"
 *                      | SpansetExpression SpansetOperator SpansetExpression
 * PipelineExpression ::= "(" Pipeline ")" | "(" PipelineExpression ")"
 *                      | PipelineExpression SpansetOperator PipelineExpression
 * ```
 */
function combineSpansets(
  left: Operand,
  operator: InfixOperator,
  right: Operand,
  range: Range,
): Operand | undefined {
  if (!isSpansetOperator(operator)) return undefined;
  if (isSpanset(left) && isSpanset(right)) {
    return { kind: 'spanset-operation', operator, left, right, range };
  }
  const a = asPipeline(left);
  const b = asPipeline(right);
  if (a === undefined || b === undefined) return undefined;
  return { kind: 'pipeline-operation', operator, left: a, right: b, range };
}

function asPipeline(operand: Operand): PipelineExpression | undefined {
  if (isSpanset(operand)) return { kind: 'pipeline', stages: [operand], range: operand.range };
  return isPipeline(operand) ? operand : undefined;
}

function isScalar(operand: Operand): operand is ScalarExpression {
  return (
    operand.kind === 'static' || operand.kind === 'aggregate' || operand.kind === 'scalar-operation'
  );
}

/**
 * ```
 * ScalarExpression ::= Aggregate | Number | ScalarExpression ArithmeticOperator ScalarExpression
 * ScalarFilter     ::= ScalarExpression Comparison ScalarExpression
 * ```
 * with an aggregate on at least one side of the comparison.
 */
function combineScalars(
  stream: TokenStream,
  left: Operand,
  operator: InfixOperator,
  right: Operand,
  range: Range,
): Operand | undefined {
  if (!isScalar(left) || !isScalar(right)) return undefined;
  const areNumbers = left.kind === 'static' && right.kind === 'static';
  if (isArithmetic(operator)) {
    if (areNumbers) return { ...foldScalars(stream, operator, left, right), range };
    return { kind: 'scalar-operation', operator, left, right, range };
  }
  if (areNumbers || !isComparison(operator)) return undefined;
  return { kind: 'scalar-filter', operator, left, right, range };
}

function isScalarPipeline(operand: Operand): operand is ScalarPipelineExpression {
  return operand.kind === 'scalar-pipeline' || operand.kind === 'scalar-pipeline-operation';
}

/**
 * ```
 * ScalarPipelineExpression ::= "(" Pipeline "|" ScalarExpression ")"
 *                            | ScalarPipelineExpression ArithmeticOperator ScalarPipelineExpression
 * ScalarPipelineFilter     ::= ScalarPipelineExpression Comparison ( ScalarPipelineExpression | Number )
 * ```
 */
function combineScalarPipelines(
  left: Operand,
  operator: InfixOperator,
  right: Operand,
  range: Range,
): Operand | undefined {
  if (!isScalarPipeline(left)) return undefined;
  if (isArithmetic(operator) && isScalarPipeline(right)) {
    return { kind: 'scalar-pipeline-operation', operator, left, right, range };
  }
  const isComparable = isScalarPipeline(right) || right.kind === 'static';
  if (!isComparison(operator) || !isComparable) return undefined;
  return { kind: 'scalar-pipeline-filter', operator, left, right, range };
}

function isMetrics(operand: Operand): operand is MetricsExpression {
  return operand.kind === 'metrics-pipeline' || operand.kind === 'metrics-operation';
}

/**
 * ```
 * MetricsExpression ::= "(" Pipeline "|" MetricsAggregate { SecondStage } ")" | "(" MetricsExpression ")"
 *                     | MetricsExpression ( "+" | "-" | "*" | "/" ) ( MetricsExpression | Number )
 *                     | Number ( "+" | "-" | "*" | "/" ) MetricsExpression
 *                     | MetricsExpression Comparison Number
 * ```
 */
function combineMetrics(
  stream: TokenStream,
  left: Operand,
  operator: InfixOperator,
  right: Operand,
  range: Range,
): Operand | undefined {
  if (isMetrics(left) && right.kind === 'static' && isComparison(operator)) {
    const stageRange = { start: left.range.end, end: right.range.end };
    const stage = { kind: 'threshold', operator, value: right, range: stageRange } as const;
    return { ...left, secondStages: [...left.secondStages, stage], range };
  }
  if (!isMetrics(left) && !isMetrics(right)) return undefined;
  const isMetricsOperator =
    operator === '+' || operator === '-' || operator === '*' || operator === '/';
  if (!isMetricsOperator) return undefined;
  if (!isMetrics(left) && left.kind !== 'static') return undefined;
  if (!isMetrics(right) && right.kind !== 'static') return undefined;
  for (const side of [left, right]) {
    if (side.kind === 'static' && side.value.type === 'duration') {
      const message = 'duration cannot be used as a scalar operand in metric arithmetic';
      throw stream.error(side.range, message);
    }
  }
  return { kind: 'metrics-operation', operator, left, right, secondStages: [], range };
}

/** How a message names an operand. */
export function describeOperand(operand: { readonly kind: Operand['kind'] | 'coalesce' }): string {
  switch (operand.kind) {
    case 'spanset-filter':
    case 'spanset-operation':
      return 'a spanset';
    case 'pipeline':
    case 'pipeline-operation':
      return 'a pipeline';
    case 'static':
      return 'a number';
    case 'aggregate':
    case 'scalar-operation':
      return 'an aggregate';
    case 'scalar-filter':
    case 'scalar-pipeline-filter':
      return 'a comparison of aggregates';
    case 'group':
      return 'by()';
    case 'select':
      return 'select()';
    case 'coalesce':
      return 'coalesce()';
    case 'scalar-pipeline':
    case 'scalar-pipeline-operation':
      return 'the number of a pipeline';
    case 'metrics-pipeline':
    case 'metrics-operation':
      return 'metrics';
    default:
      return assertNever(operand.kind);
  }
}
