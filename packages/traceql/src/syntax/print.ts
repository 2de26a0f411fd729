// A query as text, in the one canonical form: parentheses only where they are needed, one space around
// operators. The printed text parses into the same query.

import { assertNever } from '@throughline/model/base/assert';
import type {
  Aggregate,
  Compare,
  Field,
  FieldExpression,
  MetricsAggregate,
  MetricsExpression,
  Node,
  PipelineExpression,
  Query,
  ScalarExpression,
  ScalarPipelineExpression,
  SecondStage,
  SpansetExpression,
  Stage,
  Static,
} from './ast.ts';
import {
  type InfixOperator,
  levelOf,
  MINUS_LEVEL,
  NOT_LEVEL,
  PRODUCT_LEVEL,
  rightLevelOf,
} from './operators.ts';
import { printField, printValue } from './print-value.ts';

/** Binds as strongly as a thing in parentheses. */
const PRIMARY_LEVEL = MINUS_LEVEL + 1;

export function print(node: Node): string {
  switch (node.kind) {
    case 'query':
      return printQuery(node);
    case 'hint':
      return `${node.name}=${printValue(node.value.value)}`;
    case 'pipeline':
    case 'pipeline-operation':
      return printPipeline(node);
    case 'scalar-pipeline':
    case 'scalar-pipeline-operation':
      return printScalarPipeline(node);
    case 'scalar-pipeline-filter': {
      const right =
        node.right.kind === 'static' ? print(node.right) : printScalarPipeline(node.right);
      return `${printScalarPipeline(node.left)} ${node.operator} ${right}`;
    }
    case 'metrics-pipeline':
    case 'metrics-operation':
      return printMetrics(node);
    case 'metrics-aggregate':
    case 'compare':
      return printMetricsAggregate(node);
    case 'rank':
    case 'threshold':
      return printSecondStage(node);
    case 'spanset-filter':
    case 'spanset-operation':
    case 'scalar-filter':
    case 'group':
    case 'coalesce':
    case 'select':
      return printStage(node);
    case 'aggregate':
    case 'scalar-operation':
      return printScalar(node);
    case 'static':
    case 'attribute':
    case 'intrinsic':
    case 'binary':
    case 'unary':
      return printFieldExpression(node);
    default:
      return assertNever(node);
  }
}

function printQuery({ body, hints }: Query): string {
  return hints.length === 0 ? print(body) : `${print(body)} with (${hints.map(print).join(', ')})`;
}

/** Both sides, each in parentheses where it binds less than the operator needs it to. */
function printInfix<T extends { readonly kind: string }>(
  operation: { readonly operator: InfixOperator; readonly left: T; readonly right: T },
  levelOfNode: (node: T) => number,
  printNode: (node: T) => string,
): string {
  const { operator, left, right } = operation;
  // The one operator that binds to the right needs more on its left.
  const leftLevel = operator === '^' ? levelOf(operator) + 1 : levelOf(operator);
  const side = (node: T, atLeastLevel: number) =>
    levelOfNode(node) < atLeastLevel ? `(${printNode(node)})` : printNode(node);
  return `${side(left, leftLevel)} ${operator} ${side(right, rightLevelOf(operator))}`;
}

function printFieldExpression(node: FieldExpression): string {
  switch (node.kind) {
    case 'static':
      return printValue(node.value);
    case 'attribute':
    case 'intrinsic':
      return printField(node);
    case 'unary': {
      const operand = printFieldExpression(node.operand);
      const atLeastLevel = node.operator === '!' ? PRODUCT_LEVEL : MINUS_LEVEL;
      const isBare = levelOfField(node.operand) >= atLeastLevel;
      return isBare ? `${node.operator}${operand}` : `${node.operator}(${operand})`;
    }
    case 'binary':
      return printInfix<FieldExpression>(node, levelOfField, printFieldExpression);
  }
}

function levelOfField(node: FieldExpression): number {
  switch (node.kind) {
    case 'binary':
      return levelOf(node.operator);
    case 'unary':
      return node.operator === '!' ? NOT_LEVEL : MINUS_LEVEL;
    default:
      return PRIMARY_LEVEL;
  }
}

function printStage(stage: Stage): string {
  switch (stage.kind) {
    case 'spanset-filter':
    case 'spanset-operation':
      return printSpanset(stage);
    case 'scalar-filter':
      return `${printScalar(stage.left)} ${stage.operator} ${printScalar(stage.right)}`;
    case 'group':
      return `by(${printFieldExpression(stage.by)})`;
    case 'coalesce':
      return 'coalesce()';
    case 'select':
      return `select(${printFields(stage.fields)})`;
    default:
      return assertNever(stage);
  }
}

function printFields(fields: readonly Field[]): string {
  return fields.map(printField).join(', ');
}

function printSpanset(node: SpansetExpression): string {
  if (node.kind === 'spanset-operation') {
    return printInfix<SpansetExpression>(node, levelOfOperation, printSpanset);
  }
  return node.condition === undefined ? '{ }' : `{ ${printFieldExpression(node.condition)} }`;
}

function levelOfOperation(node: {
  readonly kind: string;
  readonly operator?: InfixOperator;
}): number {
  return node.operator === undefined ? PRIMARY_LEVEL : levelOf(node.operator);
}

function printScalar(node: ScalarExpression): string {
  switch (node.kind) {
    case 'static':
      return printValue(node.value);
    case 'aggregate':
      return printAggregate(node);
    case 'scalar-operation':
      return printInfix<ScalarExpression>(node, levelOfOperation, printScalar);
  }
}

/** Also the name of the attribute under which its value is told. */
export function printAggregate({ function: name, argument }: Aggregate): string {
  return `${name}(${argument === undefined ? '' : printFieldExpression(argument)})`;
}

function printPipeline(node: PipelineExpression): string {
  if (node.kind === 'pipeline') return node.stages.map(printStage).join(' | ');
  return printInfix<PipelineExpression>(node, levelOfOperation, (side) =>
    side.kind === 'pipeline' ? `(${printPipeline(side)})` : printPipeline(side),
  );
}

function printScalarPipeline(node: ScalarPipelineExpression): string {
  if (node.kind === 'scalar-pipeline') {
    return `(${printPipeline(node.pipeline)} | ${printScalar(node.scalar)})`;
  }
  return printInfix<ScalarPipelineExpression>(node, levelOfOperation, printScalarPipeline);
}

function printMetrics(node: MetricsExpression): string {
  const stages = node.secondStages.map((stage) => ` ${printSecondStage(stage)}`).join('');
  if (node.kind === 'metrics-pipeline') {
    return `${printPipeline(node.pipeline)} | ${printMetricsAggregate(node.aggregate)}${stages}`;
  }
  return `${printInfix<MetricsExpression | Static>(node, levelOfMetrics, printMetricsSide)}${stages}`;
}

/** An operation with stages of its own stands in parentheses, as a pipeline always does. */
function levelOfMetrics(node: MetricsExpression | Static): number {
  if (node.kind !== 'metrics-operation') return PRIMARY_LEVEL;
  return node.secondStages.length > 0 ? 0 : levelOf(node.operator);
}

function printMetricsSide(node: MetricsExpression | Static): string {
  if (node.kind === 'static') return printValue(node.value);
  return node.kind === 'metrics-pipeline' ? `(${printMetrics(node)})` : printMetrics(node);
}

function printMetricsAggregate(node: MetricsAggregate | Compare): string {
  if (node.kind === 'compare') {
    const { selection, topN, window } = node;
    const times = window === undefined ? [] : [String(window.startNs), String(window.endNs)];
    const numbers = topN === undefined ? [] : [String(topN), ...times];
    return `compare(${[printSpanset(selection), ...numbers].join(', ')})`;
  }
  const field = node.field === undefined ? [] : [printField(node.field)];
  const quantiles = node.quantiles.map((quantile) =>
    printValue({ type: 'float', value: quantile }),
  );
  const by = node.by.length === 0 ? '' : ` by(${printFields(node.by)})`;
  return `${node.function}(${[...field, ...quantiles].join(', ')})${by}`;
}

function printSecondStage(stage: SecondStage): string {
  return stage.kind === 'rank'
    ? `| ${stage.function}(${stage.limit})`
    : `${stage.operator} ${printValue(stage.value.value)}`;
}
