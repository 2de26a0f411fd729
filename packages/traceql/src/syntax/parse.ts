// Text to a query. Over whole spansets and pipelines one operator loop serves all of the grammar: what an
// operator makes of its two sides depends on what they are, and `combine` knows that.

import type { Coalesce, Group, Hint, PipelineExpression, Query, Select, Stage } from './ast.ts';
import { combine, describeOperand, type Operand } from './combine.ts';
import { didYouMean, suggestions } from './did-you-mean.ts';
import { isComparison, isInfix, LOGICAL_LEVEL, levelOf, rightLevelOf } from './operators.ts';
import { parseField, parseFieldExpression } from './parse-field.ts';
import { parseMetricsAggregate, parseSecondStages } from './parse-metrics.ts';
import {
  numberOf,
  parseAggregate,
  parseScalarStatic,
  parseSpansetFilter,
} from './parse-spanset.ts';
import { TokenStream } from './token-stream.ts';
import { isAggregateFunction, isMetricsFunction, STAGE_WORDS } from './words.ts';

/** Throws TraceqlError with the place of the first thing that cannot be. */
export function parse(source: string): Query {
  const stream = new TokenStream(source);
  const first = stream.peek();
  const operand = parsePipe(stream);
  const body = bodyOf(stream, operand);
  const hints = parseHints(stream);
  if (stream.peek().kind !== 'end') failAtEnd(stream, operand);
  return { kind: 'query', body, hints, range: stream.rangeFrom(first) };
}

/**
 * ```
 * Query ::= ( PipelineExpression | ScalarPipelineFilter | MetricsExpression ) { Hints }
 * ```
 */
function bodyOf(stream: TokenStream, operand: Operand): Query['body'] {
  switch (operand.kind) {
    case 'pipeline':
    case 'pipeline-operation':
    case 'scalar-pipeline-filter':
    case 'metrics-pipeline':
    case 'metrics-operation':
      return operand;
    case 'spanset-filter':
    case 'spanset-operation':
    case 'scalar-filter':
    case 'group':
    case 'select':
      return { kind: 'pipeline', stages: [operand], range: operand.range };
    case 'aggregate':
    case 'scalar-operation':
    case 'scalar-pipeline':
    case 'scalar-pipeline-operation':
      return stream.fail('a comparison such as "> 2" after an aggregate');
    default:
      throw stream.error(operand.range, `${describeOperand(operand)} is not a query`);
  }
}

/**
 * ```
 * Pipe ::= Expression { "|" Stage } [ "|" Aggregate | "|" MetricsAggregate { SecondStage } ]
 *        | MetricsExpression { SecondStage }
 * ```
 * A pipe that ends in an aggregate is only a number; what may follow decides whoever asked for it.
 */
function parsePipe(stream: TokenStream): Operand {
  const first = parseExpression(stream, LOGICAL_LEVEL);
  if (first.kind === 'metrics-pipeline' || first.kind === 'metrics-operation') {
    const secondStages = [...first.secondStages, ...parseSecondStages(stream)];
    return { ...first, secondStages, range: stream.rangeFrom(first) };
  }
  if (stream.peekSymbol() !== '|' || !isStage(first)) return first;
  const stages: Stage[] = [first];
  while (stream.takeIf('|')) {
    const word = stream.peekWord();
    if (word !== undefined && (isMetricsFunction(word) || word === 'compare')) {
      const pipeline = { kind: 'pipeline', stages, range: rangeOf(stages) } as const;
      const aggregate = parseMetricsAggregate(stream);
      const secondStages = parseSecondStages(stream);
      const range = stream.rangeFrom(first);
      return { kind: 'metrics-pipeline', pipeline, aggregate, secondStages, range };
    }
    const stage = parseStage(stream);
    if (stage.kind === 'aggregate' || stage.kind === 'scalar-operation') {
      const pipeline = { kind: 'pipeline', stages, range: rangeOf(stages) } as const;
      const range = stream.rangeFrom(first);
      return { kind: 'scalar-pipeline', pipeline, scalar: stage, range };
    }
    if (!isStage(stage)) {
      throw stream.error(stage.range, `${describeOperand(stage)} cannot be a stage of a pipeline`);
    }
    stages.push(stage);
  }
  return { kind: 'pipeline', stages, range: rangeOf(stages) };
}

/**
 * ```
 * Stage ::= SpansetExpression | ScalarFilter | Group | Coalesce | Select
 * ```
 */
function parseStage(stream: TokenStream): Operand | Coalesce {
  const first = stream.peek();
  if (!stream.takeIfWord('coalesce')) return parseExpression(stream, LOGICAL_LEVEL);
  stream.expect('(');
  stream.expect(')');
  return { kind: 'coalesce', range: stream.rangeFrom(first) };
}

function isStage(operand: Operand | Coalesce): operand is Stage & (Operand | Coalesce) {
  switch (operand.kind) {
    case 'spanset-filter':
    case 'spanset-operation':
    case 'scalar-filter':
    case 'group':
    case 'select':
    case 'coalesce':
      return true;
    default:
      return false;
  }
}

/**
 * ```
 * Expression ::= Expression InfixOperator Expression | Primary
 * ```
 * The operators are those between spansets, pipelines, aggregates, numbers and series.
 */
function parseExpression(stream: TokenStream, atLeastLevel: number): Operand {
  let left = stream.nested(() => parsePrimary(stream));
  for (;;) {
    const operator = stream.peekSymbol();
    if (operator === undefined || !isInfix(operator) || levelOf(operator) < atLeastLevel) {
      return left;
    }
    const token = stream.take();
    const right = stream.nested(() => parseExpression(stream, rightLevelOf(operator)));
    left = combine(stream, left, operator, right, token.range);
  }
}

/**
 * ```
 * Primary ::= "(" Pipe ")" | SpansetFilter | Aggregate | Group | Select | Number
 * ```
 */
function parsePrimary(stream: TokenStream): Operand {
  const token = stream.peek();
  if (token.kind === 'symbol') {
    switch (token.symbol) {
      case '{':
        return parseSpansetFilter(stream);
      case '(':
        return parseParenthesised(stream);
      case '-':
        return parseScalarStatic(stream);
      default:
        return stream.fail('"{", "(" or an aggregate');
    }
  }
  if (numberOf(token) !== undefined) return parseScalarStatic(stream);
  if (token.kind !== 'word') return stream.fail('"{", "(" or an aggregate');
  if (isAggregateFunction(token.text)) return parseAggregate(stream, token.text);
  switch (token.text) {
    case 'by':
      return parseGroup(stream);
    case 'select':
      return parseSelect(stream);
    case 'coalesce':
      return stream.fail(undefined, ', there is nothing before it to coalesce');
    default: {
      const suggested = suggestions(token.text, STAGE_WORDS);
      return stream.fail('"{", "(" or an aggregate', didYouMean(suggested), suggested);
    }
  }
}

/** A pipeline in parentheses is one operand, whatever it holds; a spanset stays what it is. */
function parseParenthesised(stream: TokenStream): Operand {
  const open = stream.expect('(');
  const inner = parsePipe(stream);
  stream.expect(')');
  const range = stream.rangeFrom(open);
  switch (inner.kind) {
    case 'scalar-filter':
    case 'group':
    case 'select': {
      const pipeline: PipelineExpression = { kind: 'pipeline', stages: [inner], range };
      return pipeline;
    }
    default:
      return { ...inner, range };
  }
}

/**
 * ```
 * Group ::= "by" "(" FieldExpression ")"
 * ```
 */
function parseGroup(stream: TokenStream): Group {
  const first = stream.take();
  stream.expect('(');
  const by = parseFieldExpression(stream);
  stream.expect(')');
  return { kind: 'group', by, range: stream.rangeFrom(first) };
}

/**
 * ```
 * Select ::= "select" "(" Field { "," Field } ")"
 * ```
 */
function parseSelect(stream: TokenStream): Select {
  const first = stream.take();
  stream.expect('(');
  const fields = stream.list(() => parseField(stream));
  stream.expect(')');
  return { kind: 'select', fields, range: stream.rangeFrom(first) };
}

/**
 * ```
 * Hints ::= "with" "(" Hint { "," Hint } ")"
 * Hint  ::= Word "=" Static
 * ```
 * Of several, the last counts.
 */
function parseHints(stream: TokenStream): Hint[] {
  let hints: Hint[] = [];
  while (stream.takeIfWord('with')) {
    stream.expect('(');
    hints = stream.list(() => parseHint(stream));
    stream.expect(')');
  }
  return hints;
}

function parseHint(stream: TokenStream): Hint {
  const name = stream.peek();
  if (name.kind !== 'word') return stream.fail('the name of a hint');
  stream.take();
  stream.expect('=');
  const value = parseFieldExpression(stream);
  if (value.kind !== 'static') throw stream.error(value.range, 'the value of a hint is a constant');
  return { kind: 'hint', name: name.text, value, range: stream.rangeFrom(name) };
}

function failAtEnd(stream: TokenStream, operand: Operand): never {
  const isMetrics = operand.kind === 'metrics-pipeline' || operand.kind === 'metrics-operation';
  if (stream.peekSymbol() === '|' && isMetrics) {
    return stream.fail(undefined, ', only topk, bottomk and comparisons can follow metrics');
  }
  const symbol = stream.peekSymbol();
  if (symbol !== undefined && isInfix(symbol) && !isComparison(symbol) && isMetrics) {
    return stream.fail(
      undefined,
      ', metrics in arithmetic stand in parentheses: "({ } | rate()) * 2"',
    );
  }
  return stream.fail('end of query');
}

function rangeOf(stages: readonly Stage[]): { start: number; end: number } {
  return { start: stages[0]?.range.start ?? 0, end: stages.at(-1)?.range.end ?? 0 };
}
